"""Who may read an answer of a plan, and which names an audience may not learn.

Who reaches a plan at all is decided in accounts/access.py.
"""

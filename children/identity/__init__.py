"""Who a child is: names, numbers, former references, and how a child is found.

Who may see a name is decided here too; who may see a child, in accounts/access.py.
"""

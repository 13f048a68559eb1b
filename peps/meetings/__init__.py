"""The meeting about a plan: when it is, who is asked, who came.

What is written down at it is a section, and belongs to sections/.
"""

"""What the pages of every room load by, and how a page gives out a file.

Pages themselves belong to their rooms.
"""

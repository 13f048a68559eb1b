"""Asking schools for figures, what they enter themselves, and whether the people named for them are right.

What came by file belongs to imports/.
"""

"""Asking schools for figures, and what they enter themselves.

What came by file belongs to imports/.
"""

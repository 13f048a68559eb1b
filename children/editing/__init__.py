"""Keeping a child's record by hand: rows entered, ended, closed in error; changes reported before the file knows.

What comes by file belongs to imports/.
"""

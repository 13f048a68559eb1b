"""A child moves: planned, noticed, told, and closed at the school that is left.

How a row is entered or ended belongs to editing/.
"""

"""Terms, school days and the clocks that count in them.

Whose deadline a day is belongs to the rule that asks.
"""

"""Commands about plans.

What a command does belongs to a room; it only asks for it.
"""

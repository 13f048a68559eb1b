"""Commands that bring files in.

What a command does belongs to a room; it only asks for it.
"""

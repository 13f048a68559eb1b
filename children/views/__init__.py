"""What pages about one child load by, and the links between pages about files.

Pages themselves belong to their rooms.
"""

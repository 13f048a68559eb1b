"""The life of a plan: submitted, returned, signed off, closed, restored, and who is told of it.

Beginning one belongs to opening/.
"""

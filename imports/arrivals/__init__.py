"""The ways in which files arrive besides a command: brought by a person, or left in a folder at night.

What is done with them is the same, and belongs to running/.
"""

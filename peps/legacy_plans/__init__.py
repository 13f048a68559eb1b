"""Plans of the system that a council had before: brought in, so that the first term starts from something.

How their answers are filled in belongs to prefilling/.
"""

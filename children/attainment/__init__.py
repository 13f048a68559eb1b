"""Results: what a value means on its scale, and how it stands against what is expected.

What a plan says of them belongs to peps/results/.
"""

"""Attendance by half-day session: what each mark means, and what the marks of a child add up to.

What a plan says of it belongs to peps/results/.
"""

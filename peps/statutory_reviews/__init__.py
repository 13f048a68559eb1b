"""The statutory review of the care plan and the plan at it: told in time, asked on the day.

The meeting about the plan itself belongs to meetings/.
"""

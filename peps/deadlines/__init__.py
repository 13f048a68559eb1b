"""By when a plan is due and why, who is reminded of it, and what is said when it is late.

The calendar that days are counted in belongs to children/calendar/.
"""

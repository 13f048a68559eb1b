"""Attainment and attendance in a plan: begun from the record, taken into it at sign-off.

What a value means belongs to children/collection/.
"""

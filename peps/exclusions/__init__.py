"""A suspension or exclusion, likely or made: told the same day, and followed until it is settled.

The suspensions of the record belong to children/collection/.
"""

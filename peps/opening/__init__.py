"""Beginning a plan: with the form of the day, from the record, the last plan and the old system.

Opening those of a whole term belongs to delegation/.
"""

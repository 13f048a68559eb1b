"""The pages on which a plan is written and read, section by section, and what is still missing from each.

How a text is saved belongs to answers/.
"""

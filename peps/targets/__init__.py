"""Targets: what they cost, what helps to write them, and how they are followed between two plans.

The page on which one is written belongs to sections/, as it is a section's page.
"""

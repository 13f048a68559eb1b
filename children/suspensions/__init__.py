"""Suspensions and permanent exclusions as the record holds them, in half-day sessions.

One that is likely, and whom to tell, belongs to peps/exclusions/.
"""

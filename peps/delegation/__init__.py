"""Handing out the plans of a term in one go, after a look at what will happen.

Opening a single plan belongs to opening/.
"""

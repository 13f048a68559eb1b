"""One import from start to end: one at a time, with a report of what it did.

How files arrive belongs to arrivals/.
"""

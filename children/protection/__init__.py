"""What keeps a child safe: warnings, restricted records, how far a record is open, whom to tell.

Rows of the record that carry no warning belong to editing/.
"""

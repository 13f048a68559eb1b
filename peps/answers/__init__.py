"""What people wrote in a section: saved, met with somebody else's text, kept as it was before.

What is asked belongs to questions/, and what is still missing to sections/.
"""

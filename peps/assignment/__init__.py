"""Whose a section is, who is asked today, and what hangs on a person.

Handing a child to another social worker belongs to children/moves/.
"""

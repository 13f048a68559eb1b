"""What hangs on a person: children in their name and parts that wait for them, handed to somebody else.

Who is asked for a section belongs to section_owners/.
"""

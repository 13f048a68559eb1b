"""What is filled in before anybody writes: from the child's record and from the last plan, each with where it came from.

Opening a plan belongs to opening/.
"""

"""What happens at school: attendance, results, suspensions, and collecting them.

What a plan says of them belongs to peps/results/.
"""

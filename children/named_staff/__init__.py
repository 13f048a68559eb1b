"""Designated teachers, deputies and headteachers: each September the school says whether they are the right ones.

Their posts and accounts belong to accounts/.
"""

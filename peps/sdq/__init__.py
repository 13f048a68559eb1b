"""The strengths and difficulties questionnaire: scored, entered, shown over the terms.

The wording of its items is licensed, and is never kept here.
"""

"""What a plan asks: the form of each phase, what an authority changes about it, what an answer means, and who may read it.

Answers that people gave are kept in answers/.
"""

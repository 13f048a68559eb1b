"""What a plan asks: the form of each phase, what an authority changes about it, and what an answer means.

Answers that people gave are kept in answers/, and who may read them is decided in audiences/.
"""

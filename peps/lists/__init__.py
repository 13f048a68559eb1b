"""Where plans stand: the page of one plan with its sections, and the board of a term.

My work gathers over everything, and belongs to workspace/.
"""

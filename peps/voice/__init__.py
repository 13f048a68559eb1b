"""What children, carers and parents say by themselves: their pages, what is done with what they sent, and what became of a wish.

The copies that they are given belong to documents/.
"""

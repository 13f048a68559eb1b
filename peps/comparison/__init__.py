"""What is different from the last plan, answer by answer, as far as the reader may read both.

What was written before within one plan belongs to answers/.
"""

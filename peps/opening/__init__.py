"""Beginning a plan, with the form and the people of the day, or turning one into another.

What is filled in with it belongs to prefilling/, and the plans of a whole term to delegation/.
"""

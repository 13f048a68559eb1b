"""The provision map: what a child gets besides, how long, and how it goes on from plan to plan.

What a target costs belongs to targets/, and what is paid to funding/.
"""

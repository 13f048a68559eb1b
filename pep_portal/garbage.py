import gc


def look_seldom(*, every: int = 50_000) -> None:
    """Leaves what is loaded by now out of every later search for garbage, and searches once for `every` new objects.

    For a process that stays. Python's own measure is 700, and a page makes tens of thousands that are gone by its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(every, 20, 50)

"""Cases that are alike, and examples that are many: a run of scripts/test tries a share (a plugin of pytest).

`@pytest.mark.alike` on a test with many parameters says that one case finds what its neighbours would: each run then
draws some of them by its seed, other ones than the run before. By itself a test tries all its cases, and so do
scripts/test-slow and scripts/mutations.
"""

import math
import os
import random
from collections import defaultdict

TRIED_OF = int(os.environ.get("TRY_ONE_IN", "1"))
"""One case in how many is tried."""


def share_of(number: int) -> int:
    """Of that many cases; at least one of any."""
    return math.ceil(number / TRIED_OF)


def pytest_configure(config):
    config.addinivalue_line("markers", "alike: its cases are alike; a run of scripts/test draws some of them")


def pytest_collection_modifyitems(config, items):
    alike = defaultdict(list)
    for item in items:
        if item.get_closest_marker("alike"):
            alike[item.nodeid.partition("[")[0]].append(item)
    left = {item for name, cases in alike.items() for item in left_this_time(cases, name, config)}
    if left:
        config.hook.pytest_deselected(items=sorted(left, key=lambda item: item.nodeid))
        items[:] = [item for item in items if item not in left]


def left_this_time(cases: list, name: str, config) -> list:
    """The same in each process of a run, which share its seed."""
    dice = random.Random(f"{config.getoption('randomly_seed', 0)} {name}")
    in_order = sorted(cases, key=lambda item: item.nodeid)
    return dice.sample(in_order, len(cases) - share_of(len(cases)))

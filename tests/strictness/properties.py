"""How properties are tried (a plugin of pytest): on every machine alike, and on what they are about.

A property that throws most of its inputs away tries little, and some day draws too few to try at all. What a strategy
draws must therefore be valid: at most a fifth may be refused by `assume` or `filter`.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.statistics import collector

from tests.alike import share_of

MOST_REFUSED = 0.2
EXAMPLES = 100
# How long an example may take says something of the machine, not of the portal.
settings.register_profile(
    "portal", max_examples=share_of(EXAMPLES), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("portal")


def on_the_same_rows(examples: int) -> settings:
    """For a property whose examples share what the test's fixtures made: each example meets what the last one left.

    An example takes as long as a test, so that scripts/test tries a share of them.
    """
    shared = [*settings.default.suppress_health_check, HealthCheck.function_scoped_fixture]
    return settings(max_examples=share_of(examples), suppress_health_check=shared)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item):
    told, runs = collector.value, []
    if told is None:  # no property
        return (yield)

    def tell(statistics):
        runs.append(statistics)
        told(statistics)

    with collector.with_value(tell):
        outcome = yield
    for statistics in runs:
        refused = share_refused(statistics)
        if refused > MOST_REFUSED:
            pytest.fail(f"{refused:.0%} of what this property draws is refused: draw what is valid", pytrace=False)
    return outcome


def share_refused(statistics) -> float:
    cases = statistics.get("generate-phase", {}).get("test-cases", [])
    return sum(was_refused(case) for case in cases) / max(len(cases), 1)


def was_refused(case) -> bool:
    """By `assume`, or by a filter that had to draw again, even where a second draw was good enough."""
    return case["status"] == "invalid" or any(event.startswith("Retried draw from") for event in case["events"])

import pytest

from accounts.models import Team
from tests.factories import TeamFactory
from tests.strictness.order import DICE, AnyRowsWillDo

pytestmark = pytest.mark.django_db
NAMES = [f"Team {letter}" for letter in "ABCDEFGH"]


@pytest.fixture
def teams(db):
    for name in NAMES:
        TeamFactory(name=name)
    return Team.objects.filter(name__in=NAMES)


def many(read) -> list[list[str]]:
    return [read() for _ in range(6)]


def test_rows_in_no_order_come_in_any(teams):
    unordered = teams.order_by()
    names = many(lambda: list(unordered.all().values_list("name", flat=True)))

    assert sorted(names[0]) == NAMES
    assert any(each != names[0] for each in names)
    one_by_one = many(lambda: [team.name for team in unordered.iterator()])
    assert any(each != one_by_one[0] for each in one_by_one)


def test_rows_in_an_order_keep_it(teams):
    assert many(lambda: [team.name for team in teams.order_by("name")]) == [NAMES] * 6
    assert many(lambda: [team.name for team in teams.iterator()]) == [NAMES] * 6


def test_the_same_seed_gives_the_same_order(teams):
    def read():
        DICE.seed("one test")
        return [team.name for team in teams.order_by()]

    assert many(read) == [read()] * 6


def test_some_of_the_rows_in_no_order_are_refused(teams):
    with pytest.raises(AnyRowsWillDo, match="Team"):
        list(teams.order_by()[:2])
    assert teams.order_by().get(name="Team A").name == "Team A"
    assert teams.order_by().first() is not None
    assert teams.order_by().exists()

import pytest

from quality import proforma
from quality.enums import Grade
from quality.models import Proforma
from quality.proforma import SHIPPED, ProformaNotUsable, criteria_of, load_proforma

SMALL = """
key = "council"
version = {version}
title = "Our own"

[[criteria]]
key = "voice"
title = "{title}"
[criteria.descriptors]
OUTSTANDING = "a"
GOOD = "b"
REQUIRES_IMPROVEMENT = "c"
INADEQUATE = "d"
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "proforma.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_a_loaded_one_the_shipped_proforma_is_in_use_and_looking_writes_nothing():
    criteria = criteria_of(proforma.current())

    assert len(criteria) == 12
    assert all(len({text for _, text in criterion.descriptors}) == 4 for criterion in criteria)
    assert Proforma.objects.count() == 0


def test_what_was_kept_reads_the_same_as_what_is_in_the_file():
    kept = proforma.keep_current()
    kept.refresh_from_db()

    assert criteria_of(kept) == criteria_of(proforma.from_file(SHIPPED))
    assert proforma.keep_current() == kept


def test_the_proforma_loaded_last_is_the_one_in_use(written):
    load_proforma(SHIPPED)
    own = load_proforma(written(SMALL.format(version=1, title="Voice")))

    assert proforma.current() == own
    assert load_proforma(SHIPPED) == proforma.current()
    assert Proforma.objects.filter(is_current=True).count() == 1


def test_changed_words_need_a_higher_version(written):
    load_proforma(written(SMALL.format(version=1, title="Voice")))

    with pytest.raises(ProformaNotUsable, match="higher version"):
        load_proforma(written(SMALL.format(version=1, title="Voices")))

    assert load_proforma(written(SMALL.format(version=2, title="Voices"))).version == 2
    assert Proforma.objects.get(version=1).body["criteria"][0]["title"] == "Voice"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key = ", "not a TOML file"),
        ('key = "a"\nversion = 1\ntitle = "b"', "criteria"),
        ('key = "a"\nversion = 1\ntitle = "b"\ncriteria = []', "at least one criterion"),
        (SMALL.format(version='"x"', title="Voice"), "wrong kind"),
        (SMALL.format(version=1, title="Voice").replace("INADEQUATE", "DREADFUL"), "DREADFUL"),
        (SMALL.format(version=1, title="Voice").replace('INADEQUATE = "d"', ""), "INADEQUATE"),
        (SMALL.format(version=1, title="Voice") * 1 + SMALL.split("\n\n")[1], "key of its own"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_loads_nothing(written, text, said):
    with pytest.raises(ProformaNotUsable, match=said):
        load_proforma(written(text))

    assert Proforma.objects.count() == 0


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(ProformaNotUsable, match="cannot be read"):
        load_proforma(tmp_path / "nowhere.toml")


def test_a_criterion_says_what_each_grade_looks_like():
    voice = next(criterion for criterion in criteria_of(proforma.current()) if criterion.key == "voice")

    assert [row["grade"] for row in voice.rows()] == [grade.label for grade in Grade]
    assert voice.descriptor(Grade.GOOD) == voice.rows()[1]["text"]

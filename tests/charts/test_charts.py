import calendar
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

import charts
from charts import Figure, Series, Share, Target
from charts.parts import Line, Text, spread, ticks
from reports.rates import rate

TERMS = ("Autumn 2025", "Spring 2026", "Summer 2026")
ABOUT = {"key": "c", "title": "PEPs complete"}

VALUES = st.none() | st.integers(0, 400) | st.decimals(0, 100, places=1)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=60)


def figure(value, url=""):
    return Figure(value, "not applicable" if value is None else f"{value}%", url)


def share_of(number, total):
    return rate(number, total).text


def series(name, *values):
    return Series(name, tuple(map(figure, values)))


def pieces(thing, kind):
    """Every line or text in a chart, however deep."""
    if isinstance(thing, kind):
        yield thing
    if isinstance(thing, tuple):
        for one in thing:
            yield from pieces(one, kind)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from pieces(getattr(thing, one.name), kind)


def inside(chart):
    corners = [(line.x1, line.y1) for line in pieces(chart, Line)]
    corners += [(line.x2, line.y2) for line in pieces(chart, Line)]
    corners += [(text.x, text.y) for text in pieces(chart, Text)]
    return all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in corners)


@st.composite
def trends(draw):
    times = draw(st.integers(1, 14))
    lines = [
        Series(draw(NAMES), tuple(map(figure, draw(st.lists(VALUES, min_size=times, max_size=times)))))
        for _ in range(draw(st.integers(1, 4)))
    ]
    target = draw(st.none() | st.integers(0, 120).map(lambda value: Target(value, f"Target {value}%")))
    return charts.trend(**ABOUT, labels=[f"Term {n}" for n in range(times)], series=lines, target=target)


class TestTrend:
    def test_a_line_starts_at_nought_and_ends_at_its_name(self):
        chart = charts.trend(**ABOUT, labels=TERMS, highest=100, unit="%", series=[series("Complete", 0, 50, 100)])
        (line,) = chart.lines

        assert [text.words for text in chart.scale] == ["0%", "20%", "40%", "60%", "80%", "100%"]
        ys = [float(point.split(",")[1]) for point in line.stretches[0].split()]
        assert ys == [chart.grid[0].y1, (chart.grid[0].y1 + chart.grid[-1].y1) / 2, chart.grid[-1].y1]
        assert [text.words for text in line.name.words] == ["Complete", "100%"]

    def test_a_figure_that_is_not_known_is_a_gap_and_not_a_nought(self):
        chart = charts.trend(**ABOUT, labels=[*TERMS, "A", "B"], series=[series("Complete", 80, 90, None, 70, 75)])

        assert [len(points.split()) for points in chart.lines[0].stretches] == [2, 2]
        assert len(chart.lines[0].marks) == 4

    def test_a_line_without_any_figure_is_named_and_leads_nowhere(self):
        chart = charts.trend(**ABOUT, labels=TERMS, series=[series("Complete", None, None, None)])

        assert chart.lines[0].marks == ()
        assert chart.lines[0].name.leader is None
        assert chart.summary == "Complete: no figures."

    def test_no_two_lines_look_alike_without_colour(self):
        chart = charts.trend(**ABOUT, labels=TERMS, series=[series(str(n), 1, 2, 3) for n in range(4)])

        assert len({line.dash for line in chart.lines}) == 4
        assert len({re.sub(r"[0-9. ]", "", line.marks[0]) for line in chart.lines}) == 4

    def test_it_says_in_words_where_each_line_began_and_ended(self):
        chart = charts.trend(
            **ABOUT,
            labels=TERMS,
            series=[series("Complete", None, Decimal("88.5"), 91), series("In time", 50, None, None)],
            target=Target(95, "Target 95%"),
        )

        assert chart.summary == (
            "Complete: 88.5% in Spring 2026, 91% in Summer 2026. In time: 50% in Autumn 2025. Target 95%."
        )

    def test_of_many_times_those_that_fit_are_written_and_always_the_last(self):
        months = [f"{month} 2026" for month in calendar.month_abbr[1:]]
        chart = charts.trend(**ABOUT, labels=months, series=[series("Complete", *range(12))])

        assert [text.words for text in chart.times if text.words != "2026"] == [
            "Feb",
            "Apr",
            "Jun",
            "Aug",
            "Oct",
            "Dec",
        ]

    @given(trends())
    def test_everything_is_drawn_inside_the_picture(self, chart):
        assert inside(chart)

    @given(trends())
    def test_names_never_stand_on_each_other(self, chart):
        names = [line.name for line in chart.lines] + ([chart.target.name] if chart.target else [])
        blocks = sorted((name.words[0].y, name.words[-1].y) for name in names)

        assert all(above[1] + 17 <= below[0] for above, below in pairwise(blocks))

    @pytest.mark.parametrize(
        ("labels", "lines", "words"),
        [
            ((), [series("A")], "a label or more"),
            (TERMS, [], "one to 4 lines"),
            (TERMS, [series("A", 1, 2, 3)] * 5, "one to 4 lines"),
            (TERMS, [series("A", 1, 2)], "one figure for each label"),
            (TERMS, [series("A", 1, 2, -3)], "below nought"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused(self, labels, lines, words):
        with pytest.raises(ValueError, match=words):
            charts.trend(**ABOUT, labels=labels, series=lines)


class TestBars:
    def test_a_bar_is_as_long_as_its_share_of_the_scale(self):
        chart = charts.bars(**ABOUT, figures=[("North", figure(50)), ("South", figure(100))], highest=100)

        assert [bar.width / bar.track for bar in chart.bars] == pytest.approx([0.5, 1], abs=0.001)

    def test_nobody_to_count_has_words_and_no_bar(self):
        chart = charts.bars(**ABOUT, figures=[("North", figure(None))], highest=100)

        assert (chart.bars[0].width, chart.bars[0].words.words) == (0, "not applicable")

    def test_the_target_crosses_each_bar_at_its_value(self):
        chart = charts.bars(
            **ABOUT, figures=[("A", figure(90)), ("B", figure(40))], target=Target(50, "Target 50%"), highest=100
        )

        assert [line.x1 for line in chart.target.strokes] == pytest.approx(
            [bar.track / 2 for bar in chart.bars], abs=0.1
        )
        assert chart.summary == "A 90%, B 40%. Target 50%."

    @given(st.lists(st.tuples(NAMES, VALUES.map(figure)), min_size=1, max_size=12), st.none() | st.integers(0, 120))
    def test_everything_is_drawn_inside_the_picture_and_the_order_is_kept(self, figures, target):
        chart = charts.bars(**ABOUT, figures=figures, target=None if target is None else Target(target, "Target"))

        assert inside(chart)
        assert all(0 <= bar.width <= bar.track < chart.width for bar in chart.bars)
        assert [bar.words.words for bar in chart.bars] == [one.words for _, one in figures]
        assert sorted(bar.y for bar in chart.bars) == [bar.y for bar in chart.bars]

    @pytest.mark.parametrize(("figures", "words"), [([], "one bar or more"), ([("A", figure(-1))], "below nought")])
    def test_what_cannot_be_drawn_is_refused(self, figures, words):
        with pytest.raises(ValueError, match=words):
            charts.bars(**ABOUT, figures=figures)


class TestShares:
    def test_each_part_has_its_number_and_its_share_in_words(self):
        chart = charts.shares(**ABOUT, share_of=share_of, parts=[Share("Good", 2), Share("Inadequate", 1)])

        assert [part.words.words for part in chart.parts] == ["2 (66.7%)", "1 (33.3%)"]
        assert [part.fill for part in chart.parts] == [1, 2]
        assert chart.summary == "Good 2 (66.7%), Inadequate 1 (33.3%)."

    def test_a_whole_of_nobody_has_no_pieces_and_no_shares(self):
        chart = charts.shares(**ABOUT, share_of=share_of, parts=[Share("Good", 0)])

        assert (chart.parts[0].width, chart.parts[0].words.words) == (0, "0")
        assert [cell.words for cell in chart.table.rows[0].cells] == ["0", "not applicable"]

    @given(st.lists(st.builds(Share, NAMES, st.integers(0, 5000)), min_size=1, max_size=6))
    def test_the_pieces_fill_the_strip_without_gap(self, parts):
        chart = charts.shares(**ABOUT, share_of=share_of, parts=parts)
        edges = [(part.x, round(part.x + part.width, 1)) for part in chart.parts]

        assert inside(chart)
        assert all(before[1] == after[0] for before, after in pairwise(edges))
        assert edges[0][0] == 1
        assert edges[-1][1] == (399 if any(part.number for part in parts) else 1)

    @pytest.mark.parametrize(
        ("parts", "words"),
        [([], "one to 6 parts"), ([Share("A", 1)] * 7, "one to 6 parts"), ([Share("A", -1)], "below nought")],
    )
    def test_what_cannot_be_drawn_is_refused(self, parts, words):
        with pytest.raises(ValueError, match=words):
            charts.shares(**ABOUT, share_of=share_of, parts=parts)


class TestScales:
    @given(st.integers(0, 10**6))
    def test_a_scale_reaches_past_the_highest_in_at_most_five_steps(self, highest):
        marks = ticks(highest)

        assert marks[0] == 0
        assert marks[-1] >= highest
        assert marks[-2] < max(highest, 1)
        assert 2 <= len(marks) <= 6

    def test_rates_have_a_scale_to_one_hundred(self):
        assert ticks(100) == (0, 20, 40, 60, 80, 100)

    def test_names_that_need_no_moving_stay_where_they_are(self):
        assert spread([(150, 20), (50, 20)], top=0, bottom=300, gap=4) == [140, 40]


LESS_THAN = "Smith & <Sons>"
PICTURES = {
    "trend": charts.trend(
        key="t", title=LESS_THAN, labels=TERMS, series=[Series(LESS_THAN, (figure(1, "/a/"), figure(None), figure(3)))],
        target=Target(2, "Target 2"),
    ),
    "bars": charts.bars(
        key="b", title=LESS_THAN, figures=[(LESS_THAN, figure(4, "/b/")), ("Other", figure(None))], target=Target(2, "Target 2")
    ),
    "shares": charts.shares(
        key="s", title=LESS_THAN, share_of=share_of, parts=[Share(LESS_THAN, 3, "/c/"), Share("Other", 0)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PICTURES)
class TestTemplates:
    def drawn(self, kind, *, opened=False):
        return render_to_string(f"components/charts/{kind}.html", {"chart": PICTURES[kind], "opened": opened})

    def picture(self, kind):
        return ElementTree.fromstring(re.search(r"<svg.*</svg>", self.drawn(kind), re.DOTALL)[0])  # noqa: S314 our own text

    def test_a_picture_is_named_and_described_for_those_who_do_not_see_it(self, kind):
        picture = self.picture(kind)
        by_id = {one.get("id"): one.text for one in picture.iter() if one.get("id")}
        named, described = picture.get("aria-labelledby").split()

        assert picture.get("role") == "img"
        assert by_id[named] == LESS_THAN
        assert by_id[described] == PICTURES[kind].summary

    def test_the_content_security_policy_has_nothing_to_refuse(self, kind):
        html = self.drawn(kind)

        assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", html)
        assert set(re.findall(r"https?://[^\"']+", html)) == {"http://www.w3.org/2000/svg"}

    def test_every_fill_that_is_used_is_there(self, kind):
        html = self.drawn(kind)

        assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(re.findall(r'<pattern id="([^"]+)"', html))

    def test_the_figures_stand_beside_it_in_a_table_with_their_links(self, kind):
        html = self.drawn(kind)
        table = re.search(r"<table.*</table>", html, re.DOTALL)[0]

        assert "<details" in html
        assert 'class="govuk-link" href="/' in table
        for row in PICTURES[kind].table.rows:
            assert all(cell.words in table for cell in row.cells)

    def test_in_print_the_table_is_not_folded_away(self, kind):
        html = self.drawn(kind, opened=True)

        assert "<table" in html
        assert "<details" not in html

    def test_what_people_typed_is_escaped(self, kind):
        assert "<Sons>" not in self.drawn(kind)

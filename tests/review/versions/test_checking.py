"""The checklist before signing."""

from __future__ import annotations

import pytest

from tests.review.conftest import Served
from tests.review.test_versions import book_of, decided
from textmining.codebook import decisions as d
from textmining.review.versions.checking import LISTED, Check, checklist


def found(served: Served, name: str, **more: object) -> Check | None:
    """One line of the checklist."""
    return next((check for check in checklist(book_of(served), **more) if check.id == name), None)  # type: ignore[arg-type]


def level(served: Served, name: str, **more: object) -> str | None:
    """Its level; None where it is not in the list."""
    check = found(served, name, **more)
    return check.level if check else None


def test_themes_that_nobody_judged_are_named_with_their_pages(served: Served) -> None:
    check = found(served, "beoordeeld")
    assert check is not None
    assert (check.level, len(check.links)) == ("warning", 9)
    assert ("Thema 1", "/thema/t000") in check.links
    decided(served, *(d.Reject(theme=theme.id) for theme in book_of(served).main_themes))
    assert level(served, "beoordeeld") == "ok"
    assert level(served, "thema’s") == "stop"  # none is left


def test_long_list_tells_how_many_more_there_are(served: Served) -> None:
    decided(served, *(d.NewTheme(theme=f"c-{n}", label=f"Nieuw {n}") for n in range(LISTED + 5)))
    check = found(served, "leeg")
    assert check is not None
    assert (len(check.links), check.more) == (LISTED, 5)


@pytest.mark.parametrize(
    ("share", "expected"), [(None, None), (0.0, "ok"), (0.1, "ok"), (0.1001, "warning"), (1.0, "warning")]
)
def test_more_than_a_tenth_without_a_sure_code_warns(served: Served, share: float | None, expected: str | None) -> None:
    assert level(served, "onzeker", abstained=share) == expected


def test_too_few_codes_by_hand_are_told_whatever_the_model_says(served: Served) -> None:
    check = found(served, "onzeker", short_of=12, abstained=0.0)
    assert check is not None
    assert check.level == "warning"
    assert "nog 12 antwoorden" in check.text


@pytest.mark.parametrize(
    ("alphas", "expected"),
    [(None, "warning"), ({}, "ok"), ({"t000": 0.667, "t001": None}, "ok"), ({"t000": 0.66}, "warning")],
)
def test_agreement_under_two_thirds_warns_and_so_does_no_double_coding(
    served: Served, alphas: dict[str, float | None] | None, expected: str
) -> None:
    assert level(served, "overeenstemming", alphas=alphas) == expected


def test_themes_that_low_agreement_makes_indicative_are_named_with_their_alpha(served: Served) -> None:
    check = found(served, "overeenstemming", alphas={"t000": 0.5, "weg": 0.1})
    assert check is not None
    assert check.links == (("Thema 1 (0,50)", "/thema/t000"),)


def test_one_name_for_two_themes_stops_unless_they_stand_below_different_ones(served: Served) -> None:
    assert level(served, "namen") == "ok"
    decided(served, d.Rename(theme="t001a", label="Thema 1"))
    assert level(served, "namen") == "ok"
    decided(served, d.Rename(theme="t002", label=" thema  1"))
    assert level(served, "namen") == "stop"


def test_nothing_decided_since_the_last_version_stops(served: Served) -> None:
    assert level(served, "gewijzigd", changed=0) == "stop"
    assert level(served, "gewijzigd", changed=3) is None
    assert level(served, "gewijzigd") is None


def test_marks_and_reports_are_counted_and_an_older_study_warns(served: Served) -> None:
    decided(
        served,
        d.MarkAnswer(answer="a00001", mark="uncodable"),
        d.MarkAnswer(answer="a00001", mark="health"),
        d.ReportPersonal(answer="a00002", text="Zwarteveld"),
        d.ClearQuote(answer="a00003", text="geen tijd"),
    )
    check = found(served, "markeringen")
    assert check is not None
    assert "1 niet te coderen, 1 met een gemeld persoonsgegeven, 1 keer als gevoelig gemarkeerd; 1 vrij" in check.text
    assert level(served, "actueel") is None
    assert level(served, "actueel", current=False) == "warning"


def test_stops_come_first_and_every_line_has_its_own_name(served: Served) -> None:
    lines = checklist(book_of(served), changed=0, current=False, abstained=0.3)
    order = [("stop", "warning", "ok").index(check.level) for check in lines]
    assert order == sorted(order)
    assert len({check.id for check in lines}) == len(lines)

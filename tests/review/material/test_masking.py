from __future__ import annotations

import pytest

from textmining.codebook.masking import Mask
from textmining.codebook.state import Base, CodeTheme
from textmining.review.material import Answer, Material, Segment, Study
from textmining.review.material.folding import fold, terms
from textmining.review.material.masking import masked_answer, masked_study


def answer(text: str, *cuts: tuple[int, int], name: str = "a1") -> Answer:
    """An answer cut in segments."""
    segments = tuple(Segment(f"{name}.{n}", name, start, end, 0.5) for n, (start, end) in enumerate(cuts, 1))
    return Answer(name, "weg", "2022", text, fold(text), frozenset(), segments)


def stretches(one: Answer) -> list[str]:
    """The texts of the segments."""
    return [one.text[segment.start : segment.end] for segment in one.segments]


@pytest.mark.parametrize(
    ("text", "cuts", "left"),
    [
        ("Jansen helpt. Geen tijd", [(0, 12), (14, 23)], ["[persoon] helpt", "Geen tijd"]),
        (
            "Geen tijd. Vraag Jansen. Weinig rust",
            [(0, 9), (11, 23), (25, 36)],
            ["Geen tijd", "Vraag [persoon]", "Weinig rust"],
        ),
        ("jansen, jansen; tijd", [(0, 6), (8, 14), (16, 20)], ["[persoon]", "[persoon]", "tijd"]),
        ("Jan. Sen tijd", [(0, 3), (5, 13)], ["Jan", "Sen tijd"]),
    ],
)
def test_segments_are_of_the_same_words_after_masking(text: str, cuts: list[tuple[int, int]], left: list[str]) -> None:
    found = masked_answer(answer(text, *cuts), Mask(["Jansen"]))
    assert stretches(found) == left
    assert [one.id for one in found.segments] == [f"a1.{n}" for n in range(1, len(cuts) + 1)]
    assert not any(term in found.folded for term in terms("jansen"))


def test_words_that_lie_across_two_segments_leave_none_of_them() -> None:
    found = masked_answer(answer("vraag Jan. de Vries weet het", (0, 9), (11, 28)), Mask(["Jan de Vries"]))
    assert stretches(found) == ["vraag [persoon]", " weet het"]


def test_what_does_not_hold_the_words_is_the_same_object() -> None:
    named, other = answer("Jansen", (0, 6)), answer("tijd", (0, 4), name="a2")
    base = Base("f", "weg", {"t1": CodeTheme("t1", "Tijd")}, {"a1.1": "t1"}, {"a1.1": "a1"})
    segments = {one.id: one for a in (named, other) for one in a.segments}
    with_name = Material("weg", {"weg": "?"}, base, {"a1": named, "a2": other}, segments)
    without = Material("wens", {"wens": "?"}, base, {"a2": other}, {})
    study = Study({"weg": with_name, "wens": without})
    assert masked_study(study, Mask()) is study
    masked = masked_study(study, Mask(["jansen"]))
    assert masked.codebooks["wens"] is without
    weg = masked.codebooks["weg"]
    assert weg.answers["a2"] is other
    assert weg.base is base
    assert weg.answers["a1"].text == "[persoon]"
    assert weg.segments["a1.1"] is weg.answers["a1"].segments[0]

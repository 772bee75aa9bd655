"""Whatever a re-fit or an undo puts in doubt is told, and every choice that is offered settles something."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.codebook.conftest import log_of
from textmining.codebook import decisions as d
from textmining.codebook import replay
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base, CodeTheme
from textmining.review.book import Book, make_book
from textmining.review.material import Answer, Material, Segment
from textmining.review.versions.doubts import doubts_of, key_of
from textmining.review.versions.past import Earlier

SEGMENTS = [f"s{n:02d}" for n in range(48)]
ANSWER_OF = {segment: f"a{segment[1:]}" for segment in SEGMENTS}
OLD, NEW, MADE = ("o1", "o2", "o3", "x"), ("n1", "n2", "n3", "x"), ("c-1", "c-2")

placements = st.lists(st.integers(0, 4), min_size=8, max_size=8)
"""For eight runs of six segments the theme that holds them; 4 for none."""


def discovery(name: str, themes: tuple[str, ...], places: list[int]) -> Base:
    """A discovery in which each theme holds some runs of segments."""
    held = {s: themes[place] if (place := places[n // 6]) < len(themes) else None for n, s in enumerate(SEGMENTS)}
    return Base(name, "weg", {t: CodeTheme(t, t.upper()) for t in themes}, held, ANSWER_OF)


def decisions_on(themes: tuple[str, ...]) -> st.SearchStrategy[list[Any]]:
    """Some decisions about themes, those that coders make too."""
    theme = st.sampled_from([*themes, *MADE])
    return st.lists(
        st.one_of(
            st.builds(d.Accept, theme=theme),
            st.builds(d.Reject, theme=theme),
            st.builds(lambda t: d.Rename(theme=t, label="Naam"), theme),
            st.builds(lambda t: d.NewTheme(theme=t, label="Nieuw"), st.sampled_from(MADE)),
            st.builds(lambda a, b: d.Merge(themes=(a,), into=b if a != b else "c-9"), theme, theme),
            st.builds(lambda t, n: d.Move(segments=(SEGMENTS[n], "weg"), to=t), theme, st.integers(0, 47)),
            st.builds(lambda t: d.Move(segments=("weg.1",), to=t), st.none() | theme),
            st.builds(lambda t, n: d.CodeAnswer(answer=f"a{n:02d}", themes=(t,)), theme, st.integers(0, 47)),
            st.builds(d.Undo, decision=st.integers(1, 8)),
        ),
        min_size=1,
        max_size=10,
    )


def book_of(olds: list[Base], new: Base, log: list[Decision]) -> Book:
    """The codebook on the new discovery."""
    answers = {
        answer: Answer(answer, "weg", "2022", segment, segment, frozenset(), (Segment(segment, answer, 0, 3, 0.5),))
        for segment, answer in ANSWER_OF.items()
    }
    segments = {s.id: s for answer in answers.values() for s in answer.segments}
    material = Material("weg", {"weg": "?"}, new, answers, segments)
    return make_book(material, replay(olds, new, log), log[-1].id, {})


def undone_makers(book: Book, log: list[Decision]) -> dict[str, int]:
    """Themes whose making was undone, to the decision that undid it."""
    undos = {
        one.action.decision: one.id
        for one in log
        if isinstance(one.action, d.Undo) and one.id not in book.codebook.undone
    }
    return {one.action.theme: undos[one.id] for one in log if isinstance(one.action, d.NewTheme) and one.id in undos}


@given(placements, placements, decisions_on(OLD), decisions_on(NEW), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_decision_counts_is_undone_or_told_and_choosing_ends(
    before: list[int], after: list[int], first: list[Any], then: list[Any], data: st.DataObject
) -> None:
    old, new = discovery("fit-1", OLD, before), discovery("fit-2", NEW, after)
    log = log_of(*first)
    log += [
        Decision(one.id, one.codebook, one.action, "bert", one.at, "fit-2") for one in log_of(*then, first=len(log) + 1)
    ]
    log = [one for one in log if not isinstance(one.action, d.Undo) or one.action.decision < one.id]
    log = log or log_of(d.Accept(theme="o1"))
    earlier = {t: Earlier(t, tuple(s for s, p in old.placement.items() if p == t)[:3], 6, ()) for t in OLD}
    for _ in range(60):
        book = book_of([old], new, log)
        codebook = book.codebook
        told = {conflict.decision for conflict in codebook.conflicts} - {None}
        assert {one.id for one in log} == codebook.applied | codebook.undone | told
        found = doubts_of(book, earlier, {one.id: one for one in log}, undone_makers(book, log), {})
        assert {doubt.key for doubt in found} == {key_of(conflict) for conflict in codebook.conflicts}
        if not found:
            return
        doubt = found[0]
        assert doubt.happened
        assert doubt.meanwhile
        assert doubt.choices or doubt.others
        assert sum(choice.proposed for choice in doubt.choices) <= 1
        values = [choice.value for choice in doubt.choices]
        values += ["other"] if doubt.others else []
        value = data.draw(st.sampled_from(values))
        theme = data.draw(st.sampled_from([other.id for other in doubt.others])) if value == "other" else ""
        actions = doubt.actions(value, theme)
        assert actions
        for action in actions:
            log.append(Decision(log[-1].id + 1, "weg", action, "anna", log[-1].at, "fit-2"))
    raise AssertionError([conflict.kind for conflict in codebook.conflicts])

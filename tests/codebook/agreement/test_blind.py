from __future__ import annotations

from dataclasses import replace

from tests.codebook.conftest import log_of, small_base
from textmining.codebook.agreement import indicative
from textmining.codebook.decisions import CodeAnswer, Settle
from textmining.codebook.folding import fold
from textmining.codebook.state import Codebook


def coded(*codings: tuple[str, str, str], queue: str = "double", blind: bool = True) -> Codebook:
    """The small base after codings of an actor, an answer and a theme ("" for none)."""
    log = [
        replace(
            log_of(CodeAnswer(answer=answer, themes=(theme,) if theme else (), queue=queue, blind=blind))[0],  # type: ignore[arg-type]
            id=number,
            actor=actor,
        )
        for number, (actor, answer, theme) in enumerate(codings, 1)
    ]
    return fold(small_base(), log)


AGREED = [("anna", f"a{n}", "geld" if n < 4 else "wifi") for n in range(8)]
MEANT = [("bram", f"a{n}", "geld" if n < 4 else "rooster" if n < 6 else "wifi") for n in range(8)]


def test_themes_are_indicative_of_which_coders_saw_too_different_answers() -> None:
    # geld: always the same; wifi: 2 of 4 the same, alpha .59; rooster and its main theme: chosen by one only
    assert indicative(coded(*AGREED, *MEANT)) == {"wifi", "rooster", "tijd"}


def test_it_is_measured_before_differences_are_settled() -> None:
    before = coded(*AGREED, *MEANT)
    log = [replace(log_of(Settle(answer=f"a{n}", themes=("wifi",)))[0], id=99 + n) for n in (4, 5)]
    assert indicative(replace(before, settled=fold(small_base(), log).settled)) == indicative(before)


def test_what_was_coded_once_or_with_a_suggestion_in_sight_says_nothing() -> None:
    assert indicative(coded(*AGREED)) == frozenset()
    assert indicative(coded(*AGREED, *MEANT, queue="free")) == frozenset()
    assert indicative(coded(*AGREED, *MEANT, blind=False)) == frozenset()

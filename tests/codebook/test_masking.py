from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.cleaning.redaction import PLACEHOLDER, Redactor, StudyName, StudyNames
from textmining.codebook import decisions as d
from textmining.codebook.folding import fold
from textmining.codebook.masking import Mask, reported_in
from textmining.codebook.state import Base, CodeTheme

NOW = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)


def said(*actions: object, codebook: str = "weg") -> list[d.Decision]:
    """A log of one coder."""
    return [d.Decision(n, codebook, action, "anna", NOW) for n, action in enumerate(actions, 1)]


def unnumbered(text: str) -> str:
    """A redacted text without the numbers of persons."""
    return re.sub(r"\[persoon [0-9]+\]", "[persoon]", text)


# What the next run does: the same names, on the answer as it was before anything was redacted.
@pytest.mark.parametrize(
    ("raw", "known", "words"),
    [
        ("Vraag het aan jansen of Piet", (), "Jansen"),
        ("Jansens rooster is vol; JANSEN weet ervan", (), "jansen"),
        ("de heer jan-van der Meer helpt, vandermeer niet", (), "van der meer"),
        ("Piet en Jansen, en nog eens jansen", ("Piet",), "Jansen"),
        ("Jansenstraat en janse zijn anderen", (), "Jansen"),
        ("Bouchra Yilmaz helpt. Bouchra is top", (), "Bouchra Yilmaz"),
        ("Wil wil niet", (), "Wil"),
        ("René, rene of RENÉ", (), "rené"),
        ("Ik werk met Jan Linders en Jan", (), "Jan"),
        ("Ik werk met Jan Linders", (), "Jan Linders"),
    ],
)
def test_what_is_shown_now_is_what_the_next_run_makes_of_it(raw: str, known: tuple[str, ...], words: str) -> None:
    names = StudyNames((StudyName("Jan Linders", "vrij"),)).with_persons(known)
    before = Redactor(names, None, None, "").redact([raw])[0].text
    after = Redactor(names.with_persons([words]), None, None, "").redact([raw])[0].text
    assert unnumbered(Mask([words], names).masked(before).text) == unnumbered(after)


WORDS = st.sampled_from(["Jan", "jansen", "van der Meer", "wil", "persoon", "é", "5", "de Vries"])
PIECES = st.sampled_from(
    ["Jan", "JANSEN", " ", ". ", "van der meer", "-", "[persoon 2]", "[school]", "wil", "é", "ß", "\n"]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=40))


@given(TEXTS, st.lists(WORDS, min_size=1, max_size=3, unique=True))
def test_places_fit_the_masked_text_and_what_is_between_words_stays(text: str, words: list[str]) -> None:
    found = Mask(words).masked(text)
    places = [found.at(place) for place in range(len(text) + 1)]
    assert places == sorted(places)
    assert places[0] == 0 or found.stretches[0][0] == 0
    assert places[-1] == len(found.text)
    at = 0
    for start, end, new_start, new_end in (*found.stretches, (len(text), 0, len(found.text), 0)):
        assert text[at:start] == found.text[found.at(at) : new_start]
        if end:
            assert PLACEHOLDER.fullmatch(found.text[new_start:new_end])
        at = end


@given(TEXTS, st.lists(WORDS, min_size=1, max_size=3, unique=True))
def test_masking_twice_changes_nothing(text: str, words: list[str]) -> None:
    mask = Mask(words)
    once = mask.masked(text).text
    assert mask.masked(once).text == once


def test_without_words_everything_is_the_same_object() -> None:
    base = Base("f", "weg", {"t1": CodeTheme("t1", "Jan")}, {}, {})
    codebook, (decision,) = fold(base, []), said(d.Rename(theme="t1", label="Jan"))
    mask = Mask()
    assert not mask
    assert mask.codebook(codebook) is codebook
    assert mask.decision(decision) is decision
    assert mask.base(base) is base
    assert mask.masked("Jan").text == "Jan"


def test_words_leave_a_codebook_and_its_log_wherever_they_stand() -> None:
    theme = CodeTheme("t1", "Hulp van Jansen", words="jansen, hulp", definition="Deelnemers noemen ‘Jansen’.")
    base = Base("f", "weg", {"t1": theme, "t2": CodeTheme("t2", "Tijd")}, {"a1.1": "t1"}, {"a1.1": "a1"})
    log = said(
        d.Rename(theme="t2", label="Tijd van Jansen"),
        d.Define(theme="t2", definition="met jansen", include=("vraag Jansen",), exclude=("niet Jansen",)),
        d.Note(theme="t2", text="Jansen?"),
        d.ClearQuote(answer="a1", text="Jansen helpt"),
        d.ReportPersonal(answer="a2", text="Jansen"),
    )
    mask = Mask(reported_in(log))
    codebook = mask.codebook(fold(base, log))
    shown = [repr(codebook.themes), repr(codebook.base), repr(codebook.quotes), repr(codebook.notes)]
    shown += [repr(mask.decision(decision)) for decision in log]
    assert not re.search("jansen", " ".join(shown), re.IGNORECASE)
    assert codebook.themes["t1"].label == "Hulp van [persoon]"
    assert codebook.quotes == {"a1": "[persoon] helpt"}


def test_a_reason_may_hold_a_name_too() -> None:
    (decision,) = said(d.Accept(theme="t1"))
    told = d.Decision(1, "weg", decision.action, "anna", NOW, reason="Jansen zei het")
    assert Mask(["jansen"]).decision(told).reason == "[persoon] zei het"


def test_report_that_is_undone_asks_nothing_and_undoing_that_asks_it_again() -> None:
    report = d.ReportPersonal(answer="a1", text="Jansen")
    assert reported_in(said(report, report, d.ReportPersonal(answer="a2", text="Ali"))) == ("Ali", "Jansen")
    assert reported_in(said(report, d.Undo(decision=1))) == ()
    assert reported_in(said(report, d.Undo(decision=1), d.Undo(decision=2))) == ("Jansen",)

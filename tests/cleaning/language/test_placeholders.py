from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.language.placeholders import PLACEHOLDER, TAG
from textmining.cleaning.redaction.mentions import KINDS

PIECES = [
    "[persoon 1]",
    "[e-mail]",
    "[persoon",
    "[",
    " ",
    "  ",
    "\n",
    "tijd",
    "'s",
    ".",
    "x" * 150,
    "x" * 250,
    "(",
    "é",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_placeholder_is_one_name_without_a_lemma(dutch: LanguagePipeline, kind: str) -> None:
    (doc,) = dutch.docs([f"Vraag het aan [{kind} 2], of aan ([{kind}])."])
    found = [(token.tag_, token.pos_) for token in doc if token.text in (f"[{kind} 2]", f"[{kind}]")]
    assert found == [(TAG, "PROPN")] * 2
    assert dutch.lemmas([doc.text]) == ["vragen het aan of aan"]


def test_a_placeholder_is_tagged_with_its_neighbours_like_a_name(dutch: LanguagePipeline) -> None:
    named, redacted = dutch.docs(["Gisteren hielp Anna mij goed.", "Gisteren hielp [persoon] mij goed."])
    assert [(t.tag_, t.lemma_) for t in redacted if t.i != 2] == [(t.tag_, t.lemma_) for t in named if t.i != 2]


def test_other_brackets_are_no_placeholder(dutch: LanguagePipeline) -> None:
    assert dutch.lemmas(["de les [sic] en [persoon x]"]) == ["de les sic en persoon x"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text())
@settings(max_examples=300, deadline=None)
def test_tokens_make_up_the_text_and_hold_each_placeholder_whole(dutch: LanguagePipeline, text: str) -> None:
    writable = text.encode("utf-8", "ignore").decode("utf-8")
    doc = dutch.nlp.tokenizer(writable)
    assert doc.text == writable
    assert [t.text for t in doc if PLACEHOLDER.fullmatch(t.text)] == PLACEHOLDER.findall(writable)


@pytest.mark.parametrize("piece", ["(", "[", "a", "(a", "[persoon 1]", "http://a/"])
def test_a_text_without_spaces_takes_time_by_its_length_only(dutch: LanguagePipeline, piece: str) -> None:
    start = time.process_time()
    dutch.nlp.tokenizer(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 3

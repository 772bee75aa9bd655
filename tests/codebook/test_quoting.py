from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook.folding import fold
from textmining.codebook.quoting import QuoteError, quote_of, standing_quotes
from textmining.codebook.state import Base

ANSWER = "Er is geen tijd, en het rooster  is vol. [persoon 1] helpt (soms) [persoon 2]."


@pytest.mark.parametrize(
    ("asked", "quote"),
    [
        (ANSWER, "Er is geen tijd, en het rooster is vol. [persoon 1] helpt (soms) [persoon 2]."),
        ("GEEN   tijd", "geen tijd"),
        ("geen tijd… het rooster is vol.", "geen tijd … het rooster is vol."),
        ("...geen tijd [...] vol (…)", "… geen tijd … vol …"),
        ("[persoon] helpt (soms)", "[persoon 1] helpt (soms)"),
        ("het rooster is vol. … [persoon 2]", "het rooster is vol. … [persoon 2]"),
    ],
)
def test_stretches_of_an_answer_in_their_order_are_a_quote(asked: str, quote: str) -> None:
    assert quote_of(ANSWER, asked) == quote


@pytest.mark.parametrize(
    ("asked", "part", "words"),
    [
        ("te weinig tijd", "te weinig tijd", ("te", "weinig")),
        ("geen rooster", "geen rooster", ()),
        ("het rooster … geen tijd", "geen tijd", ()),
        ("een tijd", "een tijd", ("een",)),  # of "geen" a part is another word
        ("geen tijd … geen tijd", "geen tijd", ()),
        ("", "", ()),
        (" … ", "", ()),
        ("[school] helpt", "[school] helpt", ("school",)),
    ],
)
def test_other_words_are_no_quote_and_are_told(asked: str, part: str, words: tuple[str, ...]) -> None:
    with pytest.raises(QuoteError) as caught:
        quote_of(ANSWER, asked)
    assert (caught.value.part, caught.value.words) == (part, words)


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_is_a_quote_or_told_and_a_quote_is_a_quote_of_its_answer(answer: str, asked: str) -> None:
    try:
        quote = quote_of(answer, asked)
    except QuoteError:
        return
    assert quote_of(answer, quote) == quote
    for stretch in filter(None, quote.split("…")):
        assert " ".join(stretch.split()) in " ".join(answer.split())


def test_quotes_of_sensitive_answers_and_of_words_that_are_gone_do_not_stand() -> None:
    codebook = replace(
        fold(Base("f", "weg", {}, {}, {}), []),
        quotes={"a1": "geen tijd", "a2": "geen tijd", "a3": "vraag Jansen", "a4": "weg", "a5": "geen tijd"},
        marks={"a2": frozenset({"health"}), "a5": frozenset({"uncodable"})},
    )
    answers = {"a1": "Geen tijd!", "a2": "Geen tijd!", "a3": "Vraag [persoon]", "a5": "Geen tijd!"}
    assert standing_quotes(codebook, answers) == {"a1": "Geen tijd", "a5": "Geen tijd"}

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.language import NEGATIONS
from textmining.topics.describing.phrases import phrases_of

SOME = ["geen", "tijd", "voor", ",", "de", "[persoon]", "te", "niet", "werken", "2019", "is", "snel", "ik"]


@pytest.fixture(scope="module")
def silent(stops: frozenset[str]) -> frozenset[str]:
    return stops | NEGATIONS


def found(dutch: LanguagePipeline, silent: frozenset[str], text: str) -> set[str]:
    (doc,) = dutch.docs([text])
    return {phrase.text for phrase in phrases_of(doc, silent)}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("er is te weinig tijd voor scholing", "te weinig tijd voor scholing"),
        ("wij missen de begeleiding", "de begeleiding missen"),
        ("wij willen meegaan met de tijd", "meegaan met de tijd"),
        ("ik ben niet handig met computers", "niet handig met computers"),
        ("het is goed geschreven", "goed geschreven"),
        ("de beamer werkt niet", "de beamer werkt niet"),
        ("moet van school", "moet van school"),
        ("zet je aan het denken", "zet je aan het denken"),
        ("ontwikkelingen in mijn vak", "ontwikkelingen in mijn vak"),
    ],
)
def test_what_people_say_is_found_as_a_phrase(
    dutch: LanguagePipeline, silent: frozenset[str], text: str, phrase: str
) -> None:
    assert phrase in found(dutch, silent, text)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("te weinig tijd", "weinig tijd"),
        ("ik ben niet handig", "handig"),
        ("op de hoogte blijven", "hoogte blijven"),
        ("kritisch omgaan met nieuws", "kritisch omgaan"),
        ("gebrek aan tijd", "gebrek"),
        ("laptops uit het jaar 2009", "laptops uit het jaar"),
        ("over een jaar met pensioen", "jaar met pensioen"),
        ("apps ivm veiligheid", "ivm veiligheid"),
        ("de wifi in", "wifi in"),
        ("staat in mijn", "staat in mijn"),
        ("na afloop van de les", "afloop van de les"),
        ("eigen tempo in de les", "tempo in de les"),
        ("het is meer een thriller", "meer een thriller"),
        ("niemand hoeft mij te porren", "niemand hoeft mij te porren"),
        ("omdat het boek spannend is", "is"),
    ],
)
def test_fragments_are_no_phrases(dutch: LanguagePipeline, silent: frozenset[str], text: str, fragment: str) -> None:
    assert fragment not in found(dutch, silent, text)


def test_no_phrase_runs_over_a_placeholder_or_a_comma(dutch: LanguagePipeline, silent: frozenset[str]) -> None:
    phrases = found(dutch, silent, "begeleiding door [persoon 1], trage wifi")
    assert "trage wifi" in phrases
    assert not any("[" in phrase for phrase in phrases)
    assert not any("wifi" in phrase and "begeleiding" in phrase for phrase in phrases)


def test_ways_of_saying_the_same_have_one_key(dutch: LanguagePipeline, silent: frozenset[str]) -> None:
    one, other = (
        {phrase.key for phrase in phrases_of(doc, silent)}
        for doc in dutch.docs(["de trage laptops", "een trage laptop"])
    )
    assert ("laptop", "traag") in one & other


@settings(max_examples=40, deadline=None)
@given(text=st.lists(st.sampled_from(SOME)).map(" ".join))
def test_any_text_gives_phrases_of_its_own_words(dutch: LanguagePipeline, stops: frozenset[str], text: str) -> None:
    for phrase in found(dutch, stops | NEGATIONS, text):
        assert 0 < len(phrase.split()) <= 7
        assert "[" not in phrase

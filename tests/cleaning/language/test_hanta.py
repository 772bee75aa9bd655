from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.language.hanta import HantaTagger

SAMPLE = 5
"""Every so many sentences of a treebank; the whole of it is a slow proof."""


def _score(tagger: HantaTagger, sentences: list[list[Any]]) -> tuple[float, float]:
    """Share of right lemmas (case apart) and right main tags."""
    words = lemmas = tags = 0
    for sentence in sentences:
        for word, (tag, lemma) in zip(sentence, tagger.analyse([word.form for word in sentence]), strict=True):
            if word.scored:
                words += 1
                lemmas += lemma == word.lemma.lower()
                tags += tag.split("(")[0] == word.tag.split("|")[0]
    return lemmas / words, tags / words


@pytest.mark.parametrize("treebank", ["nl_alpino", "nl_lassysmall"])
@pytest.mark.parametrize("every", [SAMPLE, pytest.param(1, marks=pytest.mark.proof)])
def test_lemmas_and_main_tags_of_real_dutch_are_right(
    tagger: HantaTagger, treebanks: dict[str, list[list[Any]]], treebank: str, every: int
) -> None:
    lemma, tag = _score(tagger, treebanks[treebank][::every])
    assert lemma >= 0.96
    assert tag >= 0.975


@pytest.mark.proof
def test_tags_are_nearly_all_those_of_hanta_itself(tagger: HantaTagger, treebanks: dict[str, list[list[Any]]]) -> None:
    from HanTa.HanoverTagger import HanoverTagger

    theirs = HanoverTagger("morphmodel_dutch.pgz")
    same = words = 0
    for sentence in treebanks["nl_alpino"][::4]:
        forms = [
            w.form for w in sentence if w.form.isalpha() and w.form.lower() != "als"
        ]  # where ours differs on purpose
        found = [theirs.int2tag[tag] for tag in theirs.tag_sent_viterbi(forms)] if forms else []
        same += sum(tag == other for (tag, _), other in zip(tagger.analyse(forms), found, strict=True))
        words += len(found)
    assert same / words >= 0.995


def test_a_word_takes_its_tag_from_the_sentence(tagger: HantaTagger) -> None:
    tags = [tag for tag, _ in tagger.analyse(["ik", "werk", "omdat", "het", "werk", "leuk", "is"])]
    assert tags[1].startswith("WW(pv")
    assert tags[4].startswith("N(soort")


def test_simplemma_mends_a_lemma_that_is_no_word(tagger: HantaTagger) -> None:
    assert tagger.analyse(["een", "romannetje"])[1][1] == "roman"


def test_numbers_symbols_and_punctuation_keep_their_form(tagger: HantaTagger) -> None:
    found = tagger.analyse(["5,5", "%", "!!!", "=>"])
    assert found == [("TW(hoofd,vrij)", "5,5"), ("SPEC(symb)", "%"), ("LET()", "!!!"), ("SPEC(symb)", "=>")]


def test_a_typing_accident_takes_no_time(tagger: HantaTagger) -> None:
    start = time.perf_counter()
    assert tagger.analyse(["a" * 100_000]) == [("SPEC(symb)", "a" * 100_000)]
    assert time.perf_counter() - start < 1


def test_twenty_thousand_words_a_second_once_words_are_known(
    tagger: HantaTagger, treebanks: dict[str, list[list[Any]]]
) -> None:
    sentences = [[word.form for word in sentence] for sentence in treebanks["nl_alpino"][::SAMPLE]]
    for sentence in sentences:
        tagger.analyse(sentence)
    start = time.process_time()
    for sentence in sentences:
        tagger.analyse(sentence)
    assert sum(map(len, sentences)) / (time.process_time() - start) > 20_000


@given(st.lists(st.text(min_size=1, max_size=20), max_size=12))
@settings(max_examples=100, deadline=None)
def test_any_words_have_a_tag_and_a_lemma(tagger: HantaTagger, words: list[str]) -> None:
    found = tagger.analyse(words)
    assert len(found) == len(words)
    assert all(tag and lemma for tag, lemma in found)

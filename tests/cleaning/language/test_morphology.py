from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from textmining.cleaning.language.hanta import HantaTagger
from textmining.cleaning.language.hanta_tables import Tables, load_tables
from textmining.cleaning.language.morphology import Morphology


@pytest.fixture(scope="module")
def tables(models: Path, tagger: HantaTagger) -> Tables:
    return load_tables(models)


@pytest.fixture(scope="module")
def morphology(tables: Tables) -> Morphology:
    return Morphology(tables)


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("jaren", "N(soort,mv,basis)", "jaar"),
        ("kinderen", "N(soort,mv,basis)", "kind"),
        ("scholen", "N(soort,mv,basis)", "school"),
        ("professionaliseringsactiviteiten", "N(soort,mv,basis)", "professionaliseringsactiviteit"),
        ("liepen", "WW(pv,verl,mv)", "lopen"),
        ("geschreven", "WW(vd,vrij,zonder)", "schrijven"),
        ("spannende", "ADJ(prenom,basis,met-e,stan)", "spannend"),
    ],
)
def test_the_lemma_is_the_base_form(morphology: Morphology, tables: Tables, word: str, tag: str, lemma: str) -> None:
    assert morphology.lemma(word, tables.tags[tag]) == lemma


def test_a_capital_counts_only_inside_a_sentence(morphology: Morphology, tables: Tables) -> None:
    name = tables.tags["N(eigen,ev,basis,zijd,stan)"]
    inside = dict(morphology.tags_of("Vos", capital_counts=True))
    first = dict(morphology.tags_of("Vos", capital_counts=False))
    assert inside[name] - max(inside.values()) > first.get(name, -math.inf) - max(first.values())


@pytest.mark.proof
def test_morphemes_are_those_of_hanta_itself_and_so_is_the_likeliest_tag(
    morphology: Morphology, tables: Tables, treebanks: dict[str, list[list[Any]]]
) -> None:
    from HanTa.HanoverTagger import HanoverTagger

    theirs = HanoverTagger("morphmodel_dutch.pgz")
    words = sorted(
        {word.form.lower() for sentence in treebanks["nl_alpino"] for word in sentence if word.form.isalpha()}
    )
    same = 0
    for word in words:
        expected = dict(theirs.analyze_forward(word))
        found = dict(morphology._forward(word))
        same += max(expected, key=expected.__getitem__, default=None) == max(found, key=found.__getitem__, default=None)
        for tag in list(expected)[:2]:
            path = [(morpheme, end) for morpheme, end in theirs.analyze_viterbi(word, -tag) if morpheme > 0]
            ours = morphology.morphemes(word, tag)
            assert [morpheme for _, morpheme in ours] == [morpheme for morpheme, _ in path]
    assert same / len(words) > 0.99

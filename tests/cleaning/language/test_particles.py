from __future__ import annotations

from pathlib import Path

import pytest

from textmining.cleaning import LanguagePipeline
from textmining.cleaning.language.particles import PARTICLE, SeparableVerbs


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("ik zet het digibord vaak in", "ik inzetten het digibord vaak"),
        ("dat levert meer op", "dat opleveren veel"),
        ("alles sla ik op in de cloud", "alles opslaan ik in de cloud"),
        ("om het digibord in te zetten", "om het digibord te inzetten"),
        ("de wifi valt vaak uit en dan werkt niets", "de wifi uitvallen vaak en dan werken niets"),
        ("ik pas mijn lessen aan op het niveau", "ik aanpassen mijn les op het niveau"),
        ("de leerlingen doen actief mee met de quiz", "de leerling meedoen actief met de quiz"),
        ("het kost tijd om alles bij te houden", "het kosten tijd om alles te bijhouden"),
    ],
)
def test_a_separable_verb_has_one_lemma(dutch: LanguagePipeline, text: str, lemmas: str) -> None:
    assert dutch.lemmas([text]) == [lemmas]


@pytest.mark.parametrize(
    "text",
    [
        "ik heb er niets aan",
        "daar heb ik niets aan",
        "het bord staat in het lokaal",
        "om te werken met ict",
        "door te oefenen leer je",
        "de les is over",
        "waar je mee werkt",
        "ik vraag het aan [persoon 1]",
        "ik werk er graag mee",
    ],
)
def test_a_preposition_is_no_particle(dutch: LanguagePipeline, text: str) -> None:
    (doc,) = dutch.docs([text])
    assert PARTICLE not in [token.dep_ for token in doc]


def test_pipelines_with_the_same_tags_are_served_alike() -> None:
    import spacy
    from spacy.tokens import Doc

    doc = Doc(
        spacy.blank("nl").vocab,
        words=["Dat", "levert", "meer", "op", "."],
        tags=[
            "VNW|aanw|pron|stan|vol|3o|ev",
            "WW|pv|tgw|met-t",
            "VNW|onbep|grad|stan|vrij|zonder|comp",
            "VZ|fin",
            "LET",
        ],
        lemmas=["dat", "leveren", "veel", "op", "."],
    )
    assert [(t.lemma_, t.dep_) for t in SeparableVerbs()(doc)][1::2] == [("opleveren", ""), ("op", PARTICLE)]


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.proof)])
def test_verbs_of_the_treebanks_are_joined_rightly(dutch: LanguagePipeline, shared_data: Path, every: int) -> None:
    from spacy.tokens import Doc

    hanta, join = dutch.nlp.get_pipe("hanta"), SeparableVerbs()
    found = right = wanted = 0
    for path in sorted((shared_data / "ud_dutch").glob("*.conllu")):
        for block in path.read_text(encoding="utf-8").split("\n\n")[::every]:
            rows = [line.split("\t") for line in block.splitlines() if line.partition("\t")[0].isdigit()]
            gold = {number for number, row in enumerate(rows) if _is_particle(row, rows)}
            doc = join(hanta(Doc(dutch.nlp.vocab, words=[row[1] for row in rows])))
            ours = {token.i for token in doc if token.dep_ == PARTICLE}
            right += sum(doc[int(rows[i][6]) - 1].lemma_.startswith(doc[i].lower_) for i in ours & gold)
            found, wanted = found + len(ours), wanted + len(gold)
    assert wanted > 200 / every
    assert right / found >= 0.93
    assert right / wanted >= 0.75


def _is_particle(row: list[str], rows: list[list[str]]) -> bool:
    """Whether a word is a particle that the treebank joins to the lemma of its verb, and not to the form."""
    form, lemma = rows[int(row[6]) - 1][1:3] if row[7] == "compound:prt" else ("", "")
    return lemma.startswith(f"{row[1].lower()}_") and not form.lower().startswith(row[1].lower())

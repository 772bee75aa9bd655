from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.language.compounds import CompoundSplitter, split_compound
from textmining.cleaning.language.hanta import HantaTagger
from textmining.cleaning.words import words

# Written by hand before the splitter was run: lemma and the parts that a match should see.
COMPOUNDS = """
professionaliseringsactiviteit professionalisering activiteit
lesmateriaal les materiaal
tijdgebrek tijd gebrek
docententeam docent team
leermiddelenbeleid leermiddel beleid
onderwijsvernieuwing onderwijs vernieuwing
opleidingsteam opleiding team
schermtijd scherm tijd
praktijkopdracht praktijk opdracht
stageplek stage plek
kennisdeling kennis deling
lesvoorbereiding les voorbereiding
wifiverbinding wifi verbinding
internetverbinding internet verbinding
netwerkproblemen netwerk probleem
computerlokaal computer lokaal
leerlingvolgsysteem leerling volgen systeem
studentenaantal student aantal
examencommissie examen commissie
toetsprogramma toets programma
teamleider team leider
schoolleiding school leiding
schoolgebouw school gebouw
lesuur les uur
werkplekleren werkplek leren
ict-coach ict coach
ict-vaardigheid ict vaardigheid
mbo-student mbo student
laptopkar laptop kar
videoles video les
instructiefilmpje instructie film
praktijkleren praktijk leren
onderwijsassistent onderwijs assistent
beroepspraktijkvorming beroepspraktijk vorming
beroepshouding beroep houding
taalniveau taal niveau
rekenvaardigheid rekenen vaardigheid
klassenmanagement klas management
gebruiksgemak gebruik gemak
privacywetgeving privacy wetgeving
informatievaardigheid informatie vaardigheid
mediawijsheid media wijsheid
computervaardigheid computer vaardigheid
projectgroep project groep
managementteam management team
stagebegeleider stage begeleider
scholingsdag scholing dag
trainingsaanbod training aanbod
cursusaanbod cursus aanbod
softwarepakket software pakket
leeromgeving leren omgeving
lesmethode les methode
licentiekosten licentie kosten
ontwikkeltijd ontwikkelen tijd
vergadertijd vergaderen tijd
docentvaardigheid docent vaardigheid
systeembeheerder systeem beheerder
apparatuurtekort apparatuur tekort
onderwijstijd onderwijs tijd
budgettekort budget tekort
""".strip().splitlines()
WHOLE = sorted(
    words(
        """
computer student docent digitaal samenwerking ondersteuning hoofdzaak aardappel wachtwoord weekend voorbeeld antwoord
overzicht inzicht toegang afspraak onderwijs leerling maatregel tijdschrift laptop website feedback vakantie kantoor
mogelijkheid duidelijkheid voorbereiding begeleiding uitleg opleiding ontwikkeling differentiatie motivatie magister
facilitering verbetering enthousiasme verantwoordelijkheid werkelijkheid organisatie bekwaamheid
        """
    )
)


@pytest.fixture(scope="module")
def splitter(tagger: HantaTagger) -> CompoundSplitter:
    return CompoundSplitter(tagger)


def test_compounds_of_education_and_ict_are_split(splitter: CompoundSplitter) -> None:
    found = {lemma: " ".join(splitter.split(lemma)) == parts for lemma, parts in (c.split(" ", 1) for c in COMPOUNDS)}
    assert sum(found.values()) >= 0.85 * len(COMPOUNDS), [lemma for lemma, right in found.items() if not right]


def test_what_is_split_is_split_rightly(splitter: CompoundSplitter) -> None:
    split = {lemma: splitter.split(lemma) for lemma in [c.split()[0] for c in COMPOUNDS] + WHOLE}
    right = {c.split()[0]: tuple(c.split()[1:]) for c in COMPOUNDS}
    wrong = {lemma: parts for lemma, parts in split.items() if len(parts) > 1 and right.get(lemma) != parts}
    assert len(wrong) <= 0.1 * sum(len(parts) > 1 for parts in split.values()), wrong


@pytest.mark.parametrize("lemma", WHOLE)
def test_words_that_are_one_stay_whole(splitter: CompoundSplitter, lemma: str) -> None:
    assert splitter.split(lemma) == (lemma,)


def test_a_placeholder_or_a_pair_is_no_compound(splitter: CompoundSplitter) -> None:
    assert splitter.split("geen_lesmateriaal") == ("geen_lesmateriaal",)


def test_the_function_needs_the_models_folder_only(models: Path, tagger: HantaTagger) -> None:
    assert split_compound("lesmateriaal", models) == ("les", "materiaal")


@given(st.text(max_size=60) | st.text("aeg-lstn_", max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_split_or_left(splitter: CompoundSplitter, text: str) -> None:
    parts = splitter.split(text)
    assert parts == (text,) or all(len(part) > 1 for part in parts)

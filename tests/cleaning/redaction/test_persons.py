"""Which words of an answer are taken for the name of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.redaction.persons import PersonRecogniser, load_persons


@pytest.fixture(scope="module")
def persons() -> PersonRecogniser:
    return load_persons(Path("models"), None)


def names(persons: PersonRecogniser, text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in persons.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zonder Marieke van den Bosch was het niet gelukt", ["Marieke van den Bosch"]),
        ("de lessen van J. de Vries en A.M. Jansen", ["J. de Vries", "A.M. Jansen"]),
        ("ik vroeg het aan K Bakker en Th. Schuurmans-Ypma", ["K Bakker", "Th. Schuurmans-Ypma"]),
        ("Annemieke Jansen-de Wit en P.J. van 't Hof tekenden", ["Annemieke Jansen-de Wit", "P.J. van 't Hof"]),
        ("Student Jelle B. en Selin/Merel waren er", ["Jelle B", "Selin", "Merel"]),
        ("Anne-Marie ter Horst", ["Anne-Marie ter Horst"]),
        ("met Marijke v.d. Berg en Piet v/d Meer", ["Marijke v.d. Berg", "Piet v/d Meer"]),
        ("Thi Minh Châu Lê geeft les", ["Thi Minh Châu Lê"]),
        ("met Nguyễn Văn Hùng en Fatima El Khattabi", ["Nguyễn Văn Hùng", "Fatima El Khattabi"]),
    ],
)
def test_a_mention_is_the_whole_name(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mevrouw Yılmaz van de administratie", ["Yılmaz"]),
        ("Dr. Nguyen en dhr. Van den Eijnde", ["Nguyen", "Van den Eijnde"]),
        ("Meneer Kok van de opleiding kok", ["Kok"]),
        ("meneer de wit en juf roos zijn streng", ["de wit", "roos"]),
        ("meneer el bouazzaoui is aardig", ["el bouazzaoui"]),
    ],
)
def test_titles_announce_names_and_stay_outside(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fatima's quizzen zijn top", ["Fatima"]),
        ("Ahmeds groepje was als eerste klaar", ["Ahmed"]),
        ("Hans' enthousiasme is besmettelijk", ["Hans"]),
    ],
)
def test_a_genitive_s_stays_outside(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fatima van ict heeft me geholpen", ["fatima"]),
        ("WIE NEEMT HET OVER ALS YOUSSEF ZIEK IS", ["YOUSSEF"]),
        ("MARJAN DE BOER HEEFT HET ONDERSCHAT", ["MARJAN DE BOER"]),
        ("collega malgorzata wojciechowska", ["malgorzata wojciechowska"]),
        ("vraag maar aan sterre", ["sterre"]),
        ("vriendelijke groet, wilma de bruin", ["wilma de bruin"]),
        ("henk, roos en merel", ["henk", "roos", "merel"]),
    ],
)
def test_names_need_no_capital(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Johannnes heeft het kapot gemaakt", ["Johannnes"]),
        ("met Xyvronius samen gedaan", ["Xyvronius"]),
        ("Shahrokh uit Iran", ["Shahrokh"]),
        ("dank aan jeoren", ["jeoren"]),
    ],
)
def test_names_that_no_list_has_are_found(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Roos heeft mij enorm geholpen", "Roos is mijn lievelingskleur"),
        ("Mark van ict helpt ons", "Mark my words: dit komt goed"),
        ("Wil is onze teamleider", "Wil ik wel, maar niet nu"),
        ("Hoop, onze directeur, zegt nee", "Hoop dat er geluisterd wordt"),
        ("Storm, een student uit 2A, filmt", "Storm of geen storm, we gaan door"),
        ("Wat mij tegenhoudt is Vos", "Vos en haas heet ons spel"),
        ("Mijn baas de Wit weigert", "De wit gekleurde borden zijn slecht"),
        ("Lot van den Brink helpt", "Lot en leven"),
    ],
)
def test_words_are_names_where_the_context_says_so(persons: PersonRecogniser, name: str, word: str) -> None:
    assert len(names(persons, name)) == 1
    assert names(persons, word) == []


@pytest.mark.parametrize(
    "text",
    [
        "We werken met Teams, Magister, Kahoot en Wooclap",
        "Studenten lopen stage bij Jan Linders en Albert Heijn",
        "boeken van Van Dijk, licenties van Malmberg, Noordhoff en Deviant",
        "Volgens Kirschner, Marzano en Robert Gagné werkt het, zie ook het SAMR model van Puentedura",
        "In Tallinn, Zwolle en Antwerpen, na Pasen en voor Sinterklaas",
        "Docent Nederlands, Senior Docent en Teamleider",
        "MEER TIJD EN MEER GELD VOOR SCHOLING AUB",
        "Blended Learning En Flipping The Classroom Zijn Mooi",
        "Kok zijn is handwerk. Bakker worden ook. Visser, slager, bakker.",
        "Teoveel regels. Tewenig tijd. Ondersteunig ontbreekt",
        "Nederlandse en Engelse lessen in de Randstad",
        "het Kirschner-model en de Groot-Nederlandse gedachte",
        "Learning by doing, trial and error",
        "[persoon 1] wil niet en [persoon 2] mailt naar [e-mail]",
    ],
)
def test_what_is_no_person_is_left_alone(persons: PersonRecogniser, text: str) -> None:
    assert names(persons, text) == []


def test_a_neighbour_makes_a_product_no_person_and_a_person_no_product(persons: PersonRecogniser) -> None:
    assert names(persons, "de app Zipsnel van Priya") == ["Priya"]


@pytest.mark.parametrize(
    "text",
    [
        "Mark was vorig jaar mijn maatje bij ict",
        "Roos' lessen zijn prachtig",
        "ik ga met mark de wit naar de studiedag",
        "roos van de administratie helpt altijd",
        "IK LEER HET MEEST VAN ROOS EN BAS",
        "en mark helpt mij met de laptops",
    ],
)
def test_words_are_names_where_they_are_said_to_be_someone(persons: PersonRecogniser, text: str) -> None:
    assert names(persons, text)


@pytest.mark.parametrize(
    "text", ["De Visser En De Zee Is Ons Thema", "bij de opleiding Kok en Bakker", "Max 20 studenten in een groep"]
)
def test_titles_courses_and_numbers_make_no_names(persons: PersonRecogniser, text: str) -> None:
    assert names(persons, text) == []


def test_persons_of_a_trained_pipeline_count_unless_a_list_has_them_otherwise(persons: PersonRecogniser) -> None:
    nlp = spacy.blank("nl")
    patterns = [{"label": "PER", "pattern": "Vlinder"}, {"label": "PER", "pattern": "Kahoot"}]
    nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": None}).add_patterns(patterns)  # type: ignore[attr-defined]
    text = "Vlinder was blauw. Kahoot is leuk."
    assert names(persons, text) == []
    assert [text[m.start : m.end] for m in persons.find(text, nlp(text))] == ["Vlinder"]


@settings(deadline=None)
@given(st.text())
def test_mentions_are_in_order_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for mention in load_persons(Path("models"), None).find(text):
        assert at <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        at = mention.end


NAMES = st.sampled_from(
    [
        "Marieke",
        "van",
        "der",
        "de",
        "el",
        "J.",
        "Wil",
        "[persoon]",
        "Teams",
        "en",
        ",",
        "'s",
        "-",
        "Jansen",
        "collega",
        "9",
    ]
)


@settings(deadline=None)
@given(st.lists(NAMES, max_size=30), st.sampled_from([" ", "", "-"]))
def test_what_is_found_depends_on_the_text_alone(words: list[str], gap: str) -> None:
    text = gap.join(words)
    persons = load_persons(Path("models"), None)
    found = persons.find(text)
    persons.find("iets heel anders van Piet")
    assert persons.find(text) == found


@pytest.mark.parametrize(
    "piece", ["van ", "A. ", "a", "Jan-", "Jan van ", "'", "[", "Henk, ", "E", "9.", "van van der Aa "]
)
@pytest.mark.timeout(20)
def test_long_texts_take_time_in_proportion(persons: PersonRecogniser, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert all(mention.end <= len(text) for mention in persons.find(text))


@pytest.mark.parametrize("name", ["Fatima El Amrani", "Jan"])
def test_a_name_in_square_brackets_is_found_and_a_placeholder_is_none(persons: PersonRecogniser, name: str) -> None:
    assert names(persons, f"vraag het [{name}] of [persoon 2]") == [name]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mijn collega Jan\nVos", ["Jan\nVos"]),
        ("Mijn collega Jan\nVos helpt", ["Jan\nVos"]),
        ("Jan\nPiet", ["Jan", "Piet"]),
        ("bestand jan_vos", ["jan_vos"]),
        ("collega jan vos helpt", ["jan vos"]),
        ("rajni schouten", ["rajni schouten"]),
        ("Dirk van Ooijen helpt mij", ["Dirk van Ooijen"]),
        ("Dirk van Techniek helpt mij", ["Dirk"]),
        ("Bas uit mijn team zegt", ["Bas"]),
    ],
)
def test_a_full_name_is_whole_over_lines_in_lower_case_and_after_an_interfix(
    persons: PersonRecogniser, text: str, found: list[str]
) -> None:
    assert names(persons, text) == found


@pytest.mark.parametrize("text", ["IBANNL91", "Jan91ABNA", "12jan34"])
def test_no_name_is_cut_out_of_a_code(persons: PersonRecogniser, text: str) -> None:
    assert names(persons, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "We gebruiken N@Tschool en Teams",
        "Enz enzo. Ivm ziekte, dat vind ik fijn enzo",
        "evt bv nvt mbt dmv ipv tbv obv incl excl max min xxx",
        "Max drie. Min een. Xxx. Dat duurt max een uur",
        "Bel me gerust",
        "gebouw C. Ze zijn er",
        "Ik kijk in C. Ook in D.",
        "docenten van HR. Beter onderwijs",
        "de dominee in de vijver",
        "mijn oma op de stoep",
        "de Partij voor de Dieren stemt",
        "My colleagues are great. Many students. Much better. My schedule is full",
        "Hoop doet leven",
    ],
)
def test_common_words_and_abbreviations_are_no_names(persons: PersonRecogniser, text: str) -> None:
    assert names(persons, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gebouw C. Jansen", ["C. Jansen"]),
        ("dank aan J. Bakker", ["J. Bakker"]),
        ("mevrouw Ster is streng", ["Ster"]),
        ("de stijl van M. Twain", ["M. Twain"]),
        ("parlementslid Ed Jansen", ["Ed Jansen"]),
        ("Max helpt altijd", ["Max"]),
        ("een cadeau voor max", ["max"]),
        ("collega My helpt", ["My"]),
        ("mevrouw op den akker", ["op den akker"]),
        ("@Jan wil je kijken", ["Jan"]),
    ],
)
def test_what_looks_like_them_and_is_a_name_is_found(persons: PersonRecogniser, text: str, found: list[str]) -> None:
    assert names(persons, text) == found

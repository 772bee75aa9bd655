from __future__ import annotations

from collections.abc import Callable

import pytest

from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.redaction.patterns import births, emails, plates, postcodes, urls


def said(recogniser: Callable[[str], list[Mention]], text: str) -> set[str]:
    """What a recogniser finds, as texts; of what overlaps the longest."""
    found = recogniser(text)
    outer = [m for m in found if not any(m != o and o.start <= m.start and m.end <= o.end for o in found)]
    return {text[m.start : m.end] for m in outer}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mail m.vos_1@school.example.", "m.vos_1@school.example"),
        ("(jan+les@a-b.co.uk)", "jan+les@a-b.co.uk"),
        ("jan.vos @ school.nl graag", "jan.vos @ school.nl"),
        ("jan@school. nl", "jan@school. nl"),
        ("jan@school,nl", "jan@school,nl"),
        ("jan vos: jan at school punt nl", "jan at school punt nl"),
        ("jan punt vos apenstaartje school punt nl", "jan punt vos apenstaartje school punt nl"),
        ("jan[at]school[dot]nl", "jan[at]school[dot]nl"),
        ("jan (at) school.nl", "jan (at) school.nl"),
        ("mail jan at school.nl", "jan at school.nl"),
        ("J. VOS@SCHOOL.NL", "J. VOS@SCHOOL.NL"),
        ("half af: janvos@school", "janvos@school"),
        ("zoë@école.fr", "zoë@école.fr"),
    ],
)
def test_an_email_address_is_found_however_it_is_typed(text: str, address: str) -> None:
    assert said(emails, text) == {address}


def test_the_dot_after_an_address_and_the_next_sentence_stay() -> None:
    assert said(emails, "Mail jan@school.nl. De rest weet u.") == {"jan@school.nl"}


@pytest.mark.parametrize("text", ["I work at school.nl", "N@Tschool", "at home", "les @ school", "@", "@ @ @"])
def test_an_at_that_is_no_address_stays(text: str) -> None:
    assert said(emails, text) == set()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("zie https://www.school.nl/jan?x=1.", "https://www.school.nl/jan?x=1"),
        ("(www.jufanna.nl)", "www.jufanna.nl"),
        ("www. jufanna.nl", "www. jufanna.nl"),
        ("HTTP://SCHOOL.NL", "HTTP://SCHOOL.NL"),
        ("mijnles.school/jan", "mijnles.school/jan"),
        ("op jufanna.nl staat", "jufanna.nl"),
        ("https://kahoot.it/123", "https://kahoot.it/123"),
    ],
)
def test_a_web_address_is_found_with_http_www_or_a_path_and_bare(text: str, address: str) -> None:
    assert said(urls, text) == {address}


@pytest.mark.parametrize(
    "text",
    ["kahoot.it en bol.com", "www", "a.u.b./svp", "klaar.De les", "n.v.t. 24/7", "youtube.com", "en/of", "1.5/2"],
)
def test_a_bare_domain_of_a_known_product_and_sloppy_dots_stay(text: str) -> None:
    assert said(urls, text) == set()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1234 AB 12", "1234 AB 12"),
        ("1234ab nr. 12-a", "1234ab nr. 12-a"),
        ("1234AB, huisnummer 7", "1234AB, huisnummer 7"),
        ("postcode 1234 ab", "1234 ab"),
        ("ik woon op 2023 is", "2023 is"),
        ("Dorpsstraat 12, 1234 AB Plaats", "Dorpsstraat 12, 1234 AB"),
        ("Jan van Galenlaan 3 bis, 1234AB Plaats", "Jan van Galenlaan 3 bis, 1234AB"),
        ("dorpsstraat 12 1234ab", "dorpsstraat 12 1234ab"),
        ("1234AB12", "1234AB12"),
        ("1234 AB", "1234 AB"),
        ("stuur het naar 4199 tv nr 82.", "4199 tv nr 82"),
    ],
)
def test_a_postcode_is_found_with_its_house_number_or_street(text: str, address: str) -> None:
    assert said(postcodes, text) == {address}


def test_a_street_with_a_number_is_found_without_a_postcode_where_living_is_spoken_of() -> None:
    assert said(postcodes, "ze woont op de Wilhelminastraat 12a") == {"Wilhelminastraat 12a"}
    assert said(postcodes, "een bakkerij op de Wilhelminastraat 12a") == set()


@pytest.mark.parametrize(
    "text",
    [
        "er zijn 2500 ll en 2500 st",
        "in 2019 is dat zo",
        "IN 2020 IS 12 JAAR",
        "in 2020 MS Teams, MS 365",
        "25604 BOL",
        "1000GB en 1920 px",
        "€ 1234 EU",
        "90% van 3000 EUR",
    ],
)
def test_numbers_before_words_units_and_abbreviations_are_no_postcodes(text: str) -> None:
    assert said(postcodes, text) == set()


@pytest.mark.parametrize(
    "plate",
    [
        *("AB-12-34", "12-34-AB", "12-AB-34", "AB-12-CD", "AB-CD-12", "12-AB-CD", "12-ABC-3"),
        *("1-ABC-23", "AB-123-C", "A-123-BC", "ABC-12-D", "A-12-BCD", "1-AB-234", "123-AB-4"),
    ],
)
def test_every_sidecode_is_a_licence_plate(plate: str) -> None:
    assert said(plates, f"met {plate} erbij") == {plate}
    assert said(plates, f"mijn auto, {plate.replace('-', ' ').lower()}") == {plate.replace("-", " ").lower()}
    assert said(plates, f"kenteken {plate.replace('-', '')}") == {plate.replace("-", "")}


@pytest.mark.parametrize(
    "text", ["1-jan-22", "12-mei-1", "4 VWO 12", "3 BOL 12", "10-12-2022", "12ABC3", "12 ab 34", "les 1-op-100"]
)
def test_dates_and_classes_are_no_licence_plates(text: str) -> None:
    assert said(plates, text) == set()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("geboren op 12-03-1999", "12-03-1999"),
        ("geb. 12/03/99", "12/03/99"),
        ("Geboortedatum: 3 mei 2001", "3 mei 2001"),
        ("geboren te Utrecht op 1.2.1980.", "1.2.1980"),
        ("hij is jarig op 4 juli", "4 juli"),
        ("van 12 maart 1999 geboren", "12 maart 1999"),
        ("geboortedatum 19990312", "19990312"),
        ("geboortedatum 1999-03-12", "1999-03-12"),
        ("born on March 4, 1999", "March 4, 1999"),
        ("Mo, 3 mei 1999, 4e jaars", "3 mei 1999"),
        ("ingeschreven met 1999-03-12", "1999-03-12"),
        ("née le 4 août 1999", "4 août 1999"),
        ("geboren am 4. März 1999", "4. März 1999"),
    ],
)
def test_a_date_of_birth_is_found_where_birth_is_spoken_of_or_it_is_long_ago(text: str, date: str) -> None:
    assert said(births, text) == {date}


@pytest.mark.parametrize(
    "text",
    [
        "op 12 maart 2022",
        "12-03-2022",
        "in dienst sinds 1-9-1998",
        "op 20 juli 1969",
        "geb. 12",
        "geboren in 1987",
        "les 1/2/3",
    ],
)
def test_other_dates_stay(text: str) -> None:
    assert said(births, text) == set()


def test_a_postcode_and_a_plate_that_are_glued_to_their_word_are_found() -> None:
    assert postcodes("postcode1234AB") == [Mention(8, 14, "postcode")]
    assert plates("kenteken12-ABC-3") == [Mention(8, 16, "kenteken")]

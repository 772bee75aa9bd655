from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.redaction.numbers import accounts, citizen_numbers, phones, registrations


def said(recogniser: Callable[[str], list[Mention]], text: str) -> set[str]:
    """What a recogniser finds, as texts; of what overlaps the longest."""
    found = recogniser(text)
    outer = [m for m in found if not any(m != o and o.start <= m.start and m.end <= o.end for o in found)]
    return {text[m.start : m.end] for m in outer}


@pytest.mark.parametrize(
    "number",
    [
        *("0612345678", "06-12345678", "06 12 34 56 78", "06.12.34.56.78", "06/12345678", "06 - 123 456 78"),
        *(
            "+31612345678",
            "+31 6 12345678",
            "+31(0)6-12345678",
            "+31 (0)6 1234 5678",
            "0031612345678",
            "0031 (0)6 12345678",
        ),
        *("(0)6 12345678", "6-12345678", "o6-12345678", "06-1234567", "0712345678", "071-1234567", "(071) 123 45 67"),
        *(
            "0481/123456",
            "0481 12 34 56",
            "+31 71 123 45 67",
            "+32 475 12 34 56",
            "+49 (0)151 23456789",
            "0032475123456",
        ),
    ],
)
def test_a_telephone_number_is_found_in_all_ways_of_typing(number: str) -> None:
    assert said(phones, f"bereik me via {number}, graag") == {number}
    assert said(phones, number) == {number}


@given(st.randoms(use_true_random=False))
def test_a_mobile_number_is_found_in_any_grouping(random: random.Random) -> None:
    digits = [str(random.randrange(10)) for _ in range(8)]
    number = "06" + "".join(random.choice(("", " ")) + digit for digit in digits)
    assert said(phones, f"Je kunt {number} proberen") == {number}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("tel: 612345678", "612345678"),
        ("bel 1234567", "1234567"),
        ("toestel 4321", "4321"),
        ("bel 0900-1234", "0900-1234"),
    ],
)
def test_other_numbers_are_telephone_numbers_where_calling_is_spoken_of(text: str, number: str) -> None:
    assert said(phones, text) == {number}


@pytest.mark.parametrize(
    "text",
    [
        "van 08.00-12.00 en 13.00-17.00",
        "bel tussen 10.00-12.00",
        "tussen 0800-0900",
        "op 01-09-2022 12 uur",
        "2500 leerlingen",
        "schooljaar 2018-2019 en 2019/2020",
        "1.250.000 euro",
        "app voor 150.000 gebruikers",
        "order 12345678901234567",
        "lokaal 2.134",
    ],
)
def test_times_dates_amounts_and_school_years_are_no_telephone_numbers(text: str) -> None:
    assert said(phones, text) == set()


@pytest.mark.parametrize(
    "number",
    [
        *("NL91ABNA0417164300", "nl91 abna 0417 1643 00", "NL91-ABNA-0417-1643-00", "NL 91 ABNA 04 17 16 43 00"),
        *("DE89 3704 0044 0532 0130 00", "BE68539007547034", "GB29 NWBK 6016 1331 9268 19"),
    ],
)
def test_an_iban_is_found_with_blanks_dashes_and_in_lower_case(number: str) -> None:
    assert said(accounts, f"stort het op {number} aub") == {number}


def test_a_dutch_iban_that_fails_its_check_is_one_with_a_typing_error() -> None:
    assert said(accounts, "NL92 ABNA 0417 1643 00") == {"NL92 ABNA 0417 1643 00"}


def test_what_is_called_an_account_number_is_one() -> None:
    assert said(accounts, "rekeningnummer 12.34.56.789") == {"12.34.56.789"}


def test_a_foreign_code_that_fails_its_check_is_no_iban() -> None:
    assert said(accounts, "DE88 3704 0044 0532 0130 00 en AB12 3456 7890 1234") == set()


def _bsn(digits: list[int]) -> str | None:
    """Eight digits with the ninth that makes them a BSN, or None where there is none (a remainder of ten)."""
    check = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
    return None if check == 10 else "".join(map(str, (*digits, check)))


@given(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
def test_every_number_that_passes_the_elfproef_is_found(digits: list[int]) -> None:
    number = _bsn(digits)
    if number is not None:
        for typed in (number, f"{number[:4]}.{number[4:6]}.{number[6:]}", f"{number[:3]} {number[3:6]} {number[6:]}"):
            assert said(citizen_numbers, f"dat is {typed}, zei ze") == {typed}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("40645678", "40645678"),
        ("BSN: 123456789", "123456789"),
        ("bsn 1 1 1 2 2 2 3 3 3", "1 1 1 2 2 2 3 3 3"),
        ("burgerservicenummer is 1112 22333", "1112 22333"),
    ],
)
def test_a_bsn_may_have_eight_digits_and_when_called_so_any_form(text: str, number: str) -> None:
    assert said(citizen_numbers, text) == {number}


@pytest.mark.parametrize(
    "text",
    [
        "123456789",
        "ordernummer 111222333",
        "ISBN: 111222333",
        "1112223330",
        "20220306",
        "2016 2017",
        "schooljaar 2016-2017",
    ],
)
def test_numbers_that_fail_the_elfproef_or_are_called_else_are_no_bsn(text: str) -> None:
    assert said(citizen_numbers, text) == set()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("studentnummer 1234567", {"1234567"}),
        ("Student nr. 12345", {"12345"}),
        ("personeelsnr: 0123", {"0123"}),
        ("leerlingnummer is 98765", {"98765"}),
        ("studentnummers 123456 en 234567", {"123456", "234567"}),
        ("medewerker-id: AB-44556", {"AB-44556"}),
        ("s1234567 en P12345", {"s1234567", "P12345"}),
    ],
)
def test_numbers_of_students_and_staff_are_found(text: str, numbers: set[str]) -> None:
    assert said(registrations, text) == numbers


@pytest.mark.parametrize("text", ["2500 studenten", "student 12 van 30", "crebo 25604", "lokaal b1234", "4 docenten"])
def test_counts_of_students_and_codes_of_courses_are_not(text: str) -> None:
    assert said(registrations, text) == set()


@pytest.mark.parametrize(
    ("recogniser", "text", "said"),
    [
        (accounts, "IBANNL91ABNA0417164300", "NL91ABNA0417164300"),
        (accounts, "ibanBE68539007547034", "BE68539007547034"),
        (phones, "tel0612345678", "0612345678"),
        (phones, "mijn06-12345678", "06-12345678"),
        (phones, "jan_0612345678", "0612345678"),
        (registrations, "studentnummer1234567", "1234567"),
        (registrations, "nummer1234567", "1234567"),
    ],
)
def test_a_number_that_is_glued_to_a_word_is_found_whole(
    recogniser: Callable[[str], list[Mention]], text: str, said: str
) -> None:
    assert said in [text[m.start : m.end] for m in recogniser(text)]


@pytest.mark.parametrize("number", ["06 12\n345678", "06\n12345678", "+31 6 12\n345678"])
def test_a_telephone_number_may_go_on_on_the_next_line(number: str) -> None:
    text = f"bel {number} graag"
    assert [text[m.start : m.end] for m in phones(text)] == [number]


def test_a_code_of_a_letter_or_two_and_digits_is_no_telephone_number() -> None:
    assert phones("AB0612345678") == []

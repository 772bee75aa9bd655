from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.cleaning.duplicates import find_copies


def answers(texts: Sequence[str], *, wave: str | Sequence[str] = "2022", question: str = "q") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "answer_id": [f"a{i}" for i in range(len(texts))],
            "respondent_id": [f"{i:03}" for i in range(len(texts))],
            "wave": wave,
            "question": question,
            "text": pd.array(list(texts), dtype="str"),
        }
    )


VOICE = "Als team vinden wij dat er te weinig scholing is en dat de leiding niet luistert."


def test_case_accents_and_punctuation_do_not_make_an_answer_another() -> None:
    found = find_copies(answers(["Te weinig tijd!", "te weinig   tijd", "geld"]))
    assert found.group.tolist()[:2] == ["a0", "a0"]
    assert pd.isna(found.group[2])


def test_a_team_that_answers_in_one_voice_is_one_group() -> None:
    edited = VOICE.replace("vinden wij", "vinden we")
    other = "Als team vinden wij het rooster prima en de leiding luistert altijd goed naar ons."
    found = find_copies(answers([VOICE, edited, VOICE + " Echt.", other]))
    assert found.group.fillna("").tolist() == ["a0", "a0", "a0", ""]
    assert found.surplus.tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("De school geeft voldoende tijd om te oefenen", "De school geeft niet voldoende tijd om te oefenen"),
        ("Er is bij ons tijd voor scholing van docenten", "Er is bij ons geen tijd voor scholing van docenten"),
        ("Ik werk met groep 12 aan de nieuwe lessen", "Ik werk met groep 13 aan de nieuwe lessen"),
    ],
)
def test_answers_that_say_the_opposite_are_no_copies(one: str, other: str) -> None:
    assert find_copies(answers([one, other])).group.isna().all()


def test_thousands_of_answers_from_one_mould_take_little_time() -> None:
    mould = "ik heb in het afgelopen jaar in totaal {} lessen met ict gegeven aan mijn klas"
    assert find_copies(answers([mould.format(n) for n in range(3000)])).group.isna().all()


def test_short_answers_that_are_alike_by_chance_are_never_surplus() -> None:
    assert not find_copies(answers(["tijd", "tijd", "te weinig tijd", "te weinig tijd"])).surplus.any()


def test_copies_are_within_one_wave_and_question() -> None:
    assert find_copies(answers([VOICE, VOICE], wave=["2019", "2022"])).group.isna().all()


def test_the_first_respondent_stands_for_the_group_whatever_the_order_of_rows() -> None:
    table = answers([VOICE, "tijd", VOICE, "tijd"])
    turned = find_copies(table.iloc[::-1])
    assert turned.group.sort_index().tolist() == find_copies(table).group.tolist() == ["a0", "a1", "a0", "a1"]
    assert turned.surplus.sort_index().tolist() == find_copies(table).surplus.tolist()


def test_no_answers_are_no_copies() -> None:
    assert find_copies(answers([])).group.empty


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_texts_are_grouped_with_at_least_one_other(texts: list[str]) -> None:
    found = find_copies(answers(texts))
    assert (found.group.dropna().value_counts() > 1).all()
    assert not found.surplus[found.group.isna()].any()

from __future__ import annotations

import contextlib
import itertools
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.cleaning.redaction.study_names import NameMatcher, StudyName, StudyNames, read_names
from textmining.errors import StudyError

SCHOOL = StudyNames((StudyName("ROC Zilverkust", "school"), StudyName("Bolwerk College", "school")))


def read(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    file = tmp_path / "names.txt"
    file.write_text(text, encoding="utf-8")
    return [(name.text, name.kind) for name in read_names(file).names]


def said(names: StudyNames, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in NameMatcher(names).find(text)[0]]


def names_of(kind: str, *texts: str, label: bool = False) -> StudyNames:
    return StudyNames(tuple(StudyName(text, kind, label) for text in texts))


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_line_holds_a_name_and_a_hash_begins_a_comment(tmp_path: Path) -> None:
    text = "\ufeff# scholen\n\nROC Zilverkust  # bij ons\nC# Academie\r\nROC Zilverkust\n"
    assert read(tmp_path, text) == [("ROC Zilverkust", "school"), ("C# Academie", "school")]


def test_a_line_may_say_what_it_names(tmp_path: Path) -> None:
    text = "Het Kompas = team\nJan Linders=VRIJ\nEls Borst = persoon\n"
    assert read(tmp_path, text) == [("Het Kompas", "team"), ("Jan Linders", "vrij"), ("Els Borst", "persoon")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Team Zorg", "team"),
        ("afdeling ICT", "team"),
        ("opleiding Kok", "team"),
        ("Locatie Noord", "locatie"),
        ("vestiging De Kade", "locatie"),
        ("Gebouw B", "locatie"),
        ("campus Oost", "locatie"),
        ("de Wilhelminalaan", "locatie"),
        ("De Kade College", "school"),
    ],
)
def test_a_name_without_a_kind_is_known_by_its_words(tmp_path: Path, name: str, kind: str) -> None:
    assert read(tmp_path, name) == [(name, kind)]


def test_every_line_that_is_wrong_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read(tmp_path, "ROC A = schol\n = team\nX = team\nX = school\n" + "a" * 300)
    wrong = [str(problem) for problem in caught.value.problems]
    assert [f"line {number}" in text for number, text in zip((1, 2, 4, 5), wrong, strict=True)] == [True] * 4
    assert "after '=' is not a kind of name. Kinds that look alike: 'school'" in wrong[0]
    assert "names a school, and line 3 says that it is a team" in wrong[2]


def test_a_problem_never_quotes_a_name(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read(tmp_path, "persoon = Bouchra\nYilmaz = team\nYilmaz = school\n")
    assert "Bouchra" not in str(caught.value)
    assert "Yilmaz" not in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes("ROC A\nCaf\xe9".encode("latin-1"))
    with pytest.raises(StudyError, match=r"names\.txt: line 2: is not UTF-8\. Save the file as UTF-8"):
        read_names(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"names\.txt: cannot be read .* names in \[privacy\]"):
        read_names(tmp_path / "names.txt")


def test_labels_of_institutions_and_teams_are_names_and_those_of_groups_are_not() -> None:
    labels = pd.DataFrame(
        {
            "kind": ["cluster", "cluster", "cluster", "team", "group"],
            "label": ["ROC Vechtmark", "roc zilverkust", "12", "Zorg 3", "Vrouw"],
        }
    )
    added = set(SCHOOL.with_labels(labels).names) - set(SCHOOL.names)
    assert added == {StudyName("ROC Vechtmark", "school", True), StudyName("Zorg 3", "team", True)}


def test_the_id_changes_with_the_names_and_not_with_their_order_and_tells_nothing() -> None:
    assert SCHOOL.id == StudyNames(SCHOOL.names[::-1]).id
    assert SCHOOL.id != StudyNames(SCHOOL.names[:1]).id
    assert SCHOOL.id != names_of("vrij", *(name.text for name in SCHOOL.names)).id
    assert "zilver" not in SCHOOL.id.lower()


# --- matching -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        *("ROC Zilverkust", "roc zilverkust", "ROC-Zilverkust", "Zílverkust", "zilverkust", "ROC  Zilverkust"),
        *("zilverkust college", "Zilverkustcollege", "roczilverkust", "Zilverkusts", "ZILVERKUST", "Bolwerk-college"),
        *("bolwerkcollege", "ROC 'Zilverkust", "Bolwerk"),
    ],
)
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    assert said(SCHOOL, f"Wij van {written}, wij doen dat") == [(written, "school")]


@pytest.mark.parametrize(
    "text", ["het roc is groot", "bolwerk van ict", "zilverkustje", "onzilverkust", "op het college"]
)
def test_a_type_of_school_an_ordinary_word_and_a_part_of_a_word_are_no_names(text: str) -> None:
    assert said(SCHOOL, text) == []


def test_what_follows_a_comma_is_no_part_of_a_name() -> None:
    assert said(SCHOOL, "Zilverkust, ROC Zilverkust") == [("Zilverkust", "school"), ("ROC Zilverkust", "school")]


def test_an_ordinary_word_is_a_name_with_its_article_its_type_or_a_capital_only() -> None:
    kade = names_of("locatie", "vestiging De Kade")
    assert said(kade, "bij de kade") == [("de kade", "locatie")]
    assert said(kade, "op vestiging kade") == [("vestiging kade", "locatie")]
    assert said(kade, "op Kade") == [("Kade", "locatie")]
    assert said(kade, "langs een kade") == []
    assert said(kade, "WIJ ZITTEN OP KADE") == []


def test_a_long_name_wins_from_a_part_of_it() -> None:
    both = names_of("school", "ROC Zilverkust", "ROC Zilverkust Noord")
    assert said(both, "roc zilverkust noord") == [("roc zilverkust noord", "school")]


def test_a_label_of_a_team_in_ordinary_words_needs_the_word_team() -> None:
    team = names_of("team", "Zorg en Welzijn", "Techniek", label=True)
    assert said(team, "Techniek is leuk, in de Zorg en de techniek") == []
    assert said(team, "ons team Techniek, afdeling techniek") == [("Techniek", "team"), ("techniek", "team")]


def test_the_word_for_what_it_is_goes_with_a_name_that_has_it() -> None:
    assert said(names_of("team", "Team Kompas"), "ons team Kompas") == [("team Kompas", "team")]
    assert said(names_of("team", "Kompas"), "ons team Kompas") == [("Kompas", "team")]


def test_a_free_name_is_told_apart_and_wins_from_a_name_of_the_same_words() -> None:
    names = StudyNames((StudyName("Delta", "school"), StudyName("Delta", "vrij"), StudyName("Delta College", "school")))
    text = "Delta en Delta College"
    assert NameMatcher(names).find(text)[1] == [(0, 5)]
    assert said(names, text) == [("Delta College", "school")]


def test_thousands_of_names_cost_a_text_no_more_than_a_few() -> None:
    many = NameMatcher(names_of("school", *(f"ROC Verzonnen{number}e Kust" for number in range(5_000))))
    text = "Bij ROC Verzonnen4999e Kust en het roc ernaast gaat het goed. " * 200
    start = time.perf_counter()
    assert len(many.find(text)[0]) == 200
    assert time.perf_counter() - start < 2


@given(st.lists(st.text(max_size=12), max_size=5), st.text(max_size=60))
def test_any_names_match_in_any_text_without_overlap(texts: list[str], text: str) -> None:
    names = names_of("school", *(t for t in texts if t.strip()))
    found = NameMatcher(names).find(" ".join((text, *texts)))[0]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(m.start < m.end for m in found)


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("names") / "names.txt"
    file.write_bytes(content)
    with contextlib.suppress(StudyError):
        NameMatcher(read_names(file))


def test_an_at_sign_in_a_free_name_keeps_it_whole() -> None:
    names = StudyNames((StudyName("N@Tschool", "vrij"),))
    assert NameMatcher(names).find("in N@Tschool staat het") == ([], [(3, 12)])


def test_what_a_coder_reported_is_found_also_where_it_is_an_ordinary_word_or_a_name_that_needs_a_capital() -> None:
    school = names_of("school", "De Kade")
    assert said(school, "bij de kade en op een kade") == [("de kade", "school")]
    reported = school.with_persons(["kade", " Wil "])
    assert said(reported, "op een kade wil het") == [("kade", "persoon"), ("wil", "persoon")]
    assert said(reported, "bij De Kade") == [("De Kade", "school")]


def test_reported_words_that_name_nothing_or_are_free_are_left() -> None:
    free = names_of("vrij", "Jan Linders")
    reported = free.with_persons(["", "!?", "jan linders", "Jan"])
    assert said(reported, "bij Jan Linders werkt Jan") == [("Jan", "persoon")]
    assert free.with_persons(["Jan Linders"]) == free


def test_words_are_found_without_a_dictionary_being_read_where_none_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textmining.cleaning.redaction.study_names._ordinary", None)
    assert said(StudyNames().with_persons(["Wil", "Els de Boer"]), "wil els de boer") == [
        ("wil", "persoon"),
        ("els de boer", "persoon"),
    ]

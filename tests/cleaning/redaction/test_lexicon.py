"""The compiled lists of names and words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.cleaning.redaction import lexicon as room
from textmining.cleaning.redaction.lexicon import SECTIONS, Lexicon, fold, is_compound, load_lexicon, threes
from textmining.errors import ModelError


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Gülsüm", "gulsum"), ("Wałęsa", "walesa"), ("Yıldız", "yildiz"), ("ANNE", "anne"), ("M’Barek", "m'barek")],
)
def test_fold_leaves_no_case_and_no_accents(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text())
def test_fold_never_fails_and_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "name", ["marieke", "sumeyye", "fatima", "radjesh", "malgorzata", "nguyen", "kwabena", "joao", "tesfay", "sjoukje"]
)
def test_first_names_of_every_origin_are_known(lexicon: Lexicon, name: str) -> None:
    assert lexicon.look(name).name
    assert not lexicon.look(name).word


@pytest.mark.parametrize("name", ["jansen", "yilmaz", "bouazza", "ramdin", "kowalski", "pattipeilohy", "mensah"])
def test_surnames_of_every_origin_are_known(lexicon: Lexicon, name: str) -> None:
    assert lexicon.look(name).last


@pytest.mark.parametrize("word", ["wooclap", "magister", "kirschner", "vygotsky", "nederlandse", "somtoday"])
def test_products_and_authors_are_no_names_of_persons(lexicon: Lexicon, word: str) -> None:
    entry = lexicon.look(word)
    assert entry.other
    assert not entry.first


def test_names_that_are_words_are_both(lexicon: Lexicon) -> None:
    assert all(lexicon.look(word).first and lexicon.look(word).word for word in ("roos", "storm", "mark"))


def test_words_of_every_sentence_are_no_names(lexicon: Lexicon) -> None:
    words = ("de", "het", "een", "van", "en", "is", "niet", "dat", "elke", "dan", "per", "wel", "docent", "student")
    assert [word for word in words if lexicon.look(word).name] == []


def test_compounds_of_words_are_words(lexicon: Lexicon) -> None:
    assert lexicon.look("docentontwikkelteam").word
    assert lexicon.look("scholingsbudget").word
    assert is_compound("werkdruk", {"werk", "druk"})
    assert not is_compound("werkdruk", {"werk"})


def test_the_longest_phrase_is_found(lexicon: Lexicon) -> None:
    assert lexicon.phrase(["bij", "jan", "linders", "werken"], 1) == 2
    assert lexicon.phrase(["bij", "jan", "jansen"], 1) == 0
    assert lexicon.phrase(["albert", "heijn"], 0) == 2


def test_a_misspelt_first_name_is_near_one(lexicon: Lexicon) -> None:
    assert all(lexicon.near_first(word) for word in ("marjoleein", "ftima", "jeoren", "johannnes"))
    assert not lexicon.near_first("smartboard")


def test_letters_tell_names_from_mistyped_words(lexicon: Lexicon) -> None:
    assert min(map(lexicon.name_odds, ("shahrokh", "giovanca", "gyaneshwar"))) > 4
    assert max(map(lexicon.name_odds, ("teoveel", "ondersteunig", "gebruuik"))) < 0


@given(st.text(alphabet="abcxyz'é", max_size=30))
def test_every_word_has_as_many_threes_as_letters(word: str) -> None:
    assert len(threes(word)) == len(word)


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    lexicon = load_lexicon()
    lexicon.look(text)
    lexicon.name_odds(text)


def test_the_file_is_small() -> None:
    assert room.FILE.stat().st_size < 2_000_000


def test_a_damaged_file_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "lexicon.txt.xz"
    damaged.write_bytes(room.FILE.read_bytes()[:1000])
    monkeypatch.setattr(room, "FILE", damaged)
    with pytest.raises(ModelError, match="Install the package again"):
        load_lexicon.__wrapped__()


def test_a_file_of_another_shape_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import lzma

    other = tmp_path / "lexicon.txt.xz"
    other.write_bytes(lzma.compress(b"piet\njan"))
    monkeypatch.setattr(room, "FILE", other)
    with pytest.raises(ModelError, match=f"2 lists instead of {len(SECTIONS)}"):
        load_lexicon.__wrapped__()

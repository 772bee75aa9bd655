from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.exchange.conftest import NOON, TEXTS, answer_rows, coding_rows, segment_rows, theme_rows
from tests.codebook.exchange.refi import CODEBOOK_NAMESPACE, NAMESPACE, project_faults, structure_faults
from textmining.codebook.exchange import read_project, write_codebook, write_project
from textmining.codebook.exchange.qdpx import plain_source
from textmining.errors import StageError

KEY = ["answer_id", "segment_id", "theme_id", "source", "coder"]


def written(**other: Any) -> bytes:
    parts = {
        "themes": theme_rows(), "answers": answer_rows(), "segments": segment_rows(), "codings": coding_rows()
    }  # fmt: skip
    return write_project("mllict", "Klein onderzoek", **{**parts, "at": NOON, **other})


def project_of(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read("project.qde"))


def in_order(codings: pd.DataFrame) -> pd.DataFrame:
    return codings.sort_values(KEY, ignore_index=True)


NOTES = pd.DataFrame(
    {"theme_id": ["geld", None, "druk"], "answer_id": [None, "a3", None], "text": ["Let op", "Twijfel", "Zie\ntijd"]}
)


def test_a_project_has_the_structure_of_the_schema() -> None:
    assert project_faults(written(notes=NOTES)) == []


def test_a_codebook_alone_has_the_structure_of_the_schema() -> None:
    root = ElementTree.fromstring(write_codebook("mllict", theme_rows()))
    assert root.tag == f"{CODEBOOK_NAMESPACE}CodeBook"
    assert structure_faults(root[0], CODEBOOK_NAMESPACE) == []
    assert [code.get("name") for code in root.iter(f"{CODEBOOK_NAMESPACE}Code")] == [
        "Tijd", "Rooster", "Druk", "Geld", "Wifi"
    ]  # fmt: skip


def test_the_rules_find_what_is_wrong() -> None:
    good = project_of(written())
    for path, attribute, value, fault in [
        (".//Code", "guid", "geen", "Code: guid is 'geen'"),
        (".//Code", "color", "rood", "Code: color is 'rood'"),
        (".//PlainTextSelection", "startPosition", None, "PlainTextSelection: lacks startPosition"),
        (".//User", "rol", "x", "User: no attribute rol"),
    ]:
        root = ElementTree.fromstring(ElementTree.tostring(good))
        element = root.find(path.replace(".//", f".//{NAMESPACE}"))
        assert element is not None
        element.attrib.pop(attribute, None)
        if value is not None:
            element.set(attribute, value)
        assert fault in structure_faults(root)
    root = ElementTree.fromstring(ElementTree.tostring(good))
    root[:] = reversed(list(root))
    assert any(fault.startswith("Project: children") for fault in structure_faults(root))


def test_what_was_written_is_read_back_to_the_same_codings() -> None:
    found = read_project(written(notes=NOTES), "p.qdpx", study="mllict", known=theme_rows())
    assert found.unread == ()
    pd.testing.assert_frame_equal(in_order(found.codings), in_order(coding_rows()))
    names = ["theme_id", "parent_id", "question", "label", "definition", "include", "exclude"]
    expected = theme_rows()[names].astype({"parent_id": "str", "definition": "str"})
    pd.testing.assert_frame_equal(found.themes, expected)
    pd.testing.assert_frame_equal(found.answers, answer_rows()[["answer_id", "question", "wave", "text"]])
    pd.testing.assert_frame_equal(found.segments, segment_rows())
    assert set(found.notes["text"]) == {"Let op", "Twijfel", "Zie\ntijd"}


def test_read_without_knowing_the_study_the_codings_are_the_same_but_for_the_ids_of_themes() -> None:
    found = read_project(written(), "p.qdpx", study="elders")
    label_of = found.themes.set_index("theme_id")["label"]
    ours = coding_rows()["theme_id"].map(theme_rows().set_index("theme_id")["label"])
    assert sorted(found.codings["theme_id"].map(label_of)) == sorted(ours)
    parents = dict(zip(found.themes["label"], found.themes["parent_id"].map(label_of), strict=True))
    assert parents["Druk"] == parents["Rooster"] == "Tijd"


def test_the_same_input_gives_the_same_bytes_and_another_study_other_guids() -> None:
    assert written() == written()
    other = write_project(
        "elders", "Klein onderzoek", theme_rows(), answer_rows(), segment_rows(), coding_rows(), at=NOON
    )
    ours, theirs = ({e.get("guid") for e in project_of(d).iter() if e.get("guid")} for d in (written(), other))
    assert not ours & theirs


def test_a_theme_keeps_its_guid_when_it_is_renamed() -> None:
    def guid(data: bytes, name: str) -> str | None:
        return next(e.get("guid") for e in project_of(data).iter(f"{NAMESPACE}Code") if e.get("name") == name)

    renamed = written(themes=theme_rows({"theme_id": "geld", "label": "Budget"}))
    assert guid(written(), "Geld") == guid(renamed, "Budget")


def test_positions_count_characters_of_the_file_of_each_text() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
        for source in root.iter(f"{NAMESPACE}TextSource"):
            path = source.get("plainTextPath", "").replace("internal://", "sources/")
            text = archive.read(path).decode("utf-8")
            assert text == TEXTS[source.get("name", "")]
            for selection in source.iter(f"{NAMESPACE}PlainTextSelection"):
                told = (selection.findtext(f"{NAMESPACE}Description") or "").split("; ")[0].removeprefix("segment: ")
                own = segment_rows().set_index("segment_id")["text"].get(told, text)
                assert text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))] == own


def test_a_text_keeps_its_length_without_what_programs_count_differently() -> None:
    text = "\ufeffa\r\nb\rc\x00d\u2028e\t😀\n"
    assert plain_source(text) == " a \nb c d e\t😀\n"
    assert len(plain_source(text)) == len(text)


def test_who_gave_an_answer_is_not_in_the_project() -> None:
    with zipfile.ZipFile(io.BytesIO(written(answers=answer_rows().assign(respondent_id="GEHEIM")))) as archive:
        assert not any(b"GEHEIM" in archive.read(name) or "GEHEIM" in name for name in archive.namelist())


def test_labels_that_occur_twice_become_names_that_differ_and_labels_again() -> None:
    themes = theme_rows({"theme_id": "wifi", "label": "geld"}, {"theme_id": "druk", "label": "GELD"})
    data = written(themes=themes)
    names = [code.get("name", "") for code in project_of(data).iter(f"{NAMESPACE}Code")]
    assert len({name.casefold() for name in names}) == 5
    found = read_project(data, "p.qdpx", study="mllict", known=themes)
    assert found.themes["label"].tolist() == themes["label"].tolist()


def test_codebooks_of_two_questions_stand_apart_and_come_back_to_their_questions() -> None:
    themes = theme_rows({"theme_id": "cursus", "question": "nodig", "label": "Cursus", "parent_id": None})
    data = written(themes=themes)
    assert project_faults(data) == []
    codes = project_of(data).find(f"{NAMESPACE}CodeBook/{NAMESPACE}Codes")
    assert codes is not None
    assert [(code.get("name"), code.get("isCodable")) for code in codes] == [
        ("Vraag weg", "false"), ("Vraag nodig", "false")
    ]  # fmt: skip
    found = read_project(data, "p.qdpx", study="mllict", known=themes)
    assert dict(zip(found.themes["theme_id"], found.themes["question"], strict=True))["cursus"] == "nodig"
    assert found.themes["theme_id"].tolist() == themes["theme_id"].tolist()


def test_rejected_themes_are_left_out() -> None:
    themes = theme_rows({"theme_id": "oud", "status": "rejected", "label": "Geld", "parent_id": None})
    names = [code.get("name") for code in project_of(written(themes=themes)).iter(f"{NAMESPACE}Code")]
    assert names.count("Geld") == 1
    assert len(names) == 5


@pytest.mark.parametrize("column", ["theme_id", "answer_id", "segment_id"])
def test_a_coding_of_what_is_not_there_is_refused(column: str) -> None:
    with pytest.raises(StageError, match=f"codings: {column} onbekend"):
        written(codings=coding_rows().assign(**{column: "onbekend"}))


def test_a_project_without_codings_themes_or_answers_is_one_too() -> None:
    none = coding_rows().iloc[:0]
    for data in (
        written(codings=none),
        written(codings=none, themes=theme_rows().iloc[:0]),
        written(codings=none, answers=answer_rows({}), segments=segment_rows().iloc[:0]),
    ):
        assert project_faults(data) == []
        assert read_project(data, "p.qdpx", study="mllict", known=theme_rows()).codings.empty


def test_an_empty_text_is_coded_as_a_whole() -> None:
    coding = coding_rows().iloc[3:4].assign(answer_id="leeg")
    data = written(answers=answer_rows({"leeg": ""}), codings=coding)
    assert project_faults(data) == []
    found = read_project(data, "p.qdpx", study="mllict", known=theme_rows())
    assert found.codings[KEY].astype("str").equals(coding.reset_index(drop=True)[KEY].astype("str"))


text = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("\r\n\t\x00\ufeff\u2028😀<>&\"'"), min_size=1, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(st.lists(text, min_size=2, max_size=2), st.lists(text, min_size=4, max_size=4), st.data())
def test_any_text_comes_back_to_the_same_codings(texts: list[str], labels: list[str], data: st.DataObject) -> None:
    answers = answer_rows({"a1": texts[0], "a2": texts[1]})
    places = []
    for number, whole in enumerate(texts, start=1):
        start = data.draw(st.integers(0, len(whole) - 1))
        end = data.draw(st.integers(start + 1, len(whole)))
        places.append((f"a{number}.1", f"a{number}", start, end, whole[start:end]))
    segments = pd.DataFrame(places, columns=["segment_id", "answer_id", "start", "end", "text"])
    codings = coding_rows().assign(
        answer_id=["a1", "a2"] * 3,
        segment_id=["a1.1", "a2.1", None, None, "a1.1", None],
        confidence=data.draw(st.lists(st.floats(0, 1), min_size=6, max_size=6)),
    )
    themes = theme_rows(
        {"theme_id": "geld", "label": labels[0], "definition": labels[1]}, {"theme_id": "druk", "label": labels[2]}
    )
    made = written(themes=themes, answers=answers, segments=segments, codings=codings)
    assert project_faults(made) == []
    found = read_project(made, "p.qdpx", study="mllict", known=themes)
    assert found.unread == ()
    pd.testing.assert_frame_equal(in_order(found.codings), in_order(codings), check_dtype=False)
    assert [len(t) for t in found.answers["text"]] == [len(t) for t in texts]
    assert found.segments[["segment_id", "start", "end"]].to_numpy().tolist() == [
        list(place[:1] + place[2:4]) for place in places
    ]

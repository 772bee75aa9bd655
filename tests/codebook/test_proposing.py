from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining import tables
from textmining.codebook import Proposal, Registry, propose_codebook
from textmining.errors import WorkspaceError
from textmining.study import Question
from textmining.workspace import write_json

QUESTION = Question(id="weg", column="weg", text="Wat staat u in de weg?", none="geen belemmering")
TEXTS = {
    "tijd": ["te druk", "geen tijd", "volle agenda", "weinig uren", "werkdruk", "rooster vol"],
    "wifi": ["wifi valt uit", "netwerk traag", "laptop kapot", "digibord stuk", "storing", "geen bereik"],
}


def fit(topic_of: dict[str, str | None], previous: Registry | None = None, *, key: str = "a") -> Proposal:
    """A fit in which each text is one answer of one respondent; ``key`` stands for the secret behind answer ids.

    A topic "t0.1" is a sub-topic of "t0".
    """
    texts = list(topic_of)
    answer_ids = [f"{key}{hash_of(text + key)}" for text in texts]
    segments = pd.DataFrame(
        {
            "segment_id": [f"{a}.1" for a in answer_ids],
            "answer_id": answer_ids,
            "text": texts,
            "topic_id": pd.Series(list(topic_of.values()), dtype="str"),
            "similarity": 0.8,
        }
    )
    none_id = f"{key}-none"
    answers = pd.DataFrame({"answer_id": [*answer_ids, none_id], "wave": "2022", "question": "weg"})
    answers["respondent_id"] = [str(n) for n in range(len(answers))]
    ledger = answers.assign(fate="kept", marks=[None] * len(texts) + ["none"])
    deepest = {topic for topic in topic_of.values() if topic}
    found = sorted(deepest | {topic.split(".")[0] for topic in deepest})
    topics = pd.DataFrame(
        {
            "topic_id": found,
            "parent_id": pd.Series([t.split(".")[0] if "." in t else None for t in found], dtype="str"),
            "question": "weg",
            "label": found,
            "description": [f"Over {topic}." for topic in found],
            "words": found,
            "origin": "found",
            "stability": 0.9,
            "verdict": "highly stable",
            "marks": None,
        }
    )
    basis = {"tijd": 0, "wifi": 1}
    vectors = np.zeros((len(texts), 4), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row, next((axis for name, axis in basis.items() if text in TEXTS[name]), 2)] = 1
    return propose_codebook(topics, segments, answers, ledger, [QUESTION], vectors=vectors, previous=previous)


def hash_of(text: str) -> str:
    return format(sum(ord(c) * 31**i for i, c in enumerate(text)) % 16**8, "08x")


def both(names: tuple[str, str] = ("t0", "t1")) -> dict[str, str | None]:
    return {text: name for name, texts in zip(names, TEXTS.values(), strict=True) for text in texts}


def ids(proposal: Proposal) -> dict[str, str]:
    """theme_id by the text of a segment."""
    return dict(zip(proposal.segments["text"], proposal.segments["theme_id"], strict=True))


def test_tables_keep_to_the_contract() -> None:
    proposal = fit(both())
    for name in ("themes", "segments", "codings"):
        frame = getattr(proposal, name)
        if name == "segments":
            frame = frame.assign(start=0, end=1, lemmas="")
        tables.validate(name, frame)


def test_themes_say_what_topics_said() -> None:
    themes = fit(both()).themes.set_index("label").loc["t0"]
    assert themes[["definition", "words", "origin", "verdict", "status"]].tolist() == [
        "Over t0.",
        "t0",
        "found",
        "highly stable",
        "proposed",
    ]


def test_themes_keep_their_ids_when_topic_numbers_change() -> None:
    first = fit(both())
    second = fit(both(("t1", "t0")), first.registry)
    assert ids(first) == ids(second)


def test_ids_do_not_depend_on_the_key_of_the_study_or_the_order_of_rows() -> None:
    texts = both()
    assert ids(fit(texts, key="a")) == ids(fit(dict(reversed(texts.items())), key="b"))


def test_larger_part_of_a_theme_that_splits_keeps_the_id_and_the_other_gets_a_new_one() -> None:
    first = fit(both())
    split = {**both(), **dict.fromkeys(TEXTS["tijd"][:2], "t2")}
    second = ids(fit(split, first.registry))
    assert second["werkdruk"] == ids(first)["werkdruk"]
    assert second["te druk"] not in {*ids(first).values()}


def test_theme_that_vanishes_and_returns_has_its_old_id() -> None:
    first = fit(both())
    without = fit({text: topic for text, topic in both().items() if topic == "t0"}, first.registry)
    again = fit(both(), without.registry)
    assert ids(again)["storing"] == ids(first)["storing"]


def test_new_wave_without_a_text_in_common_is_matched_by_centre() -> None:
    first = fit(both())
    known = first.registry.themes[ids(first)["storing"]]
    TEXTS["wifi"].append("server plat")
    try:
        second = fit({"server plat": "t5"}, first.registry)
    finally:
        TEXTS["wifi"].remove("server plat")
    assert second.registry.themes[ids(first)["storing"]].members != known.members
    assert ids(second)["server plat"] == ids(first)["storing"]


def test_segment_that_fits_nowhere_has_no_theme_and_no_coding() -> None:
    proposal = fit({**both(), "iets heel anders": None})
    assert pd.isna(ids(proposal)["iets heel anders"])
    assert len(proposal.codings) == 13  # 12 segments and the answer that says "geen"


def test_geen_counts_as_the_theme_that_the_question_declares() -> None:
    proposal = fit(both())
    rule = proposal.codings[proposal.codings["source"] == "rule"]
    assert rule["theme_id"].tolist() == ["none-weg"]
    none = proposal.themes.set_index("theme_id").loc["none-weg"]
    assert (none["label"], none["n_respondents"]) == ("geen belemmering", 1)


def test_theme_counts_an_answer_once_however_often_it_mentions_it() -> None:
    proposal = fit(both())
    assert proposal.themes.set_index("theme_id")["n_answers"].drop("none-weg").tolist() == [6, 6]


def test_question_without_a_topic_or_an_answer_gives_an_empty_codebook() -> None:
    proposal = fit({"iets heel anders": None})
    assert proposal.themes["theme_id"].tolist() == ["none-weg"]


# --- sub-themes -----------------------------------------------------------------------------------------------------


def parted(main: str = "t0", parts: tuple[str, str] = ("1", "2"), size: int = 3) -> dict[str, str | None]:
    """The first theme in two parts of ``size`` texts and the others, the second whole."""
    texts = {text: f"{main}.{parts[0] if place < size else parts[1]}" for place, text in enumerate(TEXTS["tijd"])}
    return {**texts, **dict.fromkeys(TEXTS["wifi"], "t1" if main == "t0" else "t0")}


def main_ids(proposal: Proposal) -> dict[str, str]:
    """The main theme by the text of a segment."""
    parent = proposal.themes.set_index("theme_id")["parent_id"].dropna()
    return {text: parent.get(theme_id, theme_id) for text, theme_id in ids(proposal).items()}


def test_sub_themes_point_to_the_main_theme_of_their_topic() -> None:
    themes = fit(parted()).themes.set_index("label")
    assert themes.loc[["t0.1", "t0.2"], "parent_id"].tolist() == [themes.loc["t0", "theme_id"]] * 2
    assert themes.loc[["t0", "t1"], "parent_id"].isna().all()
    assert themes["theme_id"].is_unique


def test_main_theme_counts_whoever_mentions_one_of_its_sub_themes() -> None:
    proposal = fit(parted(size=2))
    counts = proposal.themes.set_index("label")[["n_answers", "n_respondents"]]
    assert counts.loc["t0"].tolist() == [6, 6]
    assert counts.loc["t0.1"].tolist() == [2, 2]
    assert counts.loc["t0.2"].tolist() == [4, 4]
    tables.validate("themes", proposal.themes)


def test_segment_is_coded_once_with_its_deepest_theme() -> None:
    proposal = fit(parted())
    model = proposal.codings[proposal.codings["source"] == "model"]
    labels = model["theme_id"].map(proposal.themes.set_index("theme_id")["label"])
    assert labels.value_counts().to_dict() == {"t1": 6, "t0.1": 3, "t0.2": 3}


def test_main_and_sub_themes_keep_their_ids_over_a_re_fit_that_numbers_them_otherwise() -> None:
    first = fit(parted())
    second = fit(parted("t1", ("2", "1")), first.registry)
    assert ids(second) == ids(first)
    assert main_ids(second) == main_ids(first)
    assert set(second.themes["theme_id"]) == set(first.themes["theme_id"])


def test_main_theme_keeps_its_id_when_it_is_divided_and_when_it_is_whole_again() -> None:
    first = fit(both())
    second = fit(parted(), first.registry)
    assert main_ids(second) == ids(first)
    assert not {*ids(second).values()} - {*ids(first).values()} & {*ids(first).values()}
    third = fit(both(), second.registry)
    assert ids(third) == ids(first)
    fourth = fit(parted(), third.registry)
    assert ids(fourth) == ids(second)


def test_sub_theme_that_holds_nearly_all_of_its_main_theme_does_not_take_its_id() -> None:
    first = fit(parted(size=5))
    second = fit(parted("t1", ("2", "1"), size=5), first.registry)
    assert ids(second) == ids(first)
    assert main_ids(second) == main_ids(first)
    assert not {*main_ids(first).values()} & {theme for text, theme in ids(first).items() if text in TEXTS["tijd"]}


def test_registry_comes_back_from_its_file_and_a_damaged_one_is_an_error(tmp_path: Path) -> None:
    registry = fit(both()).registry
    write_json(tmp_path / "themes.json", registry.as_json())
    assert Registry.read(tmp_path / "themes.json") == registry
    (tmp_path / "themes.json").write_text('{"version": 1, "themes": {"t1": 3}}')
    with pytest.raises(WorkspaceError, match="damaged"):
        Registry.read(tmp_path / "themes.json")

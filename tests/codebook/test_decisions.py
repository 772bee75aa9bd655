from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.codebook import decisions as d
from textmining.errors import UsageError

Log = Callable[..., list[d.Decision]]


@pytest.mark.parametrize(
    "action",
    [
        d.Accept(theme="t"),
        d.Define(theme="t", definition="Wat", include=("ja",), exclude=("nee",)),
        d.Merge(themes=("a", "b"), into="c"),
        d.Split(theme="t", part="c-1", label="Nieuw", segments=("s1",)),
        d.Move(segments=("s1",), to=None),
        d.CodeAnswer(answer="a", themes=(), queue="random", inclusion_probability=0.1, seconds=4.5),
        d.CodeAnswer(answer="a", themes=("t",), queue="double", blind=True, inclusion_probability=0.1),
        d.MarkAnswer(answer="a", mark="health"),
        d.Undo(decision=3),
        d.Resolve(theme="t", by=None),
    ],
    ids=lambda action: action.kind,
)
def test_action_comes_back_from_json_as_it_was(action: Any) -> None:
    assert d.action_of(action.model_dump(mode="json")) == action


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"kind": "verwijder", "theme": "t"}, "kind"),
        ({"kind": "rename", "theme": "t", "label": "  "}, "label"),
        ({"kind": "rename", "theme": "t", "label": "x" * 121}, "label"),
        ({"kind": "rename", "theme": "t", "label": "x", "extra": 1}, "extra"),
        ({"kind": "merge", "themes": ["a", "b"], "into": "a"}, "met zichzelf"),
        ({"kind": "merge", "themes": ["b", "b"], "into": "a"}, "met zichzelf"),
        ({"kind": "split", "theme": "t", "part": "c-1", "segments": ["s1"]}, "naam"),
        ({"kind": "code_answer", "answer": "a", "themes": [], "queue": "random"}, "trekkingskans"),
        ({"kind": "code_answer", "answer": "a", "themes": [], "inclusion_probability": 0.5}, "trekkingskans"),
        ({"kind": "accept", "theme": "a\nb"}, "theme"),
        ({"kind": "sign_off", "number": 0}, "number"),
    ],
)
def test_what_cannot_be_is_refused_and_the_message_names_it(data: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        d.action_of(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_anything_else_is_refused_without_a_traceback(data: Any) -> None:
    for value in (
        {"kind": kind, "theme": data, "themes": data, "answer": data} for kind in ("accept", "merge", "move")
    ):
        with pytest.raises(UsageError):
            d.action_of(value)


def test_decisions_on_one_theme_or_answer_touch_each_other(log: Log) -> None:
    merge, rename, coded, moved, added = log(
        d.Merge(themes=("a", "b"), into="c"),
        d.Rename(theme="b", label="X"),
        d.CodeAnswer(answer="a1", themes=("b",)),
        d.Move(segments=("s1",), to="d"),
        d.AddTheme(answer="a1", theme="c"),
    )
    assert merge.touches == {"a", "b", "c"}
    assert merge.touches & rename.touches == {"b"}
    assert coded.touches == added.touches == {"a1"}  # two coders may code with one theme at once
    assert moved.touches == {"s1", "d"}

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from textmining.codebook import decisions as d
from textmining.codebook.state import Base, CodeTheme
from textmining.codebook.store import CollisionError, DecisionStore, Entry
from textmining.errors import UsageError, WorkspaceError

Open = Callable[[], DecisionStore]
NOON = datetime.datetime(2026, 3, 2, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


def test_decision_comes_back_as_it_was_given_with_the_moment_in_utc(open_store: Open) -> None:
    action = d.Rename(theme="t1", label="Té weinig ‘tijd’ 🙂")
    made = open_store().append("weg", action, actor="anna", seen=0, fit="f1", reason="dubbel", at=NOON)
    (read,) = open_store().read("weg")
    assert read == made
    assert (read.action, read.actor, read.fit, read.reason) == (action, "anna", "f1", "dubbel")
    assert read.at.isoformat() == "2026-03-02T12:00:00+00:00"


def test_log_is_read_in_order_by_codebook_and_from_any_point(open_store: Open) -> None:
    store = open_store()
    ids = [store.append(q, d.Accept(theme=f"t{n}"), actor="anna", seen=0).id for n, q in enumerate("aabab")]
    assert ids == sorted(set(ids))
    assert [one.id for one in store.read("a")] == [ids[0], ids[1], ids[3]]
    assert [one.id for one in store.read(since=ids[2])] == ids[3:]
    assert store.last() == ids[-1]


def test_second_coder_on_one_theme_is_told_what_the_first_did_and_nothing_is_written(open_store: Open) -> None:
    anna, bert = open_store(), open_store()
    seen = anna.append("weg", d.Accept(theme="t1"), actor="anna", seen=0).id
    first = anna.append("weg", d.Rename(theme="t1", label="Tijd"), actor="anna", seen=seen)
    with pytest.raises(CollisionError, match="anna") as caught:
        bert.append("weg", d.Merge(themes=("t1",), into="t2"), actor="bert", seen=seen)
    assert caught.value.others == (first,)
    assert caught.value.wanted == d.Merge(themes=("t1",), into="t2")
    assert bert.last() == first.id
    again = bert.append("weg", d.Merge(themes=("t1",), into="t2"), actor="bert", seen=first.id)
    assert again.id > first.id


def test_coders_do_not_collide_on_other_things_nor_in_double_coding_nor_with_themselves(open_store: Open) -> None:
    store = open_store()
    store.append("weg", d.Rename(theme="t1", label="Tijd"), actor="anna", seen=0)
    store.append("weg", d.Rename(theme="t1", label="Te weinig tijd"), actor="anna", seen=0)
    store.append("weg", d.Rename(theme="t2", label="Geld"), actor="bert", seen=0)
    store.append("wil", d.Rename(theme="t1", label="Zin"), actor="bert", seen=0)
    for coder in ("anna", "bert"):
        store.append("weg", d.CodeAnswer(answer="a1", themes=("t1",), queue="double"), actor=coder, seen=0)
        store.append("weg", d.Note(theme="t1", text="let op"), actor=coder, seen=0)
    assert len(store.read()) == 8


def test_what_an_undo_is_about_collides_like_what_it_undoes(open_store: Open) -> None:
    store = open_store()
    seen = store.append("weg", d.Rename(theme="t1", label="Tijd"), actor="anna", seen=0).id
    undo = store.append("weg", d.Undo(decision=seen), actor="anna", seen=seen, about={"t1"})
    with pytest.raises(CollisionError) as caught:
        store.append("weg", d.Accept(theme="t1"), actor="bert", seen=seen)
    assert caught.value.others == (undo,)


def test_nobody_signs_or_restores_what_another_changed_since_but_codes_of_answers_do_not_matter(
    open_store: Open,
) -> None:
    store = open_store()
    store.append("weg", d.CodeAnswer(answer="a1", themes=("t1",)), actor="anna", seen=0)
    store.append("wil", d.Accept(theme="t9"), actor="anna", seen=0)
    first = store.append("weg", d.SignOff(number=1), actor="bert", seen=0)
    with pytest.raises(CollisionError) as caught:  # also by oneself: a form that is sent twice
        store.append("weg", d.SignOff(number=1), actor="bert", seen=0)
    assert caught.value.others == (first,)
    seen = store.append("weg", d.Rename(theme="t1", label="Tijd"), actor="bert", seen=first.id).id
    for action in (d.SignOff(number=2), d.Restore(decision=1)):
        with pytest.raises(CollisionError, match="bert"):
            store.append("weg", action, actor="anna", seen=first.id)
    assert store.append("weg", d.SignOff(number=2), actor="anna", seen=seen).id > seen


def test_decisions_that_belong_together_are_written_in_their_order_or_none_of_them(open_store: Open) -> None:
    anna, bert = open_store(), open_store()
    seen = anna.append("wil", d.Accept(theme="t9"), actor="anna", seen=0).id
    many = [Entry("weg", d.AddTheme(answer=f"a{n}", theme="t1"), "f1", "uit een bestand") for n in range(1200)]
    made = bert.append_all([*many, Entry("wil", d.Reject(theme="t9"))], actor="bert", seen=seen)
    assert [one.id for one in made] == sorted({one.id for one in made})
    assert anna.read(since=seen) == made
    crossing = [
        Entry("weg", d.Note(answer="a7", text="let op")),
        Entry("weg", d.RemoveTheme(answer="a1199", theme="t1")),
    ]
    with pytest.raises(CollisionError, match="bert") as caught:
        anna.append_all(crossing, actor="anna", seen=seen)
    assert (caught.value.wanted, caught.value.others) == (crossing[1].action, (made[1199],))
    assert anna.last() == made[-1].id
    assert anna.append_all([], actor="anna", seen=seen) == []


def test_log_can_neither_be_changed_nor_emptied(open_store: Open) -> None:
    store = open_store()
    store.append("weg", d.Accept(theme="t1"), actor="anna", seen=0)
    for statement in ("UPDATE decisions SET actor = 'bert'", "DELETE FROM decisions"):
        with pytest.raises(DBAPIError, match="only added"), store.engine.begin() as connection:
            connection.execute(sa.text(statement))
    assert [one.actor for one in store.read()] == ["anna"]


def test_many_writers_at_once_lose_nothing_and_ids_follow_the_order_of_writing(open_store: Open) -> None:
    open_store()
    stores = [open_store() for _ in range(4)]

    def write(number: int) -> None:
        for n in range(10):
            stores[number].append("weg", d.Accept(theme=f"t{number}-{n}"), actor=f"c{number}", seen=0)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = open_store().read()
    assert {one.action.theme for one in found} == {f"t{number}-{n}" for number in range(4) for n in range(10)}
    for number in range(4):
        own = [one.action.theme for one in found if one.actor == f"c{number}"]
        assert own == [f"t{number}-{n}" for n in range(10)]


def test_of_two_coders_who_decide_at_the_same_moment_one_collides(open_store: Open) -> None:
    open_store()
    stores, outcome = [open_store(), open_store()], []
    ready = threading.Barrier(2)

    def write(number: int) -> None:
        ready.wait()
        try:
            stores[number].append("weg", d.Rename(theme="t1", label=f"L{number}"), actor=f"c{number}", seen=0)
            outcome.append("written")
        except CollisionError:
            outcome.append("told")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["told", "written"]
    assert len(open_store().read()) == 1


def test_forgotten_respondents_leave_the_log_and_the_kept_bases_and_others_stay(open_store: Open) -> None:
    store = open_store()
    themes = {"t1": CodeTheme("t1", "Tijd", words="tijd, uren", stability=0.9)}
    base = Base("f1", "weg", themes, {"s1": "t1", "s2": None}, {"s1": "a1", "s2": "a2"}, {"t1": np.array([0.6, 0.8])})
    store.keep_base(base)
    store.keep_base(base)
    store.append("weg", d.ClearQuote(answer="a1", text="mijn baas"), actor="anna", seen=0)
    store.append("weg", d.Move(segments=("s1", "s2"), to="t1"), actor="anna", seen=0)
    store.append("weg", d.Move(segments=("s1",), to=None), actor="anna", seen=0)
    last = store.append("weg", d.Accept(theme="t1"), actor="anna", seen=0)
    assert store.forget({"a1"}, {"s1"}) == 3
    assert [one.action for one in store.read()] == [d.Move(segments=("s2",), to="t1"), d.Accept(theme="t1")]
    kept = store.base("weg", "f1")
    assert kept is not None
    assert (dict(kept.placement), kept.themes["t1"].stability) == ({"s2": None}, 0.9)
    assert kept.centres["t1"].tolist() == [0.6, 0.8]
    assert store.base("weg", "f2") is None
    assert store.append("weg", d.Accept(theme="t2"), actor="anna", seen=0).id > last.id
    with pytest.raises(DBAPIError, match="only added"), store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM decisions"))


def test_up_to_date_log_opens_and_is_read_while_another_process_writes(open_store: Open) -> None:
    store = open_store()
    store.append("weg", d.Accept(theme="t1"), actor="anna", seen=0)
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("INSERT INTO touched VALUES (1, 'weg', 'x')"))
        assert len(open_store().read()) == 1


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "private" / "review.sqlite"
    store = DecisionStore.open(path)
    store.append("weg", d.Accept(theme="t1"), actor="anna", seen=0)
    assert {file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {0}
    store.close()


def test_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    path.write_bytes(b"geen database" * 1000)
    with pytest.raises(WorkspaceError, match=r"review\.sqlite"):
        DecisionStore.open(path)
    assert path.read_bytes() == b"geen database" * 1000


@pytest.mark.parametrize("url", ["mysql://host/name", "geen url", ""])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="review database"):
        DecisionStore.open(url)


def test_decisions_that_belong_together_are_all_written_or_none(open_store: Open) -> None:
    store = open_store()
    theirs = store.append("weg", d.Move(segments=("a2.1",), to="t2"), actor="bert", seen=0)
    entries = [
        Entry("weg", d.NewTheme(theme="t9", label="Rooster"), "f1", "te breed"),
        Entry("weg", d.Move(segments=("a1.1", "a2.1"), to="t9"), "f1", "te breed"),
    ]
    with pytest.raises(CollisionError) as caught:
        store.append_all(entries, actor="anna", seen=0)
    assert (caught.value.wanted, caught.value.others) == (entries[1].action, (theirs,))
    assert store.read() == [theirs]
    made = store.append_all(entries, actor="anna", seen=theirs.id, at=NOON)
    assert store.read(since=theirs.id) == made
    assert [one.action for one in made] == [entry.action for entry in entries]
    assert len({(one.at, one.fit, one.reason, one.actor) for one in made}) == 1
    assert store.append_all([], actor="anna", seen=0) == []


def test_log_is_read_by_kind_and_by_what_decisions_are_about(open_store: Open) -> None:
    store = open_store()
    actions = [
        d.Accept(theme="t1"),
        d.Move(segments=("a1.1", "a2.1"), to="t1"),
        d.Split(theme="t2", part="t3", label="Rooster", segments=("a1.2",)),
        d.Note(answer="a1", text="let op"),
        d.MarkAnswer(answer="a1", mark="health"),
        d.MarkAnswer(answer="a2", mark="health"),
    ]
    made = [store.append("weg", action, actor="anna", seen=0) for action in actions]
    store.append("wil", d.Note(answer="a1", text="elders"), actor="anna", seen=0)
    assert store.about("weg", {"a1", "a1.1", "a1.2"}) == made[1:5]
    assert store.about("weg", set()) == []
    assert store.read("weg", kinds=("accept", "mark_answer")) == [made[0], *made[4:]]

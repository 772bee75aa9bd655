from __future__ import annotations

from dataclasses import replace

from textmining.codebook import decisions as d
from textmining.codebook.folding import fold
from textmining.codebook.state import Base, CodeTheme, Hand
from textmining.review.answering import change_themes, groups_of, parts, sources, unseen_by
from textmining.review.book import Book, make_book
from textmining.review.material import Answer, Material, Segment

THEMES = {name: CodeTheme(name, name.upper()) for name in ("t1", "t2", "t3")}
TEXT = "geen tijd. vol rooster. niets"


def answer(name: str, *groups: str, wave: str = "2022") -> Answer:
    """An answer of three segments, the last of which nothing is left of."""
    cuts = [(0, 9), (11, 22), (24, 24)]
    segments = tuple(Segment(f"{name}.{n}", name, start, end, 0.5) for n, (start, end) in enumerate(cuts, 1))
    return Answer(name, "weg", wave, TEXT, TEXT, frozenset(groups), segments)


def book_of(*answers: Answer, **changed: object) -> Book:
    """A codebook in which the first segment of each answer is in t1 and the second in t2."""
    own = {one.id: one for one in answers}
    segments = {s.id: s for one in answers for s in one.segments}
    placement = {s: {"1": "t1", "2": "t2"}.get(s[-1]) for s in segments}
    base = Base("f", "weg", THEMES, placement, {s.id: s.answer for s in segments.values()})
    offered = (("Type", (("type:roc", "roc"),)), ("Domein", (("domein:zorg", "zorg"), ("domein:techniek", "techniek"))))
    ruled = {"t3": ("a1",)}
    material = Material("weg", {"weg": "?"}, base, own, segments, ruled=ruled, groups=offered, minimum_group=3)
    return make_book(material, replace(fold(base, []), **changed), 0, {})  # type: ignore[arg-type]


def told(book: Book) -> list[tuple[str, str, str]]:
    """Theme, source and coder of the first answer."""
    return sorted((one.theme.id, one.by, one.coder) for one in sources(book, book.material.answers["a1"]))


def test_segments_of_which_nothing_is_left_are_not_listed() -> None:
    book = book_of(answer("a1"), by_hand=frozenset({"a1.2"}))
    found = [(one.text, one.theme.id if one.theme else None, one.by_hand) for one in parts(book, answer("a1"))]
    assert found == [("geen tijd", "t1", False), ("vol rooster", "t2", True)]


def test_each_theme_is_told_with_its_source() -> None:
    one = answer("a1")
    assert told(book_of(one)) == [("t1", "model", ""), ("t2", "model", ""), ("t3", "rule", "")]
    by_hand = {"by_hand": frozenset({"a1.2"}), "removed": frozenset({("a1", "t1")}), "added": frozenset({("a1", "t3")})}
    assert told(book_of(one, **by_hand)) == [("t2", "moved", ""), ("t3", "added", "")]
    hands = {"a1": (Hand("anna", frozenset({"t1"})), Hand("bram", frozenset({"t2"})))}
    assert told(book_of(one, hands=hands)) == [("t2", "hand", "bram")]
    assert told(book_of(one, hands=hands, settled={"a1": frozenset({"t3"})})) == [("t3", "settled", "")]


def test_themes_are_added_and_removed_or_settled_where_the_answer_was_coded_as_a_whole() -> None:
    one = answer("a1")
    actions = change_themes(book_of(one), one, add={"t3"}, remove={"t1"})
    assert [d.RemoveTheme(answer="a1", theme="t1"), d.AddTheme(answer="a1", theme="t3")] == [*map(_made, actions)]
    hands = {"a1": (Hand("anna", frozenset({"t1", "t2"})),)}
    (action,) = change_themes(book_of(one, hands=hands), one, add={"t3"}, remove={"t1"})
    assert _made(action) == d.Settle(answer="a1", themes=("t2", "t3"))


def _made(action: dict[str, object]) -> object:
    return d.action_of(action)


def test_groups_are_shown_as_far_as_enough_answers_share_them_all() -> None:
    own = answer("a1", "type:roc", "domein:techniek", "team:7")
    others = [answer(f"b{n}", "type:roc", "domein:zorg") for n in range(2)]
    elsewhere = [answer(f"c{n}", "domein:techniek") for n in range(2)]
    earlier = [answer(f"d{n}", "type:roc", "domein:techniek", wave="2019") for n in range(9)]
    book = book_of(own, *others, *elsewhere, *earlier)
    assert groups_of(book, own) == [("Type", "roc")]  # with the domain it would be the only one of its wave
    assert groups_of(book, earlier[0]) == [("Type", "roc"), ("Domein", "techniek")]
    assert groups_of(book, elsewhere[0]) == [("Domein", "techniek")]


def test_what_another_chose_blind_is_unseen_until_one_coded_or_it_is_settled() -> None:
    one = answer("a1")
    anna, bram = Hand("anna", frozenset({"t1"}), blind=True), Hand("bram", frozenset())
    assert not unseen_by(book_of(one), one, "bram")
    assert unseen_by(book_of(one, hands={"a1": (anna,)}), one, "bram")
    assert not unseen_by(book_of(one, hands={"a1": (anna,)}), one, "anna")
    assert not unseen_by(book_of(one, hands={"a1": (anna, bram)}), one, "bram")
    assert not unseen_by(book_of(one, hands={"a1": (bram,)}), one, "anna")
    assert not unseen_by(book_of(one, hands={"a1": (anna,)}, settled={"a1": frozenset()}), one, "bram")

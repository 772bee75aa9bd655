from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import product

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmining.codebook.agreement.alpha import masi_distance, overall_alpha, theme_alphas
from textmining.codebook.agreement.coded import Coded

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": one row per observer, "." where the value lacks
BINARY = ["0100000010", "1110010000"]
NOMINAL = ["aabbdcccedda", "babbbccceddd"]
FOUR_OBSERVERS = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
# the example of the English Wikipedia's "Krippendorff's alpha"
THREE_OBSERVERS = [".....34121133.3", "1.213343.......", "..21344.21133.4"]


def coded_of(rows: Sequence[str]) -> Coded:
    """One theme per value, one set of one theme per coding."""
    themes = sorted(set("".join(rows)) - {"."})
    codings = [
        (f"u{unit:03}", f"c{coder}", {value})
        for coder, row in enumerate(rows)
        for unit, value in enumerate(row)
        if value != "."
    ]
    return Coded.of(pd.DataFrame(codings, columns=["answer_id", "coder", "themes"]), themes)


def sets_of(rows: Sequence[Sequence[str | None]]) -> Coded:
    """Rows are coders; a coding is a word whose letters are themes, "" for none of them, None where it lacks."""
    themes = sorted(set("".join(word or "" for row in rows for word in row)) | {"a"})
    codings = [
        (f"u{unit:03}", f"c{coder}", set(word))
        for coder, row in enumerate(rows)
        for unit, word in enumerate(row)
        if word is not None
    ]
    return Coded.of(pd.DataFrame(codings, columns=["answer_id", "coder", "themes"]), themes)


def some_codings(seed: int, coders: int, answers: int, themes: int, lacking: float = 0.2) -> Coded:
    """Coders who see most of the same themes, and lack some answers."""
    rng = np.random.default_rng(seed)
    truth = rng.random((answers, themes)) < 0.3
    chosen = truth[None] ^ (rng.random((coders, answers, themes)) < 0.15)
    present = rng.random((coders, answers)) >= lacking
    return Coded(
        tuple(f"c{n}" for n in range(coders)),
        tuple(f"u{n:05}" for n in range(answers)),
        tuple(f"t{n}" for n in range(themes)),
        chosen & present[..., None],
        present,
    )


@pytest.mark.parametrize(
    ("rows", "published"), [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR_OBSERVERS, 0.743), (THREE_OBSERVERS, 0.691)]
)
def test_alpha_is_that_of_published_examples(rows: Sequence[str], published: float) -> None:
    assert overall_alpha(coded_of(rows), draws=0).value == pytest.approx(published, abs=0.0006)


def test_alpha_of_a_theme_is_that_of_the_published_binary_example() -> None:
    table = theme_alphas(coded_of(BINARY), draws=50).set_index("theme_id")
    assert table["alpha"].tolist() == pytest.approx([0.095, 0.095], abs=0.0006)  # of 1, and of 0, which is its opposite
    assert table["agreement"].tolist() == [0.6, 0.6]
    assert table["mark"].tolist() == ["indicatief", "indicatief"]


@pytest.mark.parametrize(("seed", "coders", "lacking"), list(product(range(8), (2, 3, 5), (0.0, 0.35))))
def test_alpha_of_each_theme_agrees_with_the_krippendorff_package(seed: int, coders: int, lacking: float) -> None:
    coded = some_codings(seed, coders, 40, 4, lacking)
    table = theme_alphas(coded, draws=0)
    for theme, alpha in enumerate(table["alpha"]):
        values = np.where(coded.present, coded.chosen[..., theme].astype(float), np.nan)
        theirs = krippendorff.alpha(reliability_data=values, level_of_measurement="nominal")
        assert alpha == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_alpha_over_single_themes_agrees_with_the_krippendorff_package(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((3, 50)) < 0.6, rng.integers(5, size=50), rng.integers(5, size=(3, 50)))
    rows = ["".join("." if lacks else str(v) for v, lacks in zip(*row, strict=True)) for row in zip(
        values, rng.random(values.shape) < 0.25, strict=True)]  # fmt: skip
    data = [[np.nan if value == "." else float(value) for value in row] for row in rows]
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert overall_alpha(coded_of(rows), draws=0).value == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_alpha_over_sets_agrees_with_the_krippendorff_package_given_masi_as_its_metric(seed: int) -> None:
    coded = some_codings(seed, 3, 30, 4)
    sets = [coded.sets_of(n) for n in range(3)]
    names = sorted({s for row in sets for s in row}, key=sorted)
    data = [
        [float(names.index(s)) if coded.present[n, u] else np.nan for u, s in enumerate(row)]
        for n, row in enumerate(sets)
    ]

    def metric(v1: np.ndarray, v2: np.ndarray, **_: object) -> np.ndarray:
        def one(a: float, b: float) -> float:
            return masi_distance(names[int(a)], names[int(b)])

        return np.vectorize(one)(v1, v2)

    theirs = krippendorff.alpha(
        reliability_data=data, value_domain=[float(n) for n in range(len(names))], level_of_measurement=metric
    )
    assert overall_alpha(coded, draws=0).value == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("ab", "ab", 0),
        ("", "", 0),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),  # one holds the other
        ("ab", "abc", 1 - 2 / 3 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),  # they overlap
        ("abcd", "abce", 1 - 3 / 5 * 1 / 3),
        ("ab", "cd", 1),
        ("", "a", 1),
    ],
)
def test_masi_distance_worked_by_hand_from_its_definition(one: str, other: str, distance: float) -> None:
    assert masi_distance(one, other) == pytest.approx(distance)
    assert masi_distance(other, one) == pytest.approx(distance)


def test_alpha_over_sets_worked_by_hand() -> None:
    # distances within answers: 0, 2/3 (a in ab), 1; six codings: a three times, ab, b, nothing
    observed = (0 + 2 / 3 + 1) * 2 / 6
    apart = 3 * (2 / 3 + 1 + 1) + (2 / 3 + 1) + 1  # a with ab, b, nothing; ab with b, nothing; b with nothing
    expected = 2 * apart / (6 * 5)
    coded = sets_of([["a", "a", "b"], ["a", "ab", ""]])
    assert overall_alpha(coded, draws=0).value == pytest.approx(1 - observed / expected)


def test_full_agreement_on_what_varies_is_1() -> None:
    coded = sets_of([["a", "b", "ab", ""]] * 3)
    assert overall_alpha(coded).value == 1
    table = theme_alphas(coded)
    assert table["alpha"].tolist() == [1, 1]
    assert table["mark"].isna().all()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["b", "b"], ["b", "b"]], "geen codeur koos dit thema"),
        ([["a", "a"], ["a", "a"]], "elke codeur koos dit thema bij elk antwoord"),
        ([["a", None], [None, "b"]], "geen antwoord is door twee of meer codeurs gecodeerd"),
    ],
)
def test_where_nothing_varies_alpha_is_null_with_a_reason(rows: list[list[str | None]], reason: str) -> None:
    coded = sets_of(rows)
    first = theme_alphas(coded).iloc[0]
    assert first[["alpha", "low", "high"]].isna().all()
    assert first["reason"] == reason
    overall = overall_alpha(coded)
    assert overall.value is overall.low is None
    assert overall.reason is not None
    assert overall.mark == "indicatief"


def test_no_codings_at_all_give_no_figure() -> None:
    coded = Coded.of(pd.DataFrame({"answer_id": [], "coder": [], "themes": []}), ["a"])
    assert overall_alpha(coded).n == 0
    assert theme_alphas(coded)["agreement"].isna().all()


def test_an_answer_that_one_coder_coded_does_not_count() -> None:
    two = sets_of([["a", "b", "a"], ["a", "b", "b"]])
    more = sets_of([["a", "b", "a", "b", "b"], ["a", "b", "b", None, None]])
    assert overall_alpha(more).value == overall_alpha(two).value
    assert theme_alphas(more).equals(theme_alphas(two))


def test_a_theme_too_rare_to_draw_has_a_figure_but_no_interval() -> None:
    rows = [["a", *["b"] * 30], ["a", *["b"] * 29, "bc"]]
    first = theme_alphas(sets_of(rows)).iloc[0]
    assert first["alpha"] == 1
    assert math.isnan(first["low"])
    assert first["reason"] == "te zelden gekozen voor een interval"


def test_the_mark_is_on_the_estimate_not_on_the_interval() -> None:
    table = theme_alphas(some_codings(1, 2, 60, 6, 0.0))
    assert (table["mark"].notna() == (table["alpha"] < 0.667)).all()
    assert (table["low"] < table["alpha"]).all()
    assert (table["alpha"] < table["high"]).all()


def test_the_interval_is_the_same_for_the_same_seed_only() -> None:
    coded = some_codings(3, 3, 50, 3)
    assert theme_alphas(coded, seed=1).equals(theme_alphas(coded, seed=1))
    assert overall_alpha(coded, seed=1) == overall_alpha(coded, seed=1)
    assert overall_alpha(coded, seed=1) != overall_alpha(coded, seed=2)


def test_the_interval_covers_the_alpha_of_the_population() -> None:
    population = some_codings(11, 2, 50_000, 1, 0.0)
    truth = theme_alphas(population, draws=0)["alpha"].iloc[0]
    rng = np.random.default_rng(5)
    hits = 0
    for trial in range(400):
        own = rng.integers(50_000, size=200)
        sample = Coded(
            population.coders, tuple(map(str, own)), ("t",), population.chosen[:, own], population.present[:, own]
        )
        found = theme_alphas(sample, draws=500, seed=trial).iloc[0]
        hits += found["low"] <= truth <= found["high"]
    assert 0.92 <= hits / 400 <= 0.98


@st.composite
def codings(draw: st.DrawFn) -> list[tuple[str, str, frozenset[str]]]:
    pairs = draw(st.sets(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("pqr")), max_size=18))
    return [(answer, coder, draw(st.frozensets(st.sampled_from("abc")))) for answer, coder in sorted(pairs)]


@settings(max_examples=60, deadline=None)
@given(codings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_coders_and_answers_do_not_matter(
    rows: list[tuple[str, str, frozenset[str]]], order: object
) -> None:
    names = ["answer_id", "coder", "themes"]
    coded = Coded.of(pd.DataFrame(rows, columns=names), "abc")
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Coded.of(pd.DataFrame(shuffled, columns=names), "abc")
    assert theme_alphas(again, draws=20).equals(theme_alphas(coded, draws=20))
    assert overall_alpha(again, draws=20) == overall_alpha(coded, draws=20)

    other = {"p": "r", "q": "p", "r": "q"}
    renamed = [("zyxwvu"["uvwxyz".index(a)], other[c], t) for a, c, t in rows]
    turned = Coded.of(pd.DataFrame(renamed, columns=names), "abc")
    np.testing.assert_allclose(theme_alphas(turned, draws=0)["alpha"], theme_alphas(coded, draws=0)["alpha"])
    value, mine = overall_alpha(turned, draws=0).value, overall_alpha(coded, draws=0).value
    assert (value is None and mine is None) or value == pytest.approx(mine)


@settings(max_examples=60, deadline=None)
@given(codings())
def test_alpha_is_at_most_1_and_lies_in_its_interval_bounds(rows: list[tuple[str, str, frozenset[str]]]) -> None:
    coded = Coded.of(pd.DataFrame(rows, columns=["answer_id", "coder", "themes"]), "abc")
    for alpha in [*theme_alphas(coded, draws=20)["alpha"].dropna(), overall_alpha(coded, draws=20).value or 0]:
        assert -1.5 <= alpha <= 1 + 1e-9


def test_ten_thousand_answers_with_fifty_themes_and_three_coders_take_seconds() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random((10_000, 50)) < 0.04  # two themes per answer
    chosen = truth[None] & (rng.random((3, 10_000, 50)) < 0.8) | (rng.random((3, 10_000, 50)) < 0.005)
    names = (tuple("pqr"), tuple(map(str, range(10_000))), tuple(map(str, range(50))))
    coded = Coded(*names, chosen, np.ones((3, 10_000), dtype=bool))
    started = time.perf_counter()
    theme_alphas(coded, draws=100)
    overall_alpha(coded, draws=100)
    assert time.perf_counter() - started < 20

"""Who answers what: the kind of each open answer, its themes, and the shares that are to be expected."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from generator.design import (
    ANSWERING,
    ANSWERING_BY_CLASS,
    ANSWERING_BY_PERSON,
    CONTRASTS,
    ELSEWHERE,
    NON_ANSWERING,
    NONE_THEME,
    ONE_OFF,
    QUESTION_WAVES,
    QUESTIONS,
    SCALE_CONTRAST,
    SEVERAL,
    THEMES,
    WAVES,
    Theme,
)

COPIED = 14
"""Teams of 2022 in which a few colleagues hand in one text."""
SUBSTANCE = ("theme", "one_off", "elsewhere", "none")


def draw(frame: pd.DataFrame, score: pd.DataFrame, use: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """One row per respondent and open question of the wave.

    Parameters
    ----------
    frame, score : DataFrame, one row per wave and respondent, same index
        Traits and true classes; scale scores.
    use : Series
        Use of ict in lessons, 1-5: who answers 1, or leaves it open, is not asked for a good practice.

    Returns
    -------
    DataFrame
        row (index in ``frame``), question, kind (not_asked, blank, non_answer, none, theme, one_off, elsewhere),
        themes (tuple of ids; of an "elsewhere" answer the theme of the other question), copied (number of the group
        of equal answers, or 0).
    """
    person = rng.normal(0, ANSWERING_BY_PERSON, len(frame))
    parts = []
    for question in QUESTIONS:
        asked = frame["wave"].isin(QUESTION_WAVES[question]).to_numpy()
        rows = np.flatnonzero(asked)
        part = frame.iloc[rows]
        base = part["wave"].map({wave: ANSWERING.get((question, wave), 0.5) for wave in WAVES}).to_numpy()
        logit = np.log(base / (1 - base)) + np.array(ANSWERING_BY_CLASS)[part["class"].to_numpy()] + person[rows]
        answers = rng.random(len(rows)) < 1 / (1 + np.exp(-logit))
        says_nothing = rng.random(len(rows)) < NON_ANSWERING[question]
        kind = np.where(answers, "theme", np.where(says_nothing, "non_answer", "blank")).astype(object)
        if question == "praktijk":
            kind[~(use.iloc[rows] >= 2).to_numpy()] = "not_asked"
        share = shares(part, score.iloc[rows], question)
        none = share[NONE_THEME.id].to_numpy() if NONE_THEME.id in share else np.zeros(len(rows))
        kind[(kind == "theme") & (rng.random(len(rows)) < none)] = "none"
        _set_apart(kind, part["wave"].to_numpy(), rng)
        ids = [theme for theme in share.columns if theme != NONE_THEME.id]
        given = share[ids].to_numpy() / ((1 - none) * (1 - ONE_OFF - ELSEWHERE))[:, None]
        themes: list[tuple[str, ...]] = [()] * len(rows)
        for i in np.flatnonzero(kind == "theme"):
            themes[i] = tuple(ids[j] for j in _themes(given[i], rng))
        for i in np.flatnonzero(kind == "none"):
            themes[i] = (NONE_THEME.id,)
        for i in np.flatnonzero(kind == "elsewhere"):
            other = [t for t in THEMES if t.question != question and t.waves.get(part["wave"].iat[i], 0.0) is not None]
            themes[i] = (other[int(rng.random() * len(other))].id,)
        parts.append(pd.DataFrame({"row": rows, "question": question, "kind": kind, "themes": themes}))
    found = pd.concat(parts, ignore_index=True)
    found["question"] = pd.Categorical(found["question"], QUESTIONS, ordered=True)
    found = found.sort_values(["row", "question"], kind="stable", ignore_index=True)
    return _copied(found, frame, rng)


def shares(frame: pd.DataFrame, score: pd.DataFrame, question: str) -> pd.DataFrame:
    """For each respondent the probability that an answer with substance to this question names each theme."""
    themes = [theme for theme in THEMES if theme.question == question]
    if question == NONE_THEME.question:
        themes.append(NONE_THEME)
    level = score[SCALE_CONTRAST]
    by_wave = level.groupby(frame["wave"])
    standard = ((level - by_wave.transform("mean")) / by_wave.transform("std")).fillna(0.0)
    return pd.DataFrame({theme.id: _share(theme, frame, standard) for theme in themes}, index=frame.index)


def effects(frame: pd.DataFrame, score: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """What is planted, per theme and contrast, among those who answered in 2022.

    ``log_odds`` is the direct effect (0.0 where none is planted); ``share_a``, ``share_b`` and ``points`` (percentage
    points) are weighted expectations over the respondents who gave an answer with substance, and hold what comes
    through other traits too; for a scale ``points`` is the weighted regression on one standard deviation. ``null``
    says that the theme has no effect whatever: its difference is exactly 0 in every contrast.
    """
    rows = []
    for question in QUESTIONS:
        part, share = _answered(frame, score, answers, question, "2022")
        weight = part["weight"].to_numpy()
        level = score.loc[part.index, SCALE_CONTRAST]
        for theme in [*THEMES, NONE_THEME]:
            if theme.question != question or theme.waves.get("2022", 0.0) is None:
                continue
            null = not theme.effects
            p = share[theme.id].to_numpy()
            for contrast, (trait, a, b) in CONTRASTS.items():
                yes = part[trait].to_numpy().astype(bool)
                of_a, of_b = (float(np.average(p[side], weights=weight[side])) for side in (yes, ~yes))
                points, counts = 100 * (of_a - of_b), (int(yes.sum()), int((~yes).sum()))
                direct = theme.effects.get(trait, 0.0)
                rows.append(
                    (theme.id, question, contrast, a, b, direct, of_a, of_b, 0.0 if null else points, *counts, null)
                )
            points = 100 * _slope(p, level.to_numpy(), weight)
            direct = theme.effects.get(SCALE_CONTRAST, 0.0)
            here = int(level.notna().sum())
            nothing = (np.nan, np.nan, 0.0 if null else points, here, 0, null)
            rows.append((theme.id, question, SCALE_CONTRAST, "+1 sd", "", direct, *nothing))
    columns = [
        "theme",
        "question",
        "contrast",
        "a",
        "b",
        "log_odds",
        "share_a",
        "share_b",
        "points",
        "n_a",
        "n_b",
        "null",
    ]
    return pd.DataFrame(rows, columns=columns)


def trends(frame: pd.DataFrame, score: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """The expected weighted share of each theme in each wave, among those who answered; 0.0 where it is absent."""
    rows = []
    for question in QUESTIONS:
        for wave in QUESTION_WAVES[question]:
            part, share = _answered(frame, score, answers, question, wave)
            for theme in [*THEMES, NONE_THEME]:
                if theme.question == question:
                    mean = float(np.average(share[theme.id], weights=part["weight"]))
                    rows.append({"theme": theme.id, "question": question, "wave": wave, "n": len(part), "share": mean})
    return pd.DataFrame(rows)


def listing() -> pd.DataFrame:
    """All planted themes: id, question, label, the waves in which they occur, whether they have no effect at all."""
    rows = [
        {
            "theme": theme.id,
            "question": theme.question,
            "label": theme.label,
            "waves": ";".join(w for w in QUESTION_WAVES[theme.question] if theme.waves.get(w, 0.0) is not None),
            "null": not theme.effects,
        }
        for theme in [*THEMES, NONE_THEME]
    ]
    return pd.DataFrame(rows)


# --- parts ----------------------------------------------------------------------------------------------------------


def _share(theme: Theme, frame: pd.DataFrame, standard: pd.Series) -> np.ndarray:
    logit = np.full(len(frame), np.log(theme.share / (1 - theme.share)))
    for trait, effect in theme.effects.items():
        value = standard if trait == SCALE_CONTRAST else frame[trait]
        logit = logit + effect * value.to_numpy(dtype=float)
    absent = np.zeros(len(frame), dtype=bool)
    for wave, shift in theme.waves.items():
        here = (frame["wave"] == wave).to_numpy()
        logit = logit + np.where(here, shift or 0.0, 0.0)
        if shift is None:
            absent |= here
    return np.where(absent, 0.0, 1 / (1 + np.exp(-logit)))


def _set_apart(kind: np.ndarray, wave: np.ndarray, rng: np.random.Generator) -> None:
    """Turn a fixed share of each wave's theme answers, drawn regardless of who gave them, into the rare kinds."""
    for name in sorted(set(wave)):
        said = rng.permutation(np.flatnonzero((kind == "theme") & (wave == name)))
        one_off, elsewhere = round(ONE_OFF * len(said)), round(ELSEWHERE * len(said))
        kind[said[:one_off]] = "one_off"
        kind[said[one_off : one_off + elsewhere]] = "elsewhere"


def _themes(given: np.ndarray, rng: np.random.Generator) -> list[int]:
    """A set of themes in which each has exactly its given probability (systematic sampling, Madow 1949).

    A mixture of a terse state (one theme) and a talkative one (two or three) that keeps the probabilities as they are,
    so that a theme without effects has none through the length of answers either.
    """
    total = given.sum()
    terse = rng.random() >= SEVERAL
    factor = 1 / total if terse else (1 - (1 - SEVERAL) / total) / SEVERAL
    order = rng.permutation(len(given))
    ends = np.cumsum(given[order] * factor)
    point = rng.random()
    if terse:
        ends[-1] = 1.0 + 1e-12
    hits = np.floor(np.concatenate([[0.0], ends]) - point)
    return [int(order[i]) for i, (a, b) in enumerate(pairwise(hits)) if b > a]


def _copied(answers: pd.DataFrame, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Let a few teams of 2022 answer in one voice, on a theme without effects."""
    null = {theme.id for theme in THEMES if not theme.effects}
    answers = answers.assign(
        copied=0, team=frame["team"].to_numpy()[answers["row"]], wave=frame["wave"].to_numpy()[answers["row"]]
    )
    able = answers[(answers["wave"] == "2022") & (answers["kind"] == "theme")]
    groups = [g for _, g in able.groupby(["question", "team"], observed=True) if 3 <= len(g) <= 6]
    themes = answers["themes"].to_list()
    made = 0
    for i in rng.permutation(len(groups)):
        group = groups[i]
        lead = [j for j in group.index if len(themes[j]) == 1 and themes[j][0] in null]
        if not lead or made == COPIED:
            continue
        made += 1
        for j in group.index[: 2 + made % 3]:
            themes[j] = themes[lead[0]]
            answers.loc[j, "copied"] = made
    answers["themes"] = themes
    return answers.drop(columns=["team", "wave"])


def _slope(y: np.ndarray, x: np.ndarray, weight: np.ndarray) -> float:
    """Weighted regression of y on one standard deviation of x, where x is there."""
    here = ~np.isnan(x)
    w, z, y = weight[here], x[here], y[here]
    z = z - np.average(z, weights=w)
    return float(np.average(z * y, weights=w) / np.sqrt(np.average(z**2, weights=w)))


def _answered(
    frame: pd.DataFrame, score: pd.DataFrame, answers: pd.DataFrame, question: str, wave: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The respondents of a wave who gave a question an answer with substance, and the shares expected of them."""
    given = answers[(answers["question"] == question) & answers["kind"].isin(SUBSTANCE)]
    part = frame.iloc[given["row"].to_numpy()]
    part = part[part["wave"] == wave]
    whole = frame["wave"] == wave
    return part, shares(frame[whole], score[whole], question).loc[part.index]

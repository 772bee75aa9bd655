"""Who took part: teachers with their institution, team, traits and true class, in three waves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.design import (
    CLASS_BASE,
    CLASS_EFFECTS,
    DOMAIN_ABBREVIATIONS,
    DOMAINS,
    INSTITUTION_SD,
    INSTITUTIONS,
    MERGED,
    RESPONDENTS,
    TEAM_SD,
    TRAININGS,
    WAVES,
)

DOMAIN_NAMES = list(DOMAINS)
RETURNING = {"2019": 430, "2017": 330}
"""Respondents of 2022 who took part in 2019 too, and respondents of 2019 who took part in 2017 too."""

CHANGING = 0.25
"""Share of the returning whose class is drawn anew."""


def people(rng: np.random.Generator) -> pd.DataFrame:
    """One row per wave and respondent: the waves stacked, sorted by wave and respondent number.

    Columns: wave, number, institution (its name in that wave), current (its name in 2022), type, domain, team, avo,
    years, gender, contract, panel, weight, class, the trainings (0/1), and the traits that effects refer to.
    """
    schools = _schools(rng)
    waves: dict[str, pd.DataFrame] = {}
    waves["2022"] = _traits(_place(rng, schools, "2022"), rng)
    for wave, later in (("2019", "2022"), ("2017", "2019")):
        fresh = _traits(_place(rng, schools, wave), rng)
        waves[wave] = _with_returning(fresh, waves[later], int(later) - int(wave), RETURNING[wave], rng)
    frames = []
    for wave in WAVES:
        frame = waves[wave].assign(wave=wave)
        frame = _classes(frame, wave, schools, rng)
        frames.append(_numbered(frame, wave, rng))
    return _panel(pd.concat(frames, ignore_index=True), rng)


# --- schools --------------------------------------------------------------------------------------------------------


def _schools(rng: np.random.Generator) -> pd.DataFrame:
    """One row per institution of 2022: propensity to respond, spread on the class, mix of domains."""
    frame = pd.DataFrame({"name": [school.name for school in INSTITUTIONS]})
    frame["type"] = [school.type for school in INSTITUTIONS]
    frame["headcount"] = [school.headcount for school in INSTITUTIONS]
    frame["abbreviation"] = [school.abbreviation for school in INSTITUTIONS]
    frame["response"] = np.exp(rng.normal(0.0, 0.17, len(frame)))
    spread = rng.normal(0.0, 1.0, len(frame))
    # the spread tells schools of one type apart; the types differ by their planted effect alone
    for kind in ("roc", "aoc", "vakschool"):
        same = (frame["type"] == kind).to_numpy()
        spread[same] -= spread[same].mean()
    frame["spread"] = INSTITUTION_SD * spread / spread.std()
    frame["mix"] = [_mix(school.type, school.domain, rng) for school in INSTITUTIONS]
    return frame


def _mix(kind: str, own: str, rng: np.random.Generator) -> np.ndarray:
    shares = np.array([DOMAINS[domain][2] for domain in DOMAIN_NAMES])
    if kind == "aoc":
        shares = np.array([0.86 if d == "groen" else 0.06 if d in ("entree", "horeca") else 0.0 for d in DOMAIN_NAMES])
    elif kind == "vakschool":
        shares = np.array([0.90 if d == own else 0.10 if d == "zakelijk" else 0.0 for d in DOMAIN_NAMES])
    drawn = rng.gamma(shares * 40 + 1e-9)
    drawn[shares == 0] = 0.0
    return np.asarray(drawn / drawn.sum())


def _place(rng: np.random.Generator, schools: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Spread the respondents of a wave over institutions (largest remainders), domains and teams."""
    expected = schools["headcount"] * schools["response"]
    expected *= RESPONDENTS[wave] / expected.sum()
    counts = np.floor(expected).astype(int)
    extra = RESPONDENTS[wave] - counts.sum()
    counts.iloc[np.argsort(-(expected - counts).to_numpy(), kind="stable")[:extra]] += 1
    rows = []
    for school, count in zip(schools.itertuples(), counts, strict=True):
        domain = rng.choice(len(DOMAIN_NAMES), size=count, p=school.mix)
        teams = np.maximum(1, np.ceil(school.headcount * school.mix / 17)).astype(int)
        team = (rng.random(count) * teams[domain]).astype(int) + 1
        rows.append(
            pd.DataFrame(
                {
                    "current": school.name,
                    "type": school.type,
                    "domain": [DOMAIN_NAMES[d] for d in domain],
                    "team": [
                        f"{school.abbreviation}-{DOMAIN_ABBREVIATIONS[DOMAIN_NAMES[d]]}{t}"
                        for d, t in zip(domain, team, strict=True)
                    ],
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


# --- persons --------------------------------------------------------------------------------------------------------


def _traits(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    count = len(frame)
    entree = (frame["domain"] == "entree").to_numpy()
    years = np.where(rng.random(count) < 0.10, rng.uniform(0.5, 3.0, count), 1.5 + rng.gamma(2.0, 6.2, count))
    years = np.minimum(years, 43.0)
    frame["years"] = np.where(years < 5, np.floor(years * 2) / 2, np.floor(years))
    frame["avo"] = rng.random(count) < np.where(entree, 0.40, 0.26)
    women = frame["domain"].map({"zorg": 0.80, "techniek": 0.17, "bouw": 0.15, "mobiliteit": 0.20, "creatief": 0.42})
    draw = rng.random(count)
    frame["gender"] = np.where(rng.random(count) < 0.012, 3, np.where(draw < women.fillna(0.56), 2, 1))
    permanent = np.where(frame["years"] < 3, 0.35, 0.88)
    draw = rng.random(count)
    frame["contract"] = np.where(draw < permanent, 1, np.where(draw < permanent + (1 - permanent) * 0.7, 2, 3))
    frame["luck"] = rng.random(count)
    frame["person"] = -1
    return frame


def _with_returning(
    fresh: pd.DataFrame, later: pd.DataFrame, gap: int, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Replace respondents by teachers of the later wave who were there already; both rows get one person number."""
    able = np.flatnonzero((later["years"] >= gap).to_numpy())
    chosen = np.sort(rng.choice(able, size=count, replace=False))
    back = later.iloc[chosen].copy()
    back["years"] = np.floor(back["years"] - gap)
    start = int(later["person"].max()) + 1
    numbers = later["person"].to_numpy(copy=True)
    new = numbers[chosen] < 0
    numbers[chosen[new]] = np.arange(start, start + new.sum())
    later["person"] = numbers
    back["person"] = numbers[chosen]
    changed = rng.random(count) < CHANGING
    back["luck"] = np.where(changed, rng.random(count), back["luck"])
    # the returning take the seats of others of the same institution, so that sizes stay as they are
    free = {name: list(index) for name, index in fresh.groupby("current").groups.items()}
    seats = [free[name].pop() if free[name] else -1 for name in back["current"]]
    back = back.set_axis(seats)[[seat >= 0 for seat in seats]]
    kept = fresh.drop(index=back.index)
    return pd.concat([kept, back[fresh.columns]]).sort_index()


def _classes(frame: pd.DataFrame, wave: str, schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the true class by a multinomial logit; who returns with the same luck mostly has the same class."""
    frame["starters"] = frame["years"] < 3
    frame["vakschool"] = frame["type"] == "vakschool"
    for name in ("creatief", "zakelijk", "entree"):
        frame[name] = frame["domain"] == name
    traits = {"starter": "starters", "vakschool": "vakschool", "creatief": "creatief"}
    low, high = (np.full(len(frame), base) for base in CLASS_BASE[wave])
    for name, (down, up) in CLASS_EFFECTS.items():
        trait = frame[traits.get(name, name)].to_numpy(dtype=float)
        low, high = low + down * trait, high + up * trait
    spread = frame["current"].map(dict(zip(schools["name"], schools["spread"], strict=True))).to_numpy()
    teams = sorted(frame["team"].unique())
    spread = spread + frame["team"].map(dict(zip(teams, rng.normal(0, TEAM_SD, len(teams)), strict=True))).to_numpy()
    weights = np.exp(np.stack([low - spread, np.zeros(len(frame)), high + spread], axis=1))
    bounds = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    frame["class"] = (frame["luck"].to_numpy()[:, None] > bounds[:, :2]).sum(axis=1)
    frame["koplopers"], frame["achterblijvers"] = frame["class"] == 2, frame["class"] == 0
    rates = dict(zip(TRAININGS, (0.42, 0.55, 0.12, 0.10, 0.09, 0.13), strict=True))
    steps = dict(zip(TRAININGS, (0.25, 0.15, 0.45, 0.70, 0.40, 0.55), strict=True))
    for name in TRAININGS:
        logit = np.log(rates[name] / (1 - rates[name])) + steps[name] * (frame["class"].to_numpy() - 1)
        frame[name] = (rng.random(len(frame)) < 1 / (1 + np.exp(-logit))).astype(int)
    return frame


def _numbered(frame: pd.DataFrame, wave: str, rng: np.random.Generator) -> pd.DataFrame:
    """Shuffle, number, weigh, and give merged institutions their own name of that wave."""
    order = rng.permutation(len(frame))
    frame = frame.iloc[order].reset_index(drop=True)
    frame["number"] = np.arange(1, len(frame) + 1)
    heads = {school.name: school.headcount for school in INSTITUTIONS}
    taken = frame["current"].value_counts()
    weight = frame["current"].map(lambda name: heads[name] / taken[name]).to_numpy()
    weight = weight * np.where(frame["gender"] == 1, 1.07, 0.95) * np.where(frame["years"] < 3, 1.25, 0.97)
    frame["weight"] = np.round(weight / weight.mean() * (sum(heads.values()) / len(frame)), 4)
    institution = frame["current"].to_numpy(dtype=object, copy=True)
    for target in sorted({target for target, _ in MERGED.values()}):
        old = [name for name, (into, waves) in MERGED.items() if into == target and wave in waves]
        here = np.flatnonzero(frame["current"] == target)
        # teams stay together; each part of the later institution has its own teams
        teams = sorted(frame.loc[here, "team"].unique())
        parts = {team: i % (len(old) + 1) for i, team in enumerate(teams)}
        for row in here:
            part = parts[frame["team"].iat[row]]
            if part:
                institution[row] = old[part - 1]
    frame["institution"] = institution
    return frame


def _panel(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Panel ids for all who took part more than once, and for a third of the others, who agreed to be asked again."""
    person = frame["person"].to_numpy(copy=True)
    alone = np.flatnonzero(person < 0)
    agreed = alone[rng.random(len(alone)) < 0.33]
    person[agreed] = np.arange(len(agreed)) + person.max() + 1
    names = rng.permutation(person.max() + 1)
    frame["panel"] = [f"P{names[p] + 10000}" if p >= 0 else None for p in person]
    return frame.drop(columns=["person", "luck"])

"""A small study with everything that publishing must deal with, made with pandas alone, and its edition on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.publishing.topics_stage import judged, with_sub_themes, with_topics
from textmining import tables
from textmining.publishing import EditionContent, publish
from textmining.study import Study
from textmining.study_file import parse_study

RARE = "xylofoonkwartet"
"""A word that one respondent used."""
LOCAL = "wormerhaven"
"""A word that many used, all of one institution."""
SECRET = "Mijn teamleider Roderik Quispel van den Eik heeft mij nooit een uur gegeven"
"""An answer."""
FORMULA = "=cmd|' /C calc'!A0"
ASIDE = "geen idee hoor, vraag het de zwabbergast"
"""A non-answer."""
RULING = "zegt dat Roderik Quispel het weet"
"""Why a researcher overruled a rule."""
TEAM = "ik vind dat ons hele team met één stem dezelfde tekst heeft ingevuld over tijd en scholing"
"""An answer that twelve respondents copied."""

WORDS = [
    "tijd",
    "scholing",
    "collega",
    "student",
    "les",
    "digitaal",
    "leren",
    "werkdruk",
    "begeleiding",
    "apparaat",
    "wifi",
    "kennis",
    "durf",
    "plezier",
    "voorbeeld",
    "ondersteuning",
    "rooster",
    "beleid",
    "motivatie",
    "toekomst",
    "beroep",
    "praktijk",
    "toets",
    "video",
    "samen",
    "ontwikkeling",
]
WAVES = ("2017", "2019", "2022")


def make_study(n_domains: int, *, synthetic: bool = True) -> Study:
    """A study of three waves and three open questions."""
    domains = [f"domein {i}" for i in range(1, n_domains - 1)]
    return parse_study(
        {
            "study": {
                "id": "proef",
                "title": "Monitor leren en lesgeven met ict",
                "reference_wave": "2022",
                "synthetic": synthetic,
            },
            "waves": [{"id": wave, "file": f"{wave}.csv"} for wave in WAVES],
            "columns": {"respondent": "id", "weight": "gewicht", "cluster": "instelling"},
            "groups": [
                {"id": "type", "label": "soort instelling", "column": "soort"},
                {
                    "id": "domein",
                    "label": "domein",
                    "column": "dom",
                    "values": {str(i): d for i, d in enumerate([*domains, "entree", "piepklein"], start=1)},
                },
                {"id": "ervaring", "label": "ervaring", "column": "jaren", "cuts": [3, 10]},
                {"id": "school", "label": "instelling", "column": "instelling"},
            ],
            "scales": [
                {"id": "visie", "label": "Visie op ict", "items": ["v1", "v2"], "range": [1, 5]},
                {"id": "vaardig", "label": "Vaardigheid in lesgeven met ict", "items": ["s1", "s2"], "range": [1, 5]},
                {"id": "gebruik", "label": "Gebruik van ict in de les", "items": ["g1", "g2"], "range": [1, 5]},
            ],
            "profile": {"scales": ["visie", "gebruik"]},
            "closed": [
                {"id": "studiedag", "label": "Volgde een studiedag", "column": "c1"},
                {"id": "icoach", "label": "Sprak met een iCoach", "column": "c2"},
                {"id": "tevreden", "label": "Tevreden over de voorzieningen", "column": "c3"},
                {"id": "cijfer", "label": "Cijfer voor de eigen ict-vaardigheid", "column": "c4", "statistic": "mean"},
            ],
            "questions": [
                {"id": "motivatie", "column": "o1", "text": "Wat motiveert u om u te professionaliseren in ict?"},
                {
                    "id": "belemmering",
                    "column": "o2",
                    "text": "Wat staat u in de weg?",
                    "none": "geen belemmering",
                    "themes": [{"label": "Tekort aan zeldzaamheid"}],
                },
                {"id": "praktijk", "column": "o3", "text": "Beschrijf een goed voorbeeld uit uw eigen lespraktijk."},
            ],
            "contrasts": [
                {
                    "id": "koplopers",
                    "family": "profiel",
                    "group": "profiel",
                    "a": "koplopers",
                    "b": "rest",
                    "adjust": ["ervaring"],
                },
                {"id": "starters", "family": "ervaring", "group": "ervaring", "a": "tot 3", "b": "vanaf 10"},
                {"id": "klein", "family": "domein", "group": "domein", "a": "piepklein", "b": "domein 1"},
                {"id": "visie", "family": "visie", "scale": "visie"},
            ],
        },
        "study.toml",
    )


def make_content(
    *,
    n_themes: int = 10,
    n_institutions: int = 12,
    n_domains: int = 7,
    per_wave: int = 400,
    concept: bool = True,
    synthetic: bool = True,
) -> EditionContent:
    """An edition's content: every table from one draw of respondents and what they mention."""
    study = make_study(n_domains, synthetic=synthetic)
    rng = np.random.default_rng(7)
    respondents = _respondents(study, rng, n_institutions, n_domains, per_wave)
    themes, shares = _themes(study, n_themes)
    leads = (respondents["profiel"] == "koplopers").to_numpy()[:, None]
    mentioned = rng.random((len(respondents), n_themes)) < shares + 0.12 * leads
    themes, mentioned = with_sub_themes(themes, mentioned)
    themes = judged(themes)
    ledger = _ledger(study, respondents, rng)
    answers, segments, codings = _texts(respondents, ledger, themes, mentioned, rng)
    set_aside = _set_aside(ledger)
    for place, (theme, question) in enumerate(zip(themes["theme_id"], themes["question"], strict=True)):
        kept = ledger[(ledger["question"] == question) & (ledger["fate"] == "kept")]
        answered = pd.MultiIndex.from_frame(respondents[["respondent_id", "wave"]]).isin(
            pd.MultiIndex.from_frame(kept[["respondent_id", "wave"]])
        )
        values = pd.array(mentioned[:, place].astype("int64"), dtype="Int64")
        values[~answered] = pd.NA
        respondents[theme] = values
    responses = pd.DataFrame(
        {
            "studiedag": np.where(rng.random(len(respondents)) < 0.62, "ja", "nee"),
            "icoach": np.where(rng.random(len(respondents)) < 0.21, "ja", "nee"),
            "tevreden": rng.choice(["ontevreden", "neutraal", "tevreden"], len(respondents), p=[0.2, 0.35, 0.45]),
            "cijfer": rng.normal(6.6, 1.2, len(respondents)).clip(1, 10),
        }
    )
    codings_by_theme = codings.merge(answers, on="answer_id").groupby("theme_id")
    themes["n_answers"] = themes["theme_id"].map(codings_by_theme["answer_id"].nunique()).fillna(0).astype("int64")
    themes["n_respondents"] = themes["n_answers"]
    prevalence = _prevalence(study, respondents, themes, ledger)
    content = {
        "respondents": respondents,
        "labels": _labels(study),
        "ledger": ledger,
        "answers": answers,
        "set_aside": set_aside,
        "segments": segments,
        "codings": codings,
        "themes": themes,
        "prevalence": prevalence,
        "contrasts": _contrasts(study, prevalence, rng),
        "closed": _closed(study, respondents, responses),
    }
    facts = {
        "study": {"id": "proef", "title": "proef", "sha256": "a" * 64},
        "input_files": {"2022.csv": "b" * 64},
        "code": "c" * 64,
        "language_model": {"name": "ingebouwd Nederlands", "id": "nl-1"},
        "encoder": {"name": "USE multilingual v3", "id": "use-1", "dimension": 512},
        "codebook_version": "0",
        "seed": 1,
        "seconds": {"survey": 1.0},
    }
    return EditionContent(
        study, "2026-01-05-concept-0a1b2c", concept, {n: tables.validate(n, f) for n, f in content.items()}, facts
    )


def _respondents(
    study: Study, rng: np.random.Generator, n_institutions: int, n_domains: int, per_wave: int
) -> pd.DataFrame:
    n = per_wave * len(WAVES)
    place = rng.integers(1, n_institutions, n)
    tiny = np.zeros(n, dtype=bool)
    tiny[[w * per_wave + i for w in range(3) for i in range(6)]] = True  # the last institution has 6 in each wave
    place[tiny] = n_institutions
    kinds = np.array(["roc", "aoc", "vakschool"])
    domain = rng.integers(1, n_domains - 1, n).astype(object)
    labels = np.array([f"domein {d}" for d in domain], dtype=object)
    labels[(place == 1) & (rng.random(n) < 0.8)] = "entree"  # taught at one institution only
    for wave in range(3):
        labels[wave * per_wave + 20 : wave * per_wave + 24] = "piepklein"
    score = rng.normal(3.2, 0.6, n).clip(1, 5)
    return pd.DataFrame(
        {
            "respondent_id": [f"r{i % per_wave + 10_000}" for i in range(n)],
            "wave": np.repeat(WAVES, per_wave),
            "weight": 1.0,
            "cluster": [f"Instelling {p:02d}" for p in place],
            "stratum": pd.NA,
            "team": pd.NA,
            "panel": [f"p{i}" for i in range(n)],
            "type": kinds[np.where(place % 6 == 0, 2, np.where(place % 5 == 0, 1, 0))],
            "domein": labels,
            "ervaring": rng.choice(["tot 3", "3 tot 10", "vanaf 10"], n, p=[0.15, 0.35, 0.5]),
            "school": [f"Instelling {p:02d}" for p in place],
            "visie": rng.normal(3.6, 0.7, n).clip(1, 5),
            "vaardig": rng.normal(3.1, 0.8, n).clip(1, 5),
            "gebruik": score,
            "profiel": np.where(score > 3.7, "koplopers", np.where(score < 2.7, "achterblijvers", "peloton")),
        }
    )


def _themes(study: Study, n_themes: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(3)
    questions = [question.id for question in study.questions]
    rows = []
    for i in range(n_themes):
        words = [WORDS[(i * 3 + k) % len(WORDS)] for k in range(5)]
        label = f"{words[0]} en {words[1]}" if i % 4 else f"{words[0]} voor {words[2]} en {words[3]} van {words[4]}"
        rows.append((f"t{i:03d}", questions[i % 3], label, words))
    rows[1] = (rows[1][0], rows[1][1], f"{WORDS[3]} met {RARE}", [WORDS[3], RARE, LOCAL, WORDS[5]])
    rows[2] = (rows[2][0], rows[2][1], f"les over {LOCAL}", [LOCAL, RARE])
    rows[4] = (rows[4][0], "belemmering", "Tekort aan zeldzaamheid", rows[4][3])
    rows[5] = (rows[5][0], rows[5][1], FORMULA, rows[5][3])
    rows[7] = (rows[7][0], "belemmering", "geen belemmering", rows[7][3])
    themes = pd.DataFrame(
        {
            "theme_id": [row[0] for row in rows],
            "parent_id": pd.NA,
            "question": [row[1] for row in rows],
            "label": [row[2] for row in rows],
            "definition": SECRET,
            "words": [", ".join(row[3]) for row in rows],
            "status": "proposed",
            "stability": rng.uniform(0.6, 0.98, n_themes),
            "n_answers": 0,
            "n_respondents": 0,
        }
    )
    return themes, rng.uniform(0.02, 0.3, n_themes)


def _ledger(study: Study, respondents: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for position, question in enumerate(study.questions):
        fate = rng.choice(["kept", "blank", "non_answer", "not_asked"], len(respondents), p=[0.7, 0.2, 0.06, 0.04])
        parts.append(
            pd.DataFrame(
                {
                    "answer_id": [f"a{position}{i:06d}" for i in range(len(respondents))],
                    "respondent_id": respondents["respondent_id"],
                    "wave": respondents["wave"],
                    "question": question.id,
                    "fate": fate,
                }
            )
        )
    return _judged(pd.concat(parts, ignore_index=True))


def _judged(ledger: pd.DataFrame) -> pd.DataFrame:
    """What rules, recognisers and the researcher said of each answer; drawn apart, so that the rest stays as it is."""
    rng = np.random.default_rng(11)
    n = len(ledger)
    rules = {
        "kept": [None],
        "blank": ["leeg"],
        "non_answer": ["niet van toepassing", "weet niet", "lijkt op: weet niet"],
        "not_asked": ["niet gesteld"],
    }
    reason = np.array([rules[fate][i % len(rules[fate])] for i, fate in enumerate(ledger["fate"])], dtype=object)
    unasked, none, kept = (np.flatnonzero(ledger["fate"] == fate) for fate in ("not_asked", "non_answer", "kept"))
    reason[unasked[:3]] = "niet gesteld, toch ingevuld"
    redacted = np.full(n, None, dtype=object)
    touched = rng.choice(kept, len(kept) // 12, replace=False)
    redacted[touched] = np.where(np.arange(len(touched)) % 4 == 0, "e-mail:1;persoon:2", "persoon:1")
    redacted[touched[:2]] = "iban:1"
    redacted[none[:1]] = "persoon:1"
    overruled = np.full(n, None, dtype=object)
    overruled[none[-3:]] = RULING
    marks = np.full(n, None, dtype=object)
    marks[rng.choice(kept, 30, replace=False)] = "unclear_language"
    group = np.full(n, None, dtype=object)
    for rows in (_team(ledger), kept[-4:-2]):
        group[rows] = ledger["answer_id"].iloc[rows[0]]
    return ledger.assign(reason=reason, marks=marks, duplicate_group=group, redacted=redacted, overruled=overruled)


def _team(ledger: pd.DataFrame) -> np.ndarray:
    """Rows of twelve copies of a long answer."""
    copied = (ledger["fate"] == "kept") & (ledger["question"] == "motivatie") & (ledger["wave"] == "2022")
    return np.flatnonzero(copied)[-12:]


def _set_aside(ledger: pd.DataFrame) -> pd.DataFrame:
    """The words of answers that are not kept."""
    said = ledger[(ledger["fate"] == "non_answer") | (ledger["reason"] == "niet gesteld, toch ingevuld")]
    texts = [f"weet niet{'.' * (i % 9)}" for i in range(len(said))]
    texts[0], texts[1] = ASIDE, FORMULA
    return pd.DataFrame({"answer_id": said["answer_id"], "text": texts})


def _texts(
    respondents: pd.DataFrame,
    ledger: pd.DataFrame,
    themes: pd.DataFrame,
    mentioned: np.ndarray,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    kept = ledger[ledger["fate"] == "kept"].reset_index(drop=True)
    words = rng.choice(WORDS, (len(kept), 5))
    texts = [f"ik vind {' '.join(row)} voor en van met over de les" for row in words]
    who = kept.merge(respondents[["respondent_id", "wave", "cluster"]], on=["respondent_id", "wave"], how="left")
    local = np.flatnonzero(who["cluster"] == "Instelling 02")[:40]
    for i in local:
        texts[i] += f" {LOCAL}"
    for i in np.flatnonzero(kept["redacted"].notna()):
        texts[i] += " volgens [persoon] en [e-mail]" if "e-mail" in kept["redacted"][i] else " volgens [persoon]"
    for i in np.flatnonzero(kept["answer_id"].isin(ledger["answer_id"].iloc[_team(ledger)])):
        texts[i] = TEAM
    texts[3] += f" {RARE}"
    texts[4] = SECRET
    texts[5] = FORMULA
    answers = kept[["answer_id", "respondent_id", "wave", "question"]].assign(text=texts, language="nl", n_segments=1)
    answers.loc[answers.index[100:160], "language"] = "en"
    answers.loc[answers.index[160:164], "language"] = "de"
    row = pd.MultiIndex.from_frame(respondents[["respondent_id", "wave"]]).get_indexer(
        pd.MultiIndex.from_frame(kept[["respondent_id", "wave"]])
    )
    of_question = {q: np.flatnonzero(themes["question"] == q) for q in themes["question"].unique()}
    first: list[str | None] = []
    codings = []
    ids = themes["theme_id"].tolist()
    for answer, question, place in zip(kept["answer_id"], kept["question"], row, strict=True):
        own = [ids[t] for t in of_question[question] if mentioned[place, t]]
        first.append(own[0] if own else None)
        codings += [(answer, theme) for theme in own]
    segments = pd.DataFrame(
        {
            "segment_id": "s" + answers["answer_id"],
            "answer_id": answers["answer_id"],
            "start": 0,
            "end": [len(text) for text in texts],
            "text": texts,
            "lemmas": [text.lower() for text in texts],
            "topic_id": first,
            "theme_id": first,
        }
    )
    coded = pd.DataFrame(codings, columns=["answer_id", "theme_id"]).assign(
        segment_id=lambda f: "s" + f["answer_id"],
        source="model",
        coder=pd.NA,
        confidence=lambda f: rng.uniform(0.5, 1, len(f)),
        codebook_version="0",
        inclusion_probability=np.nan,
    )
    return answers, segments, coded


def _interval(share: pd.Series, n: pd.Series) -> tuple[pd.Series, pd.Series]:
    half = 1.96 * np.sqrt((share * (1 - share)).clip(lower=1e-4) / n.clip(lower=1))
    return (share - half).clip(0, 1), (share + half).clip(0, 1)


def _cells(long: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Counts and shares of a long 0/1 table by key."""
    cells = long.groupby(key, observed=True)["value"].agg(n="count", mentions="sum", estimate="mean").reset_index()
    low, high = _interval(cells["estimate"], cells["n"])
    flag = np.where(cells["n"] < 30, "few", np.where(high - low > 0.3, "wide", None))
    return cells.assign(
        mentions=cells["mentions"].astype("int64"),
        n_eff=cells["n"].astype(float),
        deff=1.0,
        df=10.0,
        low=low,
        high=high,
        flag=flag,
        suppressed=False,
    )


def _groupings(study: Study, respondents: pd.DataFrame) -> list[pd.Series]:
    everyone = pd.Series("all", index=respondents.index, name="all")
    return [everyone, *(respondents[grouping] for grouping in study.groupings)]


def _prevalence(study: Study, respondents: pd.DataFrame, themes: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    question = dict(zip(themes["theme_id"], themes["question"], strict=True))
    asked = ledger[ledger["fate"] != "not_asked"].groupby("question")
    key = pd.MultiIndex.from_frame(respondents[["respondent_id", "wave"]])
    put = {q: key.isin(pd.MultiIndex.from_frame(part[["respondent_id", "wave"]])) for q, part in asked}
    frames = []
    for group in _groupings(study, respondents):
        wide = respondents[["wave"]].assign(group=group)
        for denominator in ("answered", "asked"):
            values = respondents[list(question)].astype("float64")
            if denominator == "asked":
                values = pd.DataFrame({t: values[t].fillna(0).where(put[question[t]]) for t in question})
            long = pd.concat([wide, values], axis=1).melt(["wave", "group"], var_name="theme_id")
            cells = _cells(long.dropna(), ["theme_id", "group", "wave"])
            frames.append(cells.assign(grouping=group.name, denominator=denominator))
    found = pd.concat(frames, ignore_index=True)
    return found.assign(question=found["theme_id"].map(question), method="naive")


def _closed(study: Study, respondents: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    frames = []
    numbers = {s.id: respondents[s.id] for s in study.scales} | {"cijfer": responses["cijfer"]}
    for group in _groupings(study, respondents):
        for item, values in numbers.items():
            frame = pd.DataFrame({"wave": respondents["wave"], "group": group, "value": values})
            cells = frame.groupby(["wave", "group"])["value"].agg(n="count", estimate="mean", sd="std").reset_index()
            half = 1.96 * cells["sd"].fillna(1) / np.sqrt(cells["n"])
            frames.append(
                cells.drop(columns="sd").assign(
                    item=item,
                    category=None,
                    statistic="mean",
                    grouping=group.name,
                    low=cells["estimate"] - half,
                    high=cells["estimate"] + half,
                    flag=None,
                )
            )
        for item in ("studiedag", "icoach", "tevreden"):
            dummies = pd.get_dummies(responses[item]).astype(float)
            long = dummies.assign(wave=respondents["wave"], group=group).melt(["wave", "group"], var_name="category")
            cells = _cells(long, ["category", "group", "wave"]).drop(columns=["mentions", "deff"])
            frames.append(cells.assign(item=item, statistic="share", grouping=group.name))
    found = pd.concat([f.astype({"category": "object", "flag": "object"}) for f in frames], ignore_index=True)
    return found.assign(suppressed=False, n_eff=found["n"].astype(float), df=10.0)


def _contrasts(study: Study, prevalence: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    shares = prevalence[prevalence["denominator"] == "answered"]
    index = shares.set_index(["question", "theme_id", "wave", "grouping", "group"])[["n", "estimate"]].to_dict("index")
    cells = shares[["question", "theme_id", "wave"]].drop_duplicates()
    rows = []
    for question, theme, wave in cells.itertuples(index=False):
        everyone = index[question, theme, wave, "all", "all"]
        for contrast in study.contrasts:
            for model in ("raw", "adjusted", "within") if contrast.id == "koplopers" else ("raw",):
                if contrast.group is None:
                    n, difference = everyone["n"], float(rng.normal(0, 0.02))
                else:
                    a = index.get((question, theme, wave, contrast.group, contrast.a))
                    b = index.get((question, theme, wave, contrast.group, contrast.b))
                    if a is None:
                        continue
                    if contrast.b == "rest":
                        rest = everyone["n"] - a["n"]
                        other = (everyone["estimate"] * everyone["n"] - a["estimate"] * a["n"]) / rest
                        b = {"n": rest, "estimate": other}
                    if b is None:
                        continue
                    n, difference = a["n"] + b["n"], a["estimate"] - b["estimate"]
                p = float(np.clip(np.exp(-abs(difference) * 60), 0, 1))
                rows.append(
                    {
                        "question": question,
                        "theme_id": theme,
                        "contrast": contrast.id,
                        "grouping": contrast.group or contrast.scale,
                        "wave": wave,
                        "family": f"{question}:{contrast.id}",
                        "model": model,
                        "method": "naive",
                        "n": n,
                        "difference": difference,
                        "low": difference - 0.04,
                        "high": difference + 0.04,
                        "df": 9.0,
                        "p": p,
                        "q": min(1.0, p * 2),
                    }
                )
    return pd.DataFrame(rows)


def _labels(study: Study) -> pd.DataFrame:
    rows = []
    domain = next(group for group in study.groups if group.id == "domein")
    for position, (code, label) in enumerate((domain.values or {}).items()):
        rows.append(("group", "domein", code, label, position))
    for position, label in enumerate(["tot 3", "3 tot 10", "vanaf 10"]):
        rows.append(("group", "ervaring", label, label, position))
    for position, label in enumerate(["roc", "aoc", "vakschool"]):
        rows.append(("group", "type", f"{position + 1}", label, position))
    for position, label in enumerate(["achterblijvers", "peloton", "koplopers"]):
        rows.append(("profile", "profiel", str(position + 1), label, position))
    for position, label in enumerate(["ontevreden", "neutraal", "tevreden"]):
        rows.append(("closed", "tevreden", str(position + 1), label, position))
    return pd.DataFrame(rows, columns=["kind", "id", "code", "label", "position"])


@pytest.fixture(scope="session")
def make() -> Callable[..., EditionContent]:
    """Build content of another size or state."""
    return make_content


@pytest.fixture(scope="session")
def content() -> EditionContent:
    """Twelve institutions, five domains, ten themes with three sub-themes, three waves of 400 respondents."""
    return with_topics(make_content())


@dataclass(frozen=True)
class Planted:
    """What must not be seen outside onderzoek/."""

    rare: str = RARE
    local: str = LOCAL
    secret: str = SECRET
    formula: str = FORMULA
    aside: str = ASIDE
    ruling: str = RULING
    team: str = TEAM


@pytest.fixture(scope="session")
def planted() -> Planted:
    return Planted()


@dataclass(frozen=True)
class Edition:
    """A published edition."""

    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "publiek" / "site"

    def table(self, name: str, part: str = "publiek") -> pd.DataFrame:
        """A table as it stands on disk."""
        return pd.read_parquet(self.folder / part / "tables" / f"{name}.parquet")

    @property
    def pages(self) -> list[Path]:
        """Every page of the site."""
        return sorted(self.site.rglob("*.html"))

    def page(self, path: str) -> str:
        """The source of a page."""
        return (self.site / path).read_text(encoding="utf-8")

    def sheet(self, path: str, name: str) -> pd.DataFrame:
        """A sheet of a workbook, cells as they are."""
        return pd.read_excel(self.folder / path, sheet_name=name, engine="calamine")


@pytest.fixture(scope="session")
def edition(content: EditionContent, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The small study, published."""
    folder = tmp_path_factory.mktemp("edition")
    publish(content, folder)
    return Edition(folder)

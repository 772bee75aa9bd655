"""The demo study holds what its README promises, and its truth files fit its survey files."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textmining.study import Study
from textmining.study_file import load_study
from textmining.survey import Survey, read_survey

SUBSTANCE = ["theme", "one_off", "elsewhere", "none"]


@pytest.fixture(scope="module")
def demo(repository: Path) -> Path:
    return repository / "data" / "demo"


@pytest.fixture(scope="module")
def study(demo: Path) -> Study:
    return load_study(demo / "monitor.toml")


@pytest.fixture(scope="module")
def survey(study: Study, demo: Path) -> Survey:
    return read_survey(study, demo, profiles=False)


@pytest.fixture(scope="module")
def now(survey: Survey) -> pd.DataFrame:
    """Respondents of 2022."""
    return survey.respondents[survey.respondents["wave"] == "2022"]


@pytest.fixture(scope="module")
def answers(demo: Path, survey: Survey) -> pd.DataFrame:
    """The truth of each open answer beside the text that the survey reader found."""
    found = truth(demo, "answers")
    raw = survey.raw_answers.rename(columns={"respondent_id": "respondent"})
    both = found.merge(raw, on=["wave", "respondent", "question"], how="left", validate="one_to_one", indicator=True)
    assert (both["_merge"] == "both").all()
    return both


def truth(folder: Path, name: str) -> pd.DataFrame:
    text = {"wave": "str", "respondent": "str", "themes": "str", "text": "str"}
    return pd.read_csv(folder / "truth" / f"{name}.csv", dtype=text, keep_default_na=name == "effects")


def make(folder: Path, demo: Path, seed: int) -> None:
    command = [sys.executable, str(demo / "make_demo.py"), "--seed", str(seed), "--to", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def content(path: Path) -> object:
    """The bytes of a file; of a workbook the bytes and dates of its parts, for deflate may differ between machines."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return [(part.filename, part.date_time, book.read(part)) for part in book.infolist()]


# --- the generator --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_committed_files(demo: Path, tmp_path: Path) -> None:
    make(tmp_path, demo, 2022)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 14
    assert [str(path) for path in made if content(tmp_path / path) != content(demo / path)] == []


def test_another_seed_gives_other_answers_and_the_same_promises(demo: Path, tmp_path: Path) -> None:
    make(tmp_path, demo, 7)
    facts, other = (json.loads((folder / "truth" / "facts.json").read_text()) for folder in (demo, tmp_path))
    assert other["respondents"] == facts["respondents"]
    assert other["kept"] != facts["kept"]
    assert sum(other["kept"]["2022"].values()) > 4000
    assert 0.65 <= other["entropy_2022"] <= 0.80


def test_all_committed_files_together_stay_below_six_megabytes(demo: Path) -> None:
    left_by_runs = {"__pycache__", ".textmining"}
    files = [path for path in demo.rglob("*") if path.is_file() and not left_by_runs.intersection(path.parts)]
    assert sum(path.stat().st_size for path in files) < 6_000_000


# --- shape ----------------------------------------------------------------------------------------------------------


def test_the_study_calls_itself_synthetic(study: Study) -> None:
    assert study.id == "demo"
    assert study.study.synthetic
    assert "synthetische gegevens" in study.study.title


def test_the_survey_is_read_without_a_notice(survey: Survey) -> None:
    assert survey.notices == ()


def test_each_wave_has_the_promised_respondents(survey: Survey) -> None:
    assert survey.respondents["wave"].value_counts().to_dict() == {"2017": 1312, "2019": 1604, "2022": 6133}


def test_2022_has_24_rocs_3_aocs_and_5_vakscholen(now: pd.DataFrame) -> None:
    assert now.groupby("type")["cluster"].nunique().to_dict() == {"roc": 24, "aoc": 3, "vakschool": 5}


def test_institutions_that_merged_are_one_in_every_wave(survey: Survey) -> None:
    clusters = survey.respondents.groupby("wave")["cluster"].agg(set)
    assert clusters["2017"] == clusters["2019"] == clusters["2022"]


def test_headcounts_make_a_response_of_38_per_cent(study: Study, now: pd.DataFrame) -> None:
    heads = {part.cluster: part.count for part in study.population}
    assert round(len(now) / sum(heads.values()), 3) == 0.38
    taken = now["cluster"].value_counts()
    assert set(taken.index) == set(heads)
    assert all(count < heads[cluster] for cluster, count in taken.items())


def test_more_than_4000_answers_of_2022_have_substance(answers: pd.DataFrame) -> None:
    kept = answers[(answers["wave"] == "2022") & answers["kind"].isin(SUBSTANCE)]
    assert len(kept) > 4000
    assert (kept["question"].value_counts() > 1000).all()


def test_some_respondents_took_part_in_more_than_one_wave(survey: Survey) -> None:
    waves = survey.respondents.dropna(subset="panel").groupby("panel")["wave"].agg(["size", "nunique"])
    assert (waves["size"] == waves["nunique"]).all()
    assert (waves["nunique"] > 1).sum() > 500
    assert (waves["nunique"] == 3).sum() > 30


# --- profiles and scales --------------------------------------------------------------------------------------------


def test_the_true_classes_are_as_blurred_as_in_a_real_survey(demo: Path) -> None:
    people = truth(demo, "respondents")
    p = people.loc[people["wave"] == "2022", ["p_achterblijvers", "p_peloton", "p_koplopers"]].to_numpy()
    assert p.sum(axis=1) == pytest.approx(1, abs=2e-4)
    p = np.clip(p, 1e-12, 1)
    assert 0.65 <= 1 + (p * np.log(p)).sum() / (len(p) * np.log(3)) <= 0.80


def test_scales_are_reliable_but_not_perfectly(study: Study, survey: Survey) -> None:
    answers = survey.responses[survey.responses["wave"] == "2022"]
    alphas = {}
    for scale in study.scales[:6]:
        items = answers[list(scale.items)].copy()
        items[list(scale.reverse)] = 6 - items[list(scale.reverse)]
        items = items.dropna()
        ratio = items.var().sum() / items.sum(axis=1).var()
        alphas[scale.id] = len(scale.items) / (len(scale.items) - 1) * (1 - ratio)
    assert all(0.75 <= alpha <= 0.90 for alpha in alphas.values()), alphas


def test_institutions_differ_little_on_every_scale(study: Study, now: pd.DataFrame) -> None:
    shares = {scale.id: intraclass(now[scale.id], now["cluster"]) for scale in study.scales[:6]}
    assert all(0.02 <= share <= 0.06 for share in shares.values()), shares


def intraclass(value: pd.Series, cluster: pd.Series) -> float:
    """Share of variance between clusters (analysis of variance)."""
    frame = pd.DataFrame({"y": value, "g": cluster}).dropna()
    size, mean = frame.groupby("g").size(), frame.groupby("g")["y"].mean()
    between = (size * (mean - frame["y"].mean()) ** 2).sum() / (len(size) - 1)
    within = ((frame["y"] - frame["g"].map(mean)) ** 2).sum() / (len(frame) - len(size))
    typical = (len(frame) - (size**2).sum() / len(frame)) / (len(size) - 1)
    return float((between - within) / (between + (typical - 1) * within))


def test_starters_and_entree_use_ict_less_and_vakscholen_creative_and_business_more(now: pd.DataFrame) -> None:
    use = now[["met", "over", "vaardig"]].mean(axis=1)

    def ahead(group: str, value: str) -> float:
        return float(use[now[group] == value].mean() - use[now[group] != value].mean())

    assert ahead("ervaring", "minder dan 3") < -0.1
    assert ahead("domein", "entree") < -0.1
    assert ahead("type", "vakschool") > 0.1
    assert ahead("domein", "creatieve industrie en ict") > 0.1
    assert ahead("domein", "zakelijke dienstverlening") > 0.1


def test_avo_teaches_information_skills_more_and_vocational_instrumental_skills(now: pd.DataFrame) -> None:
    means = now.groupby("vak")[["over_informatie", "over_instrumenteel"]].mean()
    assert means.loc["avo", "over_informatie"] - means.loc["beroepsgericht", "over_informatie"] > 0.2
    assert means.loc["beroepsgericht", "over_instrumenteel"] - means.loc["avo", "over_instrumenteel"] > 0.2


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_has_a_text_exactly_where_the_truth_says_so(answers: pd.DataFrame) -> None:
    empty = answers["kind"].isin(["not_asked", "blank"])
    assert (answers["text"].isna() == empty).all()
    assert (answers["asked"] == (answers["kind"] != "not_asked")).all()


def test_every_answer_of_a_theme_names_one_and_no_other_kind_does(answers: pd.DataFrame) -> None:
    named = answers["kind"].isin(["theme", "none", "elsewhere"])
    assert ((answers["themes"] != "") == named).all()
    own = answers[answers["kind"] == "theme"]
    assert all(
        theme[0] == question[0]
        for themes, question in zip(own["themes"], own["question"], strict=True)
        for theme in themes.split(";")
    )
    assert set(answers.loc[answers["kind"] == "none", "themes"]) == {"b_geen"}


def test_every_theme_of_2022_has_at_least_forty_answers(demo: Path, answers: pd.DataFrame) -> None:
    themes = truth(demo, "themes")
    promised = set(themes.loc[themes["waves"].str.contains("2022"), "theme"])
    kept = answers[(answers["wave"] == "2022") & answers["kind"].isin(["theme", "none"])]
    counts = kept["themes"].str.split(";").explode().value_counts()
    assert len(promised) == 32
    assert set(counts.index) == promised
    assert counts.min() >= 40


def test_one_theme_is_new_in_2022_and_another_vanished_after_2017(answers: pd.DataFrame) -> None:
    waves = answers.assign(theme=answers["themes"].str.split(";")).explode("theme").groupby("theme")["wave"].agg(set)
    assert waves["m_corona"] == {"2022"}
    assert waves["m_register"] == {"2017"}


def test_about_three_in_ten_answers_hold_several_themes(answers: pd.DataFrame) -> None:
    own = answers[answers["kind"] == "theme"]
    assert 0.25 <= own["themes"].str.contains(";").mean() <= 0.35


def test_eight_per_cent_of_the_answers_with_substance_are_one_off(answers: pd.DataFrame) -> None:
    now = answers[answers["wave"] == "2022"]
    said = now[now["kind"].isin(["theme", "one_off", "elsewhere"])]
    assert said["one_off"].mean() == pytest.approx(0.08, abs=0.005)
    assert ((answers["one_off"] == 1) == (answers["kind"] == "one_off")).all()


def test_no_one_off_text_occurs_twice_in_the_whole_study(answers: pd.DataFrame) -> None:
    assert answers.loc[answers["kind"] == "one_off", "text"].str.lower().is_unique


def test_a_long_answer_seldom_recurs_word_for_word(answers: pd.DataFrame) -> None:
    own = answers[(answers["wave"] == "2022") & (answers["kind"] == "theme") & (answers["copied"] == 0)]
    texts = own["text"].str.lower().str.strip(" .!")
    long = texts[texts.str.split().str.len() >= 6]
    assert len(long) > 1500
    assert long.duplicated().mean() < 0.02


def test_a_few_teams_hand_in_one_text(answers: pd.DataFrame, survey: Survey) -> None:
    people = survey.respondents[["wave", "respondent_id", "team"]].rename(columns={"respondent_id": "respondent"})
    copied = answers[answers["copied"] > 0].merge(people, on=["wave", "respondent"])
    groups = copied.groupby("copied")
    assert len(groups) >= 10
    assert (groups.size() >= 2).all()
    assert (groups[["text", "team", "themes"]].nunique() == 1).all(axis=None)


def test_koplopers_answer_more_often_and_at_more_length(demo: Path, answers: pd.DataFrame) -> None:
    both = answers[answers["wave"] == "2022"].merge(truth(demo, "respondents"), on=["wave", "respondent"])
    asked = both[both["asked"]]
    rates = asked["kind"].isin(SUBSTANCE).groupby(asked["class"]).mean()
    lengths = asked["text"].str.len()[asked["kind"] == "theme"].groupby(asked["class"]).mean()
    assert rates["koplopers"] > rates["peloton"] > rates["achterblijvers"]
    assert lengths["koplopers"] > lengths["peloton"] > lengths["achterblijvers"]


def test_personal_data_stands_where_the_truth_says(demo: Path, answers: pd.DataFrame) -> None:
    personal = truth(demo, "personal")
    texts = answers.set_index(["wave", "respondent", "question"])["text"]
    for row in personal.itertuples():
        assert texts[row.wave, row.respondent, row.question][row.start : row.end] == row.text
    kinds = personal.groupby(["wave", "respondent", "question"])["kind"].agg(lambda k: ";".join(sorted(set(k))))
    named = answers[answers["personal"] != ""].set_index(["wave", "respondent", "question"])["personal"]
    pd.testing.assert_series_equal(kinds.sort_index(), named.sort_index(), check_names=False)
    assert (personal["kind"].value_counts()[["person", "e-mail", "phone"]] >= [150, 15, 10]).all()


def test_what_was_marked_leaves_no_trace_of_the_way_it_was_made(answers: pd.DataFrame) -> None:
    texts = answers["text"].dropna()
    assert not texts.str.contains(r"[\uE000-\uF8FF]|[{}]|<opl>|<stud>", regex=True).any()


def test_some_encodings_are_broken_once_or_twice(answers: pd.DataFrame) -> None:
    texts = answers.loc[answers["kind"].isin(SUBSTANCE), "text"]
    assert texts.str.contains("Ã|â€").sum() > 40
    assert texts.str.contains("Ãƒ|Ã¢").sum() > 5
    assert texts.str.contains(r"&\w+;|<br>|<p>").sum() > 40


# --- effects --------------------------------------------------------------------------------------------------------


def test_at_least_ten_themes_have_exactly_no_effect_in_any_contrast(demo: Path) -> None:
    effects = truth(demo, "effects")
    null = effects[effects["null"]]
    assert null["theme"].nunique() >= 10
    assert (null["points"] == 0).all()
    assert (null["log_odds"] == 0).all()
    assert null["share_a"].dropna().to_numpy() == pytest.approx(null["share_b"].dropna().to_numpy(), abs=1e-9)


def test_every_declared_contrast_has_its_planted_effects(study: Study, demo: Path) -> None:
    effects = truth(demo, "effects")
    declared = {contrast.id.removesuffix("_binnen") for contrast in study.contrasts}
    assert set(effects["contrast"]) == declared
    assert (effects.groupby("theme")["contrast"].nunique() == len(declared)).all()


def test_answers_show_the_planted_differences_between_koplopers_and_the_rest(demo: Path, answers: pd.DataFrame) -> None:
    both = answers[(answers["wave"] == "2022") & answers["kind"].isin(SUBSTANCE)]
    both = both.merge(truth(demo, "respondents"), on=["wave", "respondent"])
    effects = truth(demo, "effects").query("contrast == 'koplopers' and log_odds != 0").set_index("theme")
    assert len(effects) >= 8
    for theme, planted in effects["points"].items():
        own = both[both["question"].str[0] == str(theme)[0]]
        names = own["themes"].str.split(";").map(lambda themes, theme=theme: theme in themes)
        shares = names.groupby(own["class"] == "koplopers").mean()
        assert 100 * (shares[True] - shares[False]) == pytest.approx(planted, abs=6), theme

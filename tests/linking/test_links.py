"""The stage as a whole."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from textmining import tables
from textmining.errors import StageError
from textmining.linking import link
from textmining.study_file import load_study, parse_study
from textmining.survey import answer_ids, read_survey


@pytest.mark.parametrize("name", ["prevalence", "contrasts", "closed", "respondents"])
def test_every_table_keeps_its_contract(links, name: str) -> None:
    frame = getattr(links, name)
    assert_frame_equal(tables.validate(name, frame), frame)


def test_results_do_not_depend_on_the_order_of_any_table(given, links) -> None:
    changes = {
        name: getattr(given, name).sample(frac=1, random_state=4).reset_index(drop=True)
        for name in ("respondents", "responses", "labels", "ledger", "themes", "codings")
    }
    shuffled = given.having(**changes).link()
    for name in ("prevalence", "contrasts", "closed", "respondents"):
        assert_frame_equal(getattr(shuffled, name), getattr(links, name), check_exact=True)


def test_results_do_not_depend_on_the_ids_of_answers(given, links) -> None:
    new = {old: f"x{hash_}" for hash_, old in enumerate(reversed(given.ledger["answer_id"]))}
    renamed = given.having(
        ledger=given.ledger.assign(answer_id=given.ledger["answer_id"].map(new)),
        codings=given.codings.assign(answer_id=given.codings["answer_id"].map(new)),
    ).link()
    assert_frame_equal(renamed.prevalence, links.prevalence, check_exact=True)
    assert_frame_equal(renamed.contrasts, links.contrasts, check_exact=True)


def test_respondents_carry_a_column_per_theme(links, survey) -> None:
    assert links.respondents["respondent_id"].tolist() == survey["id"].tolist()
    expected = survey["common"].where(survey["answered"] == 1).astype("Int8")
    assert links.respondents["common"].tolist() == expected.tolist()


def test_the_given_tables_are_left_as_they_were(given, survey) -> None:
    before = given.respondents.copy()
    given.link()
    assert_frame_equal(given.respondents, before)


def test_a_theme_with_the_name_of_a_group_is_an_error(given) -> None:
    themes = given.themes.assign(theme_id=given.themes["theme_id"].replace({"rare": "group"}))
    codings = given.codings.assign(theme_id=given.codings["theme_id"].replace({"rare": "group"}))
    with pytest.raises(StageError, match="'group' is the id of a theme and of a column"):
        given.having(themes=themes, codings=codings).link()


def test_all_weights_zero_is_a_clear_error(given) -> None:
    with pytest.raises(StageError, match="wave 2022: every weight is zero"):
        given.having(weight=0.0).link()


def test_a_study_without_groups_scales_and_contrasts_gives_overall_shares(given) -> None:
    study = parse_study(
        {
            "study": {"id": "s", "title": "S"},
            "waves": [{"id": "2022", "file": "f.csv"}],
            "columns": {"respondent": "id"},
            "questions": [{"id": "q1", "column": "q1", "text": "Wat?"}],
        },
        "study.toml",
    )
    links = given.having(study=study, cluster=pd.NA, weight=1.0).link()
    assert links.prevalence["group"].tolist() == ["all"] * 4
    assert len(links.contrasts) == len(links.closed) == 0


def coded_by_words(patterns: dict[str, str], study, survey):
    """Tables of a survey of which a theme is "the answer matches a regular expression"."""
    answers = survey.raw_answers.assign(answer_id=answer_ids(survey.raw_answers, b"k" * 32))
    said = answers["text"].fillna("").str.strip()
    ledger = answers.assign(fate=np.where(said == "", "blank", "kept"), reason=None, marks=None)
    found = {theme: said.str.contains(pattern, flags=re.IGNORECASE) for theme, pattern in patterns.items()}
    codings = pd.concat(
        [pd.DataFrame({"answer_id": answers.loc[hit, "answer_id"], "theme_id": theme}) for theme, hit in found.items()]
    ).assign(source="model", confidence=1.0)
    question = study.questions[0].id
    themes = pd.DataFrame(
        {"theme_id": list(patterns), "parent_id": None, "question": question, "status": "proposed"}, dtype="object"
    )
    return link(study, survey.respondents, survey.responses, survey.labels, ledger, themes, codings)


def test_known_signals_of_a_real_survey_are_found(shared_data, repository) -> None:
    folder = shared_data / "lezersonderzoek"
    study = load_study(repository / "tests" / "data" / "lezersonderzoek" / "study.toml")
    survey = read_survey(study, folder)
    patterns = {"spanning": r"\bspannend", "stijl": r"\b(?:stijl|schrijfstijl|taal|taalgebruik|woordgebruik)\b"}
    links = coded_by_words(patterns, study, survey)
    rows = links.contrasts.set_index(["contrast", "theme_id"])
    for row in (rows.loc[("spanning", "spanning")], rows.loc[("hoog_laag", "stijl")]):
        assert row["difference"].item() > 0.05
        assert row["q"].item() < 0.001
    genre = links.prevalence.query("theme_id == 'spanning' and grouping == 'genre' and denominator == 'answered'")
    assert genre.loc[genre["estimate"].idxmax(), "group"] == "Spanning"

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmining.errors import StudyError
from textmining.study import Study
from textmining.study_file import load_study, parse_study

FULL = """
[study]
id = "monitor"
title = "Monitor"
reference_wave = 2022

[[waves]]
id = 2019
file = "a.csv"
columns = { instelling = "inst" }

[[waves]]
id = 2022
file = "b.sav"

[columns]
respondent = "nr"
cluster = "instelling"

[missing]
domein = [99, "x"]

[[groups]]
id = "domein"
label = "Domein"
column = "domein"
values = { 1 = "zorg", 2 = "techniek" }

[[groups]]
id = "ervaring"
label = "Ervaring"
column = "jaren"
cuts = [3, 10]
waves = [2022]

[[scales]]
id = "gebruik"
label = "Gebruik"
items = ["g1", "g2"]
reverse = ["g2"]
range = [1, 5]

[profile]
scales = ["gebruik"]

[[closed]]
id = "cijfer"
label = "Cijfer"
column = "cijfer"

[[questions]]
id = "weg"
column = "weg"
text = "Wat staat u in de weg?"
none = "geen belemmering"
asked = { column = "doet", values = [1] }
themes = [{ label = "tijd", examples = ["geen tijd"] }]

[[questions]]
id = "hoe"
column = "hoe"
text = "Hoe?"
codebook = "weg"

[[contrasts]]
id = "c1"
family = "profiel"
group = "profiel"
a = "koplopers"
b = "rest"
within = "cluster"
adjust = ["domein", "gebruik"]

[[population]]
cluster = 12
wave = 2022
count = 200

[merged]
12 = 13
"""


@pytest.fixture
def data() -> dict[str, Any]:
    return tomllib.loads(FULL)


def problems(data: dict[str, Any]) -> list[str]:
    with pytest.raises(StudyError) as caught:
        parse_study(data, "study.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_full_study_is_read(data: dict[str, Any]) -> None:
    before = copy.deepcopy(data)
    study = parse_study(data, "study.toml")
    assert data == before
    assert [wave.id for wave in study.waves] == ["2019", "2022"]
    assert study.reference_wave == "2022"
    assert study.groups[1].waves == ("2022",)
    assert (study.population[0].cluster, study.population[0].wave, study.merged) == ("12", "2022", {"12": "13"})
    assert list(study.groupings) == ["domein", "ervaring", "profiel"]


@pytest.mark.parametrize("name", ["study.toml", "study_csv.toml"])
def test_the_study_files_of_the_readers_survey_are_read(repository: Path, name: str) -> None:
    assert load_study(repository / "tests" / "data" / "lezersonderzoek" / name).id == "lezersonderzoek"


def test_an_unknown_key_is_told_with_its_place_and_the_nearest_key(data: dict[str, Any]) -> None:
    data["groups"][0]["colum"] = "x"
    data["colums"] = {}
    assert problems(data) == [
        "study.toml: [[groups]] domein: colum: is not a key of a study file. Names that look alike: 'column'.",
        "study.toml: [colums]: is not a key of a study file. Names that look alike: 'columns', 'groups', 'closed'.",
    ]


def test_a_missing_key_is_told_with_its_place(data: dict[str, Any]) -> None:
    del data["questions"][0]["text"]
    assert problems(data)[0].startswith("study.toml: [[questions]] weg: text: is missing.")


def test_everything_wrong_is_told_at_once(data: dict[str, Any]) -> None:
    data["topics"] = {"granularity": "groff", "seed": -1}
    data["scales"][0]["range"] = [5, 1]
    del data["study"]["title"]
    assert len(problems(data)) == 4


def change(path: str, value: object) -> Any:
    """Change one place of the full study; a step is a key or a number."""

    def apply(data: dict[str, Any]) -> None:
        *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        part: Any = data
        for step in steps:
            part = part[step]
        part[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("study.reference_wave", "2023", "[study] reference_wave: '2023' is not a wave of this study."),
        ("groups.0.waves", ["2021"], "[[groups]] domein: waves: '2021' is not a wave of this study."),
        ("profile.scales", ["gebriuk"], "[profile] scales: 'gebriuk' is not a scale of this study. Names that look"),
        ("scales.0.waves", ["2019"], "[profile] scales: 'gebruik' is not in wave '2022', where the profile is fitted."),
        ("contrasts.0.group", "school", "[[contrasts]] c1: group: 'school' is not a group of this study."),
        ("contrasts.0.adjust", ["school"], "[[contrasts]] c1: adjust: 'school' is not a group or scale"),
        ("contrasts.0.b", "koplopers", "[[contrasts]] c1: a and b are both 'koplopers'."),
        ("columns.cluster", None, "[[contrasts]] c1: within: there is no cluster column."),
        ("questions.1.codebook", "wat", "[[questions]] hoe: codebook: 'wat' is not a question of this study."),
        ("questions.1.codebook", "hoe", "[[questions]] hoe: codebook: 'hoe' has no codebook of its own."),
        ("groups.1.id", "domein", "the id 'domein' occurs twice."),
        ("closed.0.id", "gebruik", "the id 'gebruik' occurs twice."),
        ("waves.1.id", "2019", "waves: the id '2019' occurs twice."),
        ("waves.1.file", "a.csv", "'a.csv' serves several waves. Name the column that tells them apart"),
        ("groups.0.id", "weight", "'weight' is a name the tables use themselves."),
        ("profile.id", "wave", "'wave' is a name the tables use themselves."),
        ("scales.0.items", ["wave", "g2"], "[[scales]] gebruik: 'wave' is a name the tables use themselves."),
        ("closed.0.id", "g1", "[[closed]] g1: has the name of an item of [[scales]] gebruik."),
        ("groups.0.id", "9a", "'9a' cannot be an id"),
        ("scales.0.range", [float("nan"), 5], "finite number"),
        ("scales.0.reverse", ["g3"], "reverse names 'g3', which is not in items. Names that look alike: 'g"),
        ("topics.granularity", "groff", "[topics]: granularity: is 'groff'. Choose 'grof', 'middel' or 'fijn'."),
        ("waves.0.id", True, "[[waves]] True: id: Input should be a valid string."),
        ("topics.seed", 2**70, "topics: holds a number of more than 64 bits."),
    ],
)
def test_what_cannot_be_is_told_with_its_place(data: dict[str, Any], path: str, value: object, told: str) -> None:
    data["topics"] = {}
    change(path, value)(data)
    if value is None:
        del data["columns"]["cluster"]
    assert any(told in line for line in problems(data)), problems(data)


def test_a_closed_question_may_be_the_mean_of_an_item_under_its_own_name(data: dict[str, Any]) -> None:
    data["closed"][0] = {"id": "g1", "label": "G1", "column": "g1", "statistic": "mean"}
    assert parse_study(data, "study.toml").closed[0].id == "g1"


def test_a_list_with_one_wrong_part_is_not_also_called_too_short(data: dict[str, Any]) -> None:
    data["waves"] = [{"id": "2022", "file": 3}]
    del data["study"]["reference_wave"]
    assert problems(data) == ["study.toml: [[waves]] 2022: file: Input should be a valid string."]


def test_very_many_problems_are_counted(data: dict[str, Any]) -> None:
    data.update({f"x{n}": 1 for n in range(500)})
    told = problems(data)
    assert len(told) == 101
    assert told[-1] == "study.toml: and 400 more problems."


def write(folder: Path, content: bytes | str) -> Path:
    path = folder / "study.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[study\nid = 1", "line 1"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)"),
        (".".join(["a"] * 200_000) + " = 1", "line 1 has more than 100 dots"),
        ("a = " + "[" * 100_000, "is not valid TOML"),
        ("a = " + "9" * 10_000, "is not valid TOML"),
        ("# x\n" * 300_000, "is larger than 1 MB"),
    ],
)
def test_what_is_no_study_file_is_one_message(tmp_path: Path, content: bytes | str, told: str) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, content))
    assert len(caught.value.problems) == 1
    assert told in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_study(tmp_path: Path) -> None:
    assert load_study(write(tmp_path, b"\xef\xbb\xbf" + FULL.encode())).id == "monitor"


def test_a_missing_study_file_is_told_with_those_nearby(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    with pytest.raises(StudyError, match=r"there is no such file. Found nearby: .*study\.toml"):
        load_study(tmp_path / "studie.toml")


def test_a_folder_is_no_study_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is not a file"):
        load_study(tmp_path)


def refused_or_read(read: Callable[[], Study]) -> None:
    refused = study = None
    try:
        study = read()
    except StudyError as error:
        refused = error.problems
    assert study is not None or (refused and all(problem.where and problem.what for problem in refused))


toml_values = st.recursive(
    st.one_of(st.integers(), st.floats(), st.booleans(), st.text(max_size=8), st.dates(), st.times()),
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(st.text(max_size=8), part, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(place=st.integers(0, 10**6), value=toml_values)
def test_any_value_anywhere_is_a_study_or_a_study_error(place: int, value: object) -> None:
    data = tomllib.loads(FULL)
    spots: list[tuple[Any, Any]] = []
    stack: list[Any] = [data]
    while stack:
        part = stack.pop()
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            spots.append((part, key))
            if isinstance(inner, dict | list):
                stack.append(inner)
    part, key = spots[place % len(spots)]
    part[key] = value
    refused_or_read(lambda: parse_study(data, "study.toml"))


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, len(FULL)), put=st.binary(max_size=6), cut=st.integers(0, 20))
def test_mutated_text_is_a_study_or_a_study_error(tmp_path: Path, place: int, put: bytes, cut: int) -> None:
    text = FULL.encode()
    path = write(tmp_path, text[:place] + put + text[place + cut :])
    refused_or_read(lambda: load_study(path))


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"address": "https://a.nl/v1"}, "needs both address and model"),
        ({"key_env": "SLEUTEL"}, "key_env goes with address and model"),
        ({"address": "http://a.nl/v1", "model": "m"}, "sends answers over the network unprotected"),
        ({"address": "https://u:p@a.nl/v1", "model": "m"}, "must not hold a name, key or query"),
        ({"address": "a.nl", "model": "m"}, "must be a web address"),
        ({"address": "https://[a", "model": "m"}, "must be a web address"),
    ],
)
def test_language_model_that_cannot_be_is_told(data: dict[str, Any], labels: dict[str, str], told: str) -> None:
    data["labels"] = labels
    (problem,) = problems(data)
    assert problem.startswith("study.toml: [labels]")
    assert told in problem


def test_key_in_place_of_the_name_of_a_variable_is_refused_and_not_repeated(data: dict[str, Any]) -> None:
    data["labels"] = {"address": "https://a.nl/v1", "model": "m", "key_env": "sk-geheim123"}
    (problem,) = problems(data)
    assert "must name an environment variable" in problem
    assert "geheim" not in problem


def test_language_model_is_off_by_default_and_may_run_on_this_machine(data: dict[str, Any]) -> None:
    assert parse_study(data, "study.toml").labels.address is None
    data["labels"] = {"address": "http://localhost:11434/v1/", "model": "m"}
    assert parse_study(data, "study.toml").labels.address == "http://localhost:11434/v1"

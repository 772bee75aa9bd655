"""Reading study.toml. Every error names the file, the line or key, and the remedy."""

from __future__ import annotations

import os
import stat
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, get_args

from pydantic import ValidationError

from textmining.errors import Problem, StudyError
from textmining.study import Closed, Group, Profile, Scale, Study, nearest

__all__ = ["load_study", "parse_study"]

MAX_BYTES = 1_000_000
"""A study file is written by hand; a larger one is a mistake or an attack."""

MAX_DOTS = 100
"""In one line: a dotted key takes memory by the square of its parts."""

MAX_PROBLEMS = 100
"""More are counted, not told."""

# --- what one model cannot see --------------------------------------------------------------------------------------


def _references(study: Study, file: str) -> list[Problem]:
    """References between parts of the study that lead nowhere, and ids that occur twice."""
    problems: list[Problem] = []

    def refer(where: str, name: str | None, known: Iterable[str], kind: str) -> None:
        known = list(known)
        if name is not None and name not in known:
            remedy = nearest(name, known) or f"Known: {', '.join(known) or 'none'}."
            problems.append(Problem(f"{file}: {where}", f"{name!r} is not a {kind} of this study.", remedy))

    waves = [wave.id for wave in study.waves]
    for kind, ids in {
        "waves": waves,
        "groups, scales, profile and closed": [
            *(group.id for group in study.groups),
            *(scale.id for scale in study.scales),
            *([study.profile.id] if study.profile else []),
            *(closed.id for closed in study.closed),
        ],
        "questions": [question.id for question in study.questions],
        "contrasts": [contrast.id for contrast in study.contrasts],
    }.items():
        for twice in sorted(i for i, count in Counter(ids).items() if count > 1):
            problems.append(Problem(f"{file}: {kind}", f"the id {twice!r} occurs twice.", "Give each its own id."))
    parts: tuple[Group | Scale | Closed | Profile, ...] = (
        *study.groups,
        *study.scales,
        *study.closed,
        *([study.profile] if study.profile else []),
    )
    for part_id in (part.id for part in parts):
        if part_id in _RESERVED:
            problems.append(
                Problem(f"{file}: id", f"{part_id!r} is a name the tables use themselves.", "Choose another.")
            )
    problems += _item_clashes(study, file)
    files = [PurePath(wave.file) for wave in study.waves]
    if study.columns.wave is None:
        for twice_file in sorted(str(f) for f, count in Counter(files).items() if count > 1):
            problems.append(
                Problem(
                    f"{file}: [[waves]] file",
                    f"{twice_file!r} serves several waves.",
                    "Name the column that tells them apart: [columns] wave.",
                )
            )
    refer("[study] reference_wave", study.study.reference_wave, waves, "wave")
    for list_name in ("groups", "scales", "closed", "questions"):
        for part in getattr(study, list_name):
            for wave in part.waves or ():
                refer(f"[[{list_name}]] {part.id}: waves", wave, waves, "wave")
    scales = [scale.id for scale in study.scales]
    for name in study.profile.scales if study.profile else ():
        refer("[profile] scales", name, scales, "scale")
        if any(scale.id == name and not scale.in_wave(study.reference_wave) for scale in study.scales):
            problems.append(
                Problem(
                    f"{file}: [profile] scales",
                    f"{name!r} is not in wave {study.reference_wave!r}, where the profile is fitted.",
                    "Leave it out, or name another wave: [study] reference_wave.",
                )
            )
    for contrast in study.contrasts:
        where = f"[[contrasts]] {contrast.id}"
        refer(f"{where}: group", contrast.group, study.groupings, "group")
        refer(f"{where}: scale", contrast.scale, scales, "scale")
        for name in contrast.adjust:
            refer(f"{where}: adjust", name, [*study.groupings, *scales], "group or scale")
        if contrast.a is not None and contrast.a == contrast.b:
            problems.append(
                Problem(f"{file}: {where}", f"a and b are both {contrast.a!r}.", 'Name two, or b = "rest".')
            )
        if contrast.within and study.columns.cluster is None:
            problems.append(
                Problem(f"{file}: {where}: within", "there is no cluster column.", "Name it: [columns] cluster.")
            )
    questions = [question.id for question in study.questions]
    for question in study.questions:
        refer(f"[[questions]] {question.id}: codebook", question.codebook, questions, "question")
        if any(other.id == question.codebook and other.codebook is not None for other in study.questions):
            problems.append(
                Problem(
                    f"{file}: [[questions]] {question.id}: codebook",
                    f"{question.codebook!r} has no codebook of its own.",
                    "Name the question that the codebook belongs to.",
                )
            )
    for population in study.population:
        refer("[[population]] group", population.group, study.groupings, "group")
        refer("[[population]] wave", population.wave, waves, "wave")
    return problems


_RESERVED = {"respondent_id", "wave", "weight", "cluster", "stratum", "team", "panel", "all"}


def _item_clashes(study: Study, file: str) -> list[Problem]:
    """Items and closed questions that would need one column of the table of responses for two things."""
    items = {item: scale.id for scale in study.scales for item in scale.items}
    problems = [
        Problem(
            f"{file}: [[scales]] {items[name]}", f"{name!r} is a name the tables use themselves.", "Rename the column."
        )
        for name in ("respondent_id", "wave")
        if name in items
    ]
    for closed in study.closed:
        if closed.id in items and (closed.column != closed.id or closed.statistic != "mean"):
            problems.append(
                Problem(
                    f"{file}: [[closed]] {closed.id}",
                    f"has the name of an item of [[scales]] {items[closed.id]}.",
                    'Give it another id; only a mean of that same item may share it (statistic = "mean").',
                )
            )
    return problems


# --- reading --------------------------------------------------------------------------------------------------------


def load_study(path: Path) -> Study:
    """Read and check a study file.

    Raises
    ------
    StudyError
        With every problem that the file itself shows: unreadable, not TOML (with the line), unknown keys with the
        nearest known ones, values of the wrong kind, ids that occur twice or lead nowhere.
    """
    name = path.name
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise StudyError(
                Problem(str(path), "is not a file.", "Name the study file itself, as in: textmining check study.toml")
            )
        if status.st_size > MAX_BYTES:
            raise StudyError(
                Problem(name, f"is larger than {MAX_BYTES // 1_000_000} MB.", "A study file is a short text file.")
            )
        text = path.read_bytes().decode("utf-8-sig")
        crowded = next((n for n, line in enumerate(text.splitlines(), 1) if line.count(".") > MAX_DOTS), None)
        if crowded:
            told = f"line {crowded} has more than {MAX_DOTS} dots."
            raise StudyError(Problem(name, told, 'Spread it over several lines; """ encloses long text.'))
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise StudyError(Problem(str(path), "there is no such file.", _files_near(path))) from None
    except OSError as error:
        raise StudyError(
            Problem(str(path), f"cannot be read ({os.strerror(error.errno or 0)}).", "Check the path and its rights.")
        ) from None
    except UnicodeDecodeError as error:
        raise StudyError(Problem(name, f"is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.")) from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise StudyError(
            Problem(
                name,
                f"is not valid TOML: {error}.",
                "Correct that line; text stands between straight quotes, and paths are written with /.",
            )
        ) from None
    return parse_study(data, name)


def parse_study(data: Mapping[str, Any], file: str) -> Study:
    """Turn parsed TOML into a study; raises ``StudyError`` as ``load_study`` does."""
    try:
        vast = [place for place, number in _integers(data) if abs(number) >= 2**63]
        if vast:
            raise StudyError(Problem(f"{file}: {vast[0]}", "holds a number of more than 64 bits.", "Correct it."))
        study = Study.model_validate(_with_text_keys(data))
    except ValidationError as error:
        raise StudyError(_told(_said(error, data, file), file)) from None
    except RecursionError:
        raise StudyError(Problem(file, "is nested too deeply.", "A study file has two levels.")) from None
    problems = _references(study, file)
    if problems:
        raise StudyError(_told(problems, file))
    return study


def _integers(value: object, place: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number in parsed TOML, with the key at the top that it is under."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _integers(part, place or str(key))
    elif isinstance(value, list):
        for part in value:
            yield from _integers(part, place)
    elif isinstance(value, int):
        yield place, value


def _said(error: ValidationError, data: Mapping[str, Any], file: str) -> list[Problem]:
    """Pydantic's errors in words; a list that is too short only because its parts are wrong is not one of them."""
    errors: list[dict[str, Any]] = [dict(e) for e in error.errors(include_url=False)]
    places = {tuple(e["loc"])[:1] for e in errors if len(e["loc"]) > 1}
    return [_problem(e, data, file) for e in errors if e["type"] != "too_short" or tuple(e["loc"]) not in places]


def _told(problems: list[Problem], file: str) -> list[Problem]:
    more = len(problems) - MAX_PROBLEMS
    return [*problems[:MAX_PROBLEMS], *([Problem(file, f"and {more} more problems.")] if more > 0 else [])]


def _with_text_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which ids of waves and codes of clusters are text; a year may be written as a number."""
    text_keys = {"id", "wave", "waves", "reference_wave", "cluster", "value"}

    def text_of(value: object) -> object:
        if isinstance(value, list):
            return [text_of(v) for v in value]
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def part_of(part: object) -> object:
        return {k: text_of(v) if k in text_keys else v for k, v in part.items()} if isinstance(part, dict) else part

    copy: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, list):
            copy[key] = [part_of(part) for part in value]
        else:
            copy[key] = part_of(value) if key == "study" else value
    if isinstance(copy.get("merged"), dict):
        copy["merged"] = {old: text_of(new) for old, new in copy["merged"].items()}
    return copy


def _problem(error: dict[str, Any], data: Mapping[str, Any], file: str) -> Problem:
    """One pydantic error in words: where in the study file, what, and what to do."""
    location = tuple(error["loc"])
    where = _where(location, data)
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        known = _known_keys(location[:-1])
        remedy = nearest(str(location[-1]), known) or f"Known here: {', '.join(known)}."
        return Problem(f"{file}: {where}", "is not a key of a study file.", remedy)
    if kind == "missing":
        return Problem(f"{file}: {where}", "is missing.", "Add it; docs/onderzoeker.md shows an example.")
    if kind == "literal_error":
        return Problem(f"{file}: {where}", f"is {given!r}.", f"Choose {error['ctx']['expected']}.")
    message = str(error["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        message = f"{given!r} cannot be an id: start with a letter, then letters, digits, - or _, at most 64."
    return Problem(f"{file}: {where}", message if message.endswith(".") else f"{message}.", "")


def _where(location: tuple[Any, ...], data: Mapping[str, Any]) -> str:
    """``("groups", 2, "column")`` as ``[[groups]] domein: column``."""
    if not location:
        return "study file"
    head = str(location[0])
    rest = list(location[1:])
    value: Any = data.get(head)
    if isinstance(value, list):
        title = f"[[{head}]]"
        if rest and isinstance(rest[0], int):
            index = rest.pop(0)
            part = value[index] if index < len(value) else {}
            title += f" {part.get('id', f'number {index + 1}') if isinstance(part, dict) else f'number {index + 1}'}"
    elif isinstance(value, dict):
        title = f"[{head}]"
    else:
        title = head
    return f"{title}: {'.'.join(str(r) for r in rest)}" if rest else title


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    """The keys that are known at a place in the study file."""
    model: Any = Study
    for step in location:
        if isinstance(step, int):
            continue
        field = getattr(model, "model_fields", {}).get(step)
        if field is None:
            return []
        model = field.annotation
        while not hasattr(model, "model_fields") and get_args(model):
            model = get_args(model)[0]
    return list(getattr(model, "model_fields", {}))


def _files_near(path: Path) -> str:
    """A remedy that names the study files around a path that does not exist."""
    folder = path if path.is_dir() else path.parent
    found = (
        sorted(p.as_posix() for p in (*folder.glob("*.toml"), *folder.glob("*/*.toml")))[:3] if folder.is_dir() else []
    )
    return f"Found nearby: {', '.join(found)}." if found else "Check the path."

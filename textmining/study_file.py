"""Reading study.toml. Every error names the file, the line or key, and the remedy."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any, get_args

from pydantic import ValidationError

from textmining.errors import Problem, StudyError
from textmining.study import Study, nearest

__all__ = ["load_study", "parse_study"]

MAX_BYTES = 2_000_000
"""A study file is written by hand; a larger one is a mistake or an attack."""

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
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            problems.append(Problem(f"{file}: {kind}", f"the id {twice!r} occurs twice.", "Give each its own id."))
    reserved = {"respondent_id", "wave", "weight", "cluster", "stratum", "team", "panel", "all"}
    for part_id in (p.id for parts in (study.groups, study.scales, study.closed) for p in parts):
        if part_id in reserved:
            problems.append(
                Problem(f"{file}: id", f"{part_id!r} is a name the tables use themselves.", "Choose another.")
            )
    files = [PurePath(wave.file) for wave in study.waves]
    if study.columns.wave is None:
        for twice_file in sorted({str(f) for f in files if files.count(f) > 1}):
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
    for scale in study.profile.scales if study.profile else ():
        refer("[profile] scales", scale, scales, "scale")
    for contrast in study.contrasts:
        where = f"[[contrasts]] {contrast.id}"
        refer(f"{where}: group", contrast.group, study.groupings, "group")
        refer(f"{where}: scale", contrast.scale, scales, "scale")
        for name in contrast.adjust:
            refer(f"{where}: adjust", name, [*study.groupings, *scales], "group or scale")
        if contrast.within and study.columns.cluster is None:
            problems.append(
                Problem(f"{file}: {where}: within", "there is no cluster column.", "Name it: [columns] cluster.")
            )
    questions = [question.id for question in study.questions]
    for question in study.questions:
        refer(f"[[questions]] {question.id}: codebook", question.codebook, questions, "question")
    for population in study.population:
        refer("[[population]] group", population.group, study.groupings, "group")
        refer("[[population]] wave", population.wave, waves, "wave")
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
        raise StudyError(Problem(name, f"is not valid TOML: {error}.", "Correct that line.")) from None
    return parse_study(data, name)


def parse_study(data: Mapping[str, Any], file: str) -> Study:
    """Turn parsed TOML into a study; raises ``StudyError`` as ``load_study`` does."""
    try:
        study = Study.model_validate(_with_text_keys(data))
    except ValidationError as error:
        raise StudyError([_problem(dict(e), data, file) for e in error.errors(include_url=False)]) from None
    except RecursionError:
        raise StudyError(Problem(file, "is nested too deeply.", "A study file has two levels.")) from None
    problems = _references(study, file)
    if problems:
        raise StudyError(problems)
    return study


def _with_text_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """Ids of waves are text everywhere; a year may be written as a number."""

    def text_waves(part: object) -> object:
        if isinstance(part, dict) and isinstance(part.get("waves"), list):
            return {**part, "waves": [str(w) if isinstance(w, int) else w for w in part["waves"]]}
        return part

    copy = {k: [text_waves(p) for p in v] if isinstance(v, list) and k != "waves" else v for k, v in data.items()}
    for wave in copy.get("waves", []) if isinstance(copy.get("waves"), list) else []:
        if isinstance(wave, dict) and isinstance(wave.get("id"), int):
            wave["id"] = str(wave["id"])
    head = copy.get("study")
    if isinstance(head, dict) and isinstance(head.get("reference_wave"), int):
        copy["study"] = {**head, "reference_wave": str(head["reference_wave"])}
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

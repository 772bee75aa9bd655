"""The bytes of a survey file, read once, from inside the study's folder only."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from textmining.errors import Problem, SurveyError
from textmining.study import nearest

__all__ = ["SUFFIXES", "Source", "read_source", "verify"]

SUFFIXES = (".sav", ".zsav", ".csv", ".xlsx")

MAX_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Source:
    """A file's bytes and what they were when they were read."""

    name: str
    path: Path
    data: bytes
    sha256: str


def read_source(
    name: str, folder: Path, *, suffixes: Sequence[str] = SUFFIXES, setting: str = "[[waves]] file"
) -> Source:
    """Read a file that a study names.

    Parameters
    ----------
    name : str
        Relative to ``folder``.
    folder : Path
        The folder that holds the study's files; nothing outside it is read.
    suffixes : sequence of str
        The kinds of file that will do.
    setting : str
        Where the study file names it.

    Raises
    ------
    SurveyError
        If the file leaves the folder, does not exist, is not a plain file of a known kind, is empty or too large,
        cannot be read, or changes while it is read.
    """
    path = _inside(name, folder)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise SurveyError(Problem(name, "is not a file.", f"Name the file itself under {setting}."))
        if path.suffix.lower() not in suffixes:
            known = " or ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
            what = f"is of a kind that is not read ({path.suffix or 'no suffix'})."
            raise SurveyError(Problem(name, what, f"Save it as {known}."))
        if status.st_size > MAX_BYTES:
            raise SurveyError(Problem(name, f"is larger than {MAX_BYTES // 1_000_000} MB.", "Split it into waves."))
        data = path.read_bytes()
    except FileNotFoundError:
        raise SurveyError(
            Problem(name, f"there is no such file in {folder}.", _files_near(path, folder, suffixes))
        ) from None
    except OSError as error:
        raise SurveyError(
            Problem(name, f"cannot be read ({_reason(error)}).", "Check the rights of the file.")
        ) from None
    if not data or data.isspace():
        raise SurveyError(Problem(name, "is empty.", "Check that the export is complete."))
    source = Source(name, path, data, hashlib.sha256(data).hexdigest())
    verify(source)
    return source


def verify(source: Source) -> None:
    """Raise ``SurveyError`` if the file is no longer what was read."""
    try:
        with source.path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == source.sha256
    except OSError:
        same = False
    if not same:
        raise SurveyError(
            Problem(source.name, "changed while it was read.", "Wait until the export is finished and run again.")
        )


def _inside(name: str, folder: Path) -> Path:
    """The path of a file of the study, with every link followed."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise SurveyError(Problem(name[:200], f"is not a usable path ({_reason(error)}).", "Correct it.")) from None
    if PurePath(name).is_absolute() or not path.is_relative_to(root):
        raise SurveyError(
            Problem(
                name,
                "lies outside the folder of the study's files.",
                "Put the file in that folder, or name the folder with --data.",
            )
        )
    return path


def _files_near(path: Path, folder: Path, suffixes: Sequence[str]) -> str:
    """A remedy that names the files that might be meant."""
    try:
        root = folder.resolve()
        found = sorted(p for p in path.parent.iterdir() if p.suffix.lower() in suffixes)
        names = [p.relative_to(root).as_posix() for p in found]
    except (OSError, ValueError):
        names = []
    wanted = path.relative_to(folder.resolve()).as_posix()
    return nearest(wanted, names, kind="Files") or (
        f"Files there: {', '.join(names[:5])}." if names else "Name the folder that holds it with --data."
    )


def _reason(error: Exception) -> str:
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)

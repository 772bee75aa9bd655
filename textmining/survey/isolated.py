"""Reading .sav and .xlsx in a process of its own, so that a damaged file cannot end this one. See ``native``."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from textmining.errors import Problem, SurveyError
from textmining.survey.content import MAX_COLUMNS
from textmining.survey.native import REFUSED

__all__ = ["read_natively", "run_reader"]

_MB = 1_000_000
_MEMORY = (1_500 * _MB, 60, 16_000 * _MB)
"""Address space of the reader: at least, per byte of the file, at most. A number of one byte becomes 32 in between."""

_OUTPUT = (64 * _MB, 100, 4_000 * _MB)
"""What the reader may hand back, in bytes: at least, per byte of the file, at most."""

_SECONDS = (8, 2)
"""Processor time of the reader: at least, and per MB of the file. lezersonderzoek (0.4 MB) takes 0.4 s."""


def read_natively(kind: Literal["spss", "workbook"], data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Read the bytes of a file with the library for its kind.

    Returns
    -------
    facts : dict
        The first line that ``native`` wrote.
    content : bytes
        All that came after it.

    Raises
    ------
    SurveyError
        If the library refuses the file, or dies of it, or needs more memory or time than a survey of its size should.
    """
    size = len(data)
    memory = min(_MEMORY[0] + _MEMORY[1] * size, _MEMORY[2])
    most = min(_OUTPUT[0] + _OUTPUT[1] * size, _OUTPUT[2])
    seconds = _SECONDS[0] + _SECONDS[1] * size // _MB
    script = Path(__file__).with_name("native.py")
    code, written = run_reader(script, [kind, str(memory), str(seconds), str(MAX_COLUMNS)], data, most)
    if code == 0 and len(written) <= most:
        first, _, rest = written.partition(b"\n")
        return json.loads(first), rest
    raise SurveyError(_refusal(code, written, name))


def run_reader(script: Path, arguments: Sequence[str], data: bytes, most: int) -> tuple[int, bytes]:
    """Give the bytes of a file to a script that reads it in a process of its own.

    Parameters
    ----------
    script : Path
        Of this package; it limits its own memory and time, and reads all before it writes any.
    arguments : sequence of str
    data : bytes
    most : int
        Bytes that it may hand back: at one more it is stopped.

    Returns
    -------
    int, bytes
        Its exit code, and what it wrote.
    """
    call = [sys.executable, "-I", str(script), *arguments]
    # no shell, no word of the call comes from the file
    with subprocess.Popen(  # noqa: S603
        call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it died; the exit code below tells
            process.stdin.write(data)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        # it reads all before it writes any, so neither waits for the other
        written = process.stdout.read(most + 1)
        if len(written) > most:
            process.kill()
    return process.returncode, written


def _refusal(code: int, written: bytes, name: str) -> Problem:
    if code == REFUSED:
        said = json.loads(written.rstrip(b"\n").rpartition(b"\n")[2])["refused"]
        return Problem(
            name,
            "".join(letter for letter in said if letter.isprintable())[:300],
            "Open it in the program that made it and save it again.",
        )
    return Problem(
        name,
        "is damaged, or holds far more than a survey of its size should (perhaps one stray cell far from the table).",
        "Open it in the program that made it, remove what lies outside the table, and save it again.",
    )

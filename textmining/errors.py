"""Every error this package raises on purpose, as one tree.

TextminingError                 anything below; carries the exit code of the command line
├── InputError                  exit 2: the study, a survey file or the call is wrong; lists every problem
│   ├── StudyError              study.toml
│   ├── SurveyError             a survey file, or what it holds
│   └── UsageError              the command line, a path, a name
└── RunError                    exit 1: the run itself could not be finished
    ├── StageError              one stage failed or met a table it cannot work with
    ├── ModelError              a language model, encoder or topic model cannot be loaded or used
    └── WorkspaceError          a file of the workspace is damaged, locked or cannot be written
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "InputError",
    "ModelError",
    "Problem",
    "RunError",
    "StageError",
    "StudyError",
    "SurveyError",
    "TextminingError",
    "UsageError",
    "WorkspaceError",
]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it is, what it is, and what to do about it."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        sentence = f"{self.where}: {self.what}"
        return f"{sentence} {self.remedy}" if self.remedy else sentence


class TextminingError(Exception):
    """Base of the tree; ``exit_code`` is what the command line returns."""

    exit_code = 1


class InputError(TextminingError):
    """What was given is wrong. ``problems`` lists everything that was found, not only the first."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class StudyError(InputError):
    """The study file cannot be used."""


class SurveyError(InputError):
    """A survey file cannot be used."""


class UsageError(InputError):
    """The call names something that does not exist or cannot be."""


class RunError(TextminingError):
    """The run could not be finished; the input may be fine."""


class StageError(RunError):
    """A stage failed, or was handed a table that breaks its contract."""


class ModelError(RunError):
    """A language model, encoder or topic model cannot be loaded or used."""


class WorkspaceError(RunError):
    """A file of the workspace is damaged, locked or cannot be written."""

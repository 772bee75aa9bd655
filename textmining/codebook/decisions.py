"""What coders decide: one frozen record each, checked when it is made and written down for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from textmining.errors import Problem, UsageError

__all__ = ["Action", "Decision", "action_of"]

LONGEST_LABEL = 120
LONGEST_TEXT = 4000
MOST = 20_000
"""Segments in one decision."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LABEL)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Segments = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST)]
Themes = Annotated[tuple[Id, ...], Field(max_length=500)]


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- on themes ------------------------------------------------------------------------------------------------------


class Accept(_Action):
    """The theme is good as it is."""

    kind: Literal["accept"] = "accept"
    theme: Id


class Reject(_Action):
    """The theme is no theme; what it holds is in none."""

    kind: Literal["reject"] = "reject"
    theme: Id


class Rename(_Action):
    """The theme gets another label."""

    kind: Literal["rename"] = "rename"
    theme: Id
    label: Label


class Define(_Action):
    """What is in the theme and what is not, with examples."""

    kind: Literal["define"] = "define"
    theme: Id
    definition: Text = ""
    include: tuple[Text, ...] = ()
    exclude: tuple[Text, ...] = ()


class Merge(_Action):
    """Themes become one: that of ``into``."""

    kind: Literal["merge"] = "merge"
    themes: Annotated[tuple[Id, ...], Field(min_length=1, max_length=100)]
    into: Id

    @model_validator(mode="after")
    def _others(self) -> Merge:
        if self.into in self.themes or len(set(self.themes)) < len(self.themes):
            raise ValueError("een thema kan niet met zichzelf worden samengevoegd")
        return self


class Split(_Action):
    """A part of a theme becomes one by itself: a sub-theme (``part``), or chosen segments with a new id and label."""

    kind: Literal["split"] = "split"
    theme: Id
    part: Id
    label: Label | None = None
    segments: Annotated[tuple[Id, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _named(self) -> Split:
        if self.segments and self.label is None:
            raise ValueError("een nieuw thema heeft een naam nodig")
        return self


class Move(_Action):
    """Segments go to another theme, or to none."""

    kind: Literal["move"] = "move"
    segments: Segments
    to: Id | None


class NewTheme(_Action):
    """A theme that discovery did not find."""

    kind: Literal["new_theme"] = "new_theme"
    theme: Id
    label: Label
    parent: Id | None = None


class Note(_Action):
    """A remark about a theme or an answer, for other coders."""

    kind: Literal["note"] = "note"
    theme: Id | None = None
    answer: Id | None = None
    text: Annotated[Text, StringConstraints(min_length=1)]


# --- on answers -----------------------------------------------------------------------------------------------------


class AddTheme(_Action):
    """One answer mentions a theme, whatever the model says."""

    kind: Literal["add_theme"] = "add_theme"
    answer: Id
    theme: Id


class RemoveTheme(_Action):
    """One answer does not mention a theme, whatever the model says."""

    kind: Literal["remove_theme"] = "remove_theme"
    answer: Id
    theme: Id


class CodeAnswer(_Action):
    """All themes of one answer, by one coder; none of them where ``themes`` is empty.

    ``queue`` says why it was shown; ``blind`` that no suggestion was; ``inclusion_probability`` belongs to a random
    draw, a part of which may be coded by two ("double").
    """

    kind: Literal["code_answer"] = "code_answer"
    answer: Id
    themes: Themes
    queue: Literal["random", "uncertain", "double", "free"] = "free"
    blind: bool = False
    inclusion_probability: Annotated[float, Field(gt=0, le=1)] | None = None
    seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None

    @model_validator(mode="after")
    def _drawn(self) -> CodeAnswer:
        drawn = self.inclusion_probability is not None
        if drawn != (self.queue == "random") and not (drawn and self.queue == "double"):
            raise ValueError("een trekkingskans hoort bij een aselecte trekking, en alleen daarbij")
        return self


class Settle(_Action):
    """What coders who differed agree on for one answer."""

    kind: Literal["settle"] = "settle"
    answer: Id
    themes: Themes


class ClearQuote(_Action):
    """An answer, or a part of it, may be quoted; an empty text takes that back."""

    kind: Literal["clear_quote"] = "clear_quote"
    answer: Id
    text: Text


class ReportPersonal(_Action):
    """Words of an answer that tell of a person and were missed: they are redacted everywhere."""

    kind: Literal["report_personal"] = "report_personal"
    answer: Id
    text: Annotated[Text, StringConstraints(min_length=2, max_length=200)]


class MarkAnswer(_Action):
    """An answer is sensitive (never quoted), or cannot be coded (not in any denominator)."""

    kind: Literal["mark_answer"] = "mark_answer"
    answer: Id
    mark: Literal["health", "conflict", "sensitive", "uncodable"]


# --- on decisions ---------------------------------------------------------------------------------------------------


class Undo(_Action):
    """An earlier decision no longer counts; undoing an undo makes it count again."""

    kind: Literal["undo"] = "undo"
    decision: int


class Restore(_Action):
    """The codebook is again as it was after that decision; codes and marks of answers made since stay."""

    kind: Literal["restore"] = "restore"
    decision: int


class SignOff(_Action):
    """The codebook as it is becomes version ``number``."""

    kind: Literal["sign_off"] = "sign_off"
    number: Annotated[int, Field(ge=1)]


class Resolve(_Action):
    """What is done with a decision that a re-fit put in doubt: it counts for ``theme`` from now on, or not at all."""

    kind: Literal["resolve"] = "resolve"
    theme: Id
    by: Id | None


Action = Annotated[
    Accept
    | Reject
    | Rename
    | Define
    | Merge
    | Split
    | Move
    | NewTheme
    | Note
    | AddTheme
    | RemoveTheme
    | CodeAnswer
    | Settle
    | ClearQuote
    | ReportPersonal
    | MarkAnswer
    | Undo
    | Restore
    | SignOff
    | Resolve,
    Field(discriminator="kind"),
]

_ACTION: TypeAdapter[Any] = TypeAdapter(Action)

OF_ANSWERS = (AddTheme, RemoveTheme, CodeAnswer, Settle, ClearQuote, ReportPersonal, MarkAnswer)


@dataclass(frozen=True)
class Decision:
    """A decision as the log holds it.

    Attributes
    ----------
    id : int
        Place in the log; later decisions have larger ones.
    codebook : str
        Question whose codebook it is about.
    action : Action
    actor : str
        Who decided.
    at : datetime
        In UTC.
    fit : str
        Fingerprint of the discovery that the actor looked at.
    reason : str
        "" where none was given.
    """

    id: int
    codebook: str
    action: Any
    actor: str
    at: datetime
    fit: str = ""
    reason: str = ""

    @property
    def touches(self) -> frozenset[str]:
        """Ids of the themes and answers that it is about: two decisions about one thing may collide."""
        a = self.action
        of_themes = {getattr(a, name, None) for name in ("theme", "into", "to", "part")} | set(getattr(a, "themes", ()))
        if isinstance(a, OF_ANSWERS):
            return frozenset({a.answer})
        noted = a.answer if isinstance(a, Note) else None
        return frozenset({*of_themes, noted, *getattr(a, "segments", ())} - {None})


def action_of(data: Mapping[str, object]) -> Any:
    """Read an action from what JSON holds.

    Raises
    ------
    UsageError
        In Dutch, for the coder: what is wrong with each field.
    """
    try:
        return _ACTION.validate_python(dict(data))
    except ValidationError as error:
        problems = [
            Problem(".".join(map(str, found["loc"][1:])) or "besluit", found["msg"].removeprefix("Value error, ") + ".")
            for found in error.errors()
        ]
        raise UsageError(problems[:10]) from error

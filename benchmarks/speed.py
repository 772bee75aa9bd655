"""Wall time of `textmining run` against what a user would run instead, in turn, on the same answers.

usage: speed.py [--answers 4200] [--pairs 3] [--warm] [--shared ../shared]

Each run is a fresh process on a fresh workspace, everything included: imports, Prefect's server, site and tables. The
yardstick is BERTopic as its quick start shows it (`bench/bare_bertopic.py` of the shared folder). Prefect's home is new
for each run unless --warm is given: then its database is there already, as on a machine where it ran before.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def sample(shared: Path, folder: Path, answers: int) -> Path:
    """Write the first ``answers`` rows whose answer has three words or more, beside a study file for them."""
    source = shared / "data" / "lezersonderzoek" / "lezersonderzoek_2013.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        rows = [row for row in reader if len((row["waarom"] or "").split()) >= 3][:answers]
    with (folder / source.name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    shutil.copy(REPOSITORY / "tests" / "data" / "lezersonderzoek" / "study_csv.toml", folder / "study.toml")
    return folder / source.name


def timed(command: list[str], environment: dict[str, str], folder: Path) -> tuple[float, float, str]:
    """Wall seconds, peak memory of the process in GiB, and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=4200)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    cores = str(os.cpu_count() or 1)
    environment = {**os.environ, "OMP_NUM_THREADS": cores, "OPENBLAS_NUM_THREADS": cores, "DO_NOT_TRACK": "1"}
    executable = str(Path(sys.executable).parent / "textmining")
    ratios, again = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = sample(options.shared, folder, options.answers)
        bare = [sys.executable, str(options.shared / "bench" / "bare_bertopic.py"), str(texts), "waarom"]
        for pair in range(options.pairs):
            home = folder / ("prefect" if options.warm else f"prefect-{pair}")
            ours_environment = {**environment, "PREFECT_HOME": str(home)}
            if options.warm and pair == 0:
                timed([executable, "run", "study.toml"], ours_environment, folder)
            for leftover in (".textmining", "outputs", "models"):
                shutil.rmtree(folder / leftover, ignore_errors=True)
            ours, _, _ = timed([executable, "run", "study.toml"], ours_environment, folder)
            unchanged, _, _ = timed([executable, "run", "study.toml"], ours_environment, folder)
            yardstick, _, line = timed(bare, environment, folder)
            ratios.append(ours / yardstick)
            again.append(unchanged / yardstick)
            manifest = next((folder / "outputs").glob("*/*-concept-*/manifest.json"))
            stages = json.loads(manifest.read_text(encoding="utf-8"))["seconds"]
            print(f"pair {pair + 1}: textmining {ours:.1f} s, unchanged {unchanged:.1f} s, yardstick {yardstick:.1f} s")
            print(f"  ratio {ratios[-1]:.2f}, unchanged {again[-1]:.2f}; stages {stages}\n  {line.strip()}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} (first run), {statistics.median(again):.2f} (nothing changed)")


if __name__ == "__main__":
    main()

"""What Lighthouse thinks of the public form: the median of several runs, on its own simulated phone.

`python -m bench.lighthouse [ADDRESS]`; without an address the form is served from this process, with all of
its fields. Scores are out of 100. `performance` alone moves from run to run, with what else the machine does.
"""

import argparse
import json
import logging
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.models import base
from tests.browser.serving import serving
from tests.engine import Engine
from tests.handlers.studios import STUDIO, TWO_PLACES, store

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CATEGORIES = ("performance", "accessibility", "best-practices")
RUNS = 5
SECONDS_MAX = 180


def report(address: str, categories: Sequence[str] = CATEGORIES) -> dict[str, Any]:
    """Lighthouse's report on one address, after one run."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [
            str(LIGHTHOUSE),
            address,
            "--quiet",
            "--output=json",
            f"--output-path={path}",
            f"--only-categories={','.join(categories)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ]
        environment = {**os.environ, "CHROME_PATH": chromium}
        subprocess.run(command, check=True, env=environment, timeout=SECONDS_MAX)
        return dict(json.loads(path.read_text()))


def scores(told: dict[str, Any]) -> dict[str, int]:
    """The score of each category, out of 100."""
    return {name: round(100 * category["score"]) for name, category in told["categories"].items()}


@contextmanager
def served() -> Iterator[str]:
    """The address of a form with all of its fields."""
    Engine().attach(base.client())
    store(replace(STUDIO, locations=TWO_PLACES))
    with serving() as address:
        yield address


def measure(address: str) -> None:
    """Prints the median of each category, and of what `performance` is made of."""
    runs = [report(address) for _ in range(RUNS)]
    print(f"{address}, {RUNS} runs of Lighthouse {runs[0]['lighthouseVersion']}")
    for name in CATEGORIES:
        found = [scores(each)[name] for each in runs]
        print(f"{name:<26}{statistics.median(found):>5}   {found}")
    for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time"):
        milliseconds = [each["audits"][name]["numericValue"] for each in runs]
        print(f"{name:<26}{statistics.median(milliseconds):>5.0f} ms")


def main() -> None:
    """Measures what is asked for."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("address", nargs="?", help="a form that is up; without one the form is served here")
    asked = reader.parse_args()
    logging.disable(logging.INFO)
    if asked.address:
        measure(asked.address)
        return
    with served() as address:
        measure(address)


if __name__ == "__main__":
    main()

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.browser.conftest import CHROMIUM, Site

LIGHTHOUSE = Path(__file__).parents[2] / "node_modules/.bin/lighthouse"


def test_lighthouse_finds_nothing_to_better_in_accessibility_and_practice(site: Site, tmp_path: Path):
    report = tmp_path / "report.json"
    command = [
        str(LIGHTHOUSE),
        site.referral_url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        "--only-categories=accessibility,best-practices",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=180)
    told = json.loads(report.read_text())
    faults = [
        name for name, audit in told["audits"].items() if audit["score"] is not None and audit["score"] < 1
    ]
    assert {name: category["score"] for name, category in told["categories"].items()} == {
        "accessibility": 1,
        "best-practices": 1,
    }, faults

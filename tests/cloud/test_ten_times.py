"""Ten times the sample through the doors of the deployed product: imported and rewarded, memory flat."""

import csv
import io
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench import ten_times
from local import seed
from local.cloud import Cloud
from tests import cdnow

GROWTH_BYTES = 48 * 1024 * 1024
NIGHT_SECONDS = 3 * 3600


def resident_bytes(function: str, cloud: Cloud) -> int:
    """The memory of the function's largest process in this cloud."""
    largest = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            if str(cloud.folder) in command and function in command:
                pages = int((process / "statm").read_text().split()[1])
                largest = max(largest, pages * 4096)
        except OSError:
            continue
    return largest


@contextmanager
def watched(function: str, cloud: Cloud) -> Iterator[list[int]]:
    """The function's memory, once a second."""
    seen: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1):
            if found := resident_bytes(function, cloud):
                seen.append(found)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def is_flat(seen: list[int]) -> bool:
    """Whether the last quarter needed no more than the second one, but for a little."""
    quarter = len(seen) // 4
    return quarter == 0 or max(seen[-quarter:]) <= max(seen[quarter : 2 * quarter]) + GROWTH_BYTES


@pytest.mark.long
def test_ten_times_the_sample_is_imported_and_rewarded_with_flat_memory(
    new_studio: Callable[..., tuple[Cloud, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed, "SECONDS_PER_FILE", 3 * 3600)
    cloud, deployed = new_studio()
    outputs = {**deployed, "host_page_url": "http://127.0.0.1:1/"}
    seed._product(outputs, "begin")
    reader = outputs["functions"]["import_slice"].rpartition(":")[2]
    for kind, body in (("clients", ten_times.clients()), ("invoices", ten_times.invoices())):
        with watched(reader, cloud) as seen:
            report = seed.imported(outputs, kind, "ten.csv", body)
        rows = body.count(b"\n") - 1
        assert f"count,rows,{rows}," in report
        assert "count,refused,0," in report
        assert is_flat(seen), seen

    given = rewards_of_a_night(cloud, outputs)

    earned: defaultdict[str, int] = defaultdict(int)
    for customer, what in cdnow.nights(cdnow.sales(), cdnow.RULES[0], ["9999-12-31"])[0].items():
        for copy in range(ten_times.COPIES):
            earned[ten_times.client_ref(copy, customer)] += what.reward_cents
    assert given == {ref: cents for ref, cents in earned.items() if cents}


def rewards_of_a_night(cloud: Cloud, outputs: dict[str, Any]) -> dict[str, int]:
    """What the night gives to each client that it gives something, by its report, however long it takes."""
    files, night = cloud.client("s3"), outputs["functions"]["night"]
    answer = cloud.client("lambda").invoke(FunctionName=night, Payload=json.dumps({"wait": True}).encode())
    told = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, told
    end = time.monotonic() + NIGHT_SECONDS
    while time.monotonic() < end:
        try:
            body = files.get_object(Bucket=outputs["bucket"], Key=told["report"])["Body"].read().decode()
        except files.exceptions.NoSuchKey:
            time.sleep(5)
            continue
        lines = csv.DictReader(io.StringIO(body))
        return {line["client_ref"]: int(line["reward_cents"]) for line in lines if int(line["reward_cents"])}
    raise AssertionError("the night did not end")

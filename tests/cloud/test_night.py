"""Real sales come in by file and the deployed night rewards them, whatever dies on the way."""

import csv
import io
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local import seed
from local.cloud import Cloud
from local.demo import files
from tests import cdnow

Studio = tuple[Cloud, dict[str, Any]]
NOWHERE = {"host_page_url": "http://127.0.0.1:1/"}


class Deployed:
    """A deployed studio that the sample comes to by file, or every so manieth customer of it."""

    def __init__(self, studio: Studio, one_of: int = 1) -> None:
        self.cloud, outputs = studio
        self.outputs = {**outputs, **NOWHERE}
        self.sold = [sale for sale in files.sales() if sale.customer % one_of == 0]
        self.cloud.client("sesv2").create_email_identity(EmailIdentity="northlight.example")
        seed._product(self.outputs, "begin")
        self.take("clients", "everyone.csv", files.clients_file(self.sold))
        self.invoices = files.invoices_file(self.sold).splitlines(keepends=True)

    def take(self, kind: str, name: str, body: bytes) -> None:
        """Have a file imported; nothing of it may be refused."""
        report = seed.imported(self.outputs, kind, name, body)
        assert seed._refused(report) == "0", report[-500:]

    def sell(self, after: str, through: str) -> None:
        """Import the sales of these days."""
        header, *lines = self.invoices
        wanted = [line for line in lines if after < line.split(b",")[2].decode() <= through]
        self.take("invoices", f"through-{through}.csv", b"".join([header, *wanted]))

    def night(self, **request: Any) -> dict[str, Any]:
        """Invoke the deployed night; its answer."""
        answer = self.cloud.client("lambda").invoke(
            FunctionName=self.outputs["functions"]["night"], Payload=json.dumps(request).encode()
        )
        body = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return dict(body)

    def report(self, answer: dict[str, Any], kind: str = "report") -> list[list[str]]:
        """The lines of a report, without the header."""
        found = self.cloud.client("s3").get_object(Bucket=self.outputs["bucket"], Key=answer[kind])
        return list(csv.reader(io.StringIO(found["Body"].read().decode())))[1:]

    def rows(self, noun: str) -> Iterator[dict[str, Any]]:
        """Every row of a table, as DynamoDB gives it."""
        pages = self.cloud.client("dynamodb").get_paginator("scan")
        for page in pages.paginate(TableName=self.outputs["tables"][noun]):
            yield from page["Items"]

    def pages_done(self) -> int:
        """How many pages of loyalty stand."""
        return sum(
            row["part"]["S"].startswith("loyalty#") and row["state"]["S"] == "done"
            for row in self.rows("runs")
            if "part" in row
        )

    def workers(self) -> list[int]:
        """The processes of the night's worker, children of the server that this test started."""
        name = self.outputs["functions"]["night_worker"].rpartition(":")[2].encode()
        return [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if _parent(process) == self.cloud.program.pid
            and b"AWS_LAMBDA_FUNCTION_NAME=" + name in _environment(process)
        ]


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


@contextmanager
def killing_at_every_page_edge(studio: Deployed) -> Iterator[list[int]]:
    """One worker at a time, killed whenever another page stands; what was killed."""
    functions = studio.cloud.client("lambda")
    worker = studio.outputs["functions"]["night_worker"]
    functions.put_function_concurrency(FunctionName=worker, ReservedConcurrentExecutions=1)
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        seen = studio.pages_done()
        while not ended.wait(0.02):
            done = studio.pages_done()
            if done == seen:
                continue
            seen = done
            for process in studio.workers():
                os.kill(process, signal.SIGKILL)
                killed.append(process)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        ended.set()
        killer.join()
        functions.delete_function_concurrency(FunctionName=worker)


def compare(studio: Deployed, answer: dict[str, Any], expected: dict[int, cdnow.Customer]) -> None:
    """Client by client: the run's report against the straight calculation."""
    assert answer["state"] == "finished"
    found = {line[0]: tuple(map(int, line[1:5])) for line in studio.report(answer)}
    wanted = {
        files.client_ref(number): (each.qualifying, each.consumed, each.rewards, each.reward_cents)
        for number, each in expected.items()
    }
    # A client without any sale yet may be considered or not; it has nothing either way.
    assert {ref: line for ref, line in found.items() if ref in wanted} == wanted
    assert all(line == (0, 0, 0, 0) for ref, line in found.items() if ref not in wanted)
    assert answer["figures"]["loyalty"]["rewards"] == sum(each.rewards for each in expected.values())
    assert answer["figures"]["reconciliation"]["differences"] == 0


def totals(studio: Deployed, nights: list[dict[int, cdnow.Customer]]) -> None:
    """Every balance and reward that stands, against the sum of both nights."""
    wanted: dict[str, int] = {}
    for night in nights:
        for number, each in night.items():
            ref = files.client_ref(number)
            wanted[ref] = wanted.get(ref, 0) + each.reward_cents
    refs = {row["client_id"]["S"]: row["client_ref"]["S"] for row in studio.rows("clients")}
    balances = dict.fromkeys(wanted, 0) | {
        refs[row["client_id"]["S"]]: int(row.get("balance_cents", {}).get("N", "0"))
        for row in studio.rows("accounts")
    }
    faces = dict.fromkeys(wanted, 0)
    for row in studio.rows("rewards"):
        faces[refs[row["client_id"]["S"]]] += int(row["face_cents"]["N"])
    assert balances == wanted
    assert faces == wanted
    assert len(list(studio.rows("notices"))) == len(list(studio.rows("rewards")))


@pytest.mark.parametrize(
    ("rule", "one_of"),
    [
        pytest.param(cdnow.RULES[0], 4, id=f"{cdnow.NAMES[0]}_one_of_4"),
        *(
            pytest.param(rule, 1, id=name, marks=pytest.mark.long)
            for rule, name in zip(cdnow.RULES, cdnow.NAMES, strict=True)
        ),
    ],
)
def test_two_nights_give_each_client_what_the_file_says(
    new_studio: Callable[..., Studio], rule: cdnow.Rule, one_of: int
) -> None:
    studio = Deployed(new_studio(), one_of)
    nights = cdnow.nights([sale for sale in cdnow.sales() if sale.customer % one_of == 0], rule)
    after = ""
    for last_day, expected in zip(cdnow.NIGHTS, nights, strict=True):
        studio.sell(after, last_day)
        compare(studio, studio.night(loyalty=rule.request, wait=True), expected)
        after = last_day
    totals(studio, nights)
    again = studio.night(loyalty=rule.request, wait=True)
    assert again["figures"]["loyalty"]["rewards"] == 0


@pytest.mark.long
def test_workers_that_die_at_every_page_edge_neither_pay_twice_nor_forget_anyone(
    new_studio: Callable[..., Studio],
) -> None:
    studio = Deployed(new_studio(WorkerVisibilitySeconds="15"))
    rule = cdnow.RULES[0]
    (expected,) = cdnow.nights(cdnow.sales(), rule, cdnow.NIGHTS[:1])
    studio.sell("", cdnow.NIGHTS[0])
    dry = studio.night(loyalty=rule.request, dry_run=True, wait=True)
    with killing_at_every_page_edge(studio) as killed:
        answer = studio.night(loyalty=rule.request, wait=True)
    assert len(killed) >= 10
    compare(studio, answer, expected)
    assert studio.report(answer) == studio.report(dry)
    totals(studio, [expected])

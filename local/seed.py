"""Seeds the demonstration studio through the product's own doors: its records, and files in its bucket."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

from local.cloud import ACCESS, REGION, ROOT
from local.demo import files
from local.process import Failed

LOYALTY_STATUS = files.STATUS
REFERRER = 111  # One of the best customers: the demonstration's referral link is theirs.
ENROLLED = ((REFERRER, "Friends & Family"), (18, "Friends & Family"), (21, "Brides"), (50, "Brides"))
BRIDE, REGULAR, PATIENT = 21, 18, 50
SECONDS_PER_FILE = 900


def seed(outputs: dict[str, Any]) -> dict[str, Any]:
    """Set the studio up, import its past, go live; returns what the outputs gain by it.

    A studio that is live already is left as it is. One whose seeding broke off is seeded on.
    """
    if not _product(outputs, "begin")["live"]:
        _client(outputs, "sesv2").create_email_identity(EmailIdentity="northlight.example")
        sold = files.sales()
        today = datetime.now(UTC).date()
        for kind, body in (
            ("clients", files.clients_file(sold)),
            ("invoices", files.invoices_file(sold)),
            ("enrollments", files.enrollments_file(ENROLLED, today)),
        ):
            imported(outputs, kind, "demonstration.csv", body)
        _product(outputs, "go_live")
        # Held, since its address is the referrer's own with a word after the plus sign.
        _recorded(outputs, files.lookalike(sold, REFERRER))
        _rewards(outputs, today)
    doors = _product(outputs, "doors", client_ref=files.client_ref(REFERRER))
    return {**doors, "loyalty_status": LOYALTY_STATUS}


def _rewards(outputs: dict[str, Any], today: date) -> None:
    """What happened at the desk: one reward was spent before the session that had earned it was cancelled."""
    _recorded(outputs, files.maid_of_honor(BRIDE))
    session = files.session(files.MAID_OF_HONOR, today)
    _recorded(outputs, {**session, "status": "booked"})
    _product(
        outputs,
        "rewards",
        referrer=files.client_ref(REFERRER),
        regular=files.client_ref(REGULAR),
        patient=files.client_ref(PATIENT),
        bride=files.client_ref(BRIDE),
        friend=files.MAID_OF_HONOR,
    )
    _recorded(outputs, {**session, "status": "cancelled"})


def _recorded(outputs: dict[str, Any], record: dict[str, Any]) -> None:
    """Tell the product of one record, as the studio's own system would."""
    answer = _client(outputs, "lambda").invoke(
        FunctionName=outputs["functions"]["record"], Payload=json.dumps(record).encode()
    )
    told = json.loads(answer["Payload"].read())
    if "FunctionError" in answer or told["outcome"] == "refused":
        raise Failed(f"seeding failed at {record['kind']} {record['client_ref']}: {told}")


def imported(outputs: dict[str, Any], kind: str, name: str, body: bytes) -> str:
    """Put a file into the bucket and wait for its report, telling how far it is; returns the report."""
    bucket, store = outputs["bucket"], _client(outputs, "s3")
    report = {"Bucket": bucket, "Key": f"imports/reports/{kind}/{name}"}
    store.delete_object(**report)
    store.put_object(Bucket=bucket, Key=f"imports/{kind}/{name}", Body=body)
    total, end, done = body.count(b"\n") - 1, time.monotonic() + SECONDS_PER_FILE, ""
    while time.monotonic() < end:
        time.sleep(1)
        try:
            text = str(store.get_object(**report)["Body"].read().decode())
        except store.exceptions.NoSuchKey:
            done = _show(f"{kind}: {_rows_done(outputs, kind, name):,} of {total:,}", done)
            continue
        print(f"  {kind}: {total:,} rows, {_refused(text)} refused      ", flush=True)
        return text
    raise Failed(f"imports/{kind}/{name} was not imported within {SECONDS_PER_FILE} seconds")


def _show(line: str, before: str) -> str:
    """Tells how far it is when that has changed: over the line before on a terminal, else below it."""
    if line != before:
        print(f"  {line}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    return line


def _rows_done(outputs: dict[str, Any], kind: str, name: str) -> int:
    """How many rows the latest import of the file has read."""
    pages = (
        _client(outputs, "dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=outputs["tables"]["runs"],
            FilterExpression="begins_with(run_id, :run) AND part = :part",
            ExpressionAttributeValues={":run": {"S": f"import:{kind}/{name}:"}, ":part": {"S": "run"}},
        )
    )
    runs = [item for page in pages for item in page["Items"]]
    latest: dict[str, Any] = max(runs, key=lambda item: str(item["started_at"]["S"]), default={})
    return int(latest.get("figures", {}).get("M", {}).get("rows", {}).get("N", 0))


def _refused(report: str) -> str:
    lines = (line.split(",") for line in report.splitlines())
    return next((line[2] for line in lines if line[:2] == ["count", "refused"]), "?")


def _product(outputs: dict[str, Any], command: str, **told: Any) -> dict[str, Any]:
    """What the product's own code answers, run with the environment that its functions have."""
    functions = _client(outputs, "lambda")
    # The form's function has the keys that sign links.
    deployed = functions.get_function_configuration(FunctionName=outputs["functions"]["api_handler"])
    environment = {
        **os.environ,
        **deployed["Environment"]["Variables"],
        **ACCESS,
        "AWS_ENDPOINT_URL": outputs["endpoint_url"],
    }
    done = subprocess.run(
        [sys.executable, "-m", "local.demo.set_up", command],
        input=json.dumps({**outputs, **told}),
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise Failed(f"seeding failed at {command}:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def _client(outputs: dict[str, Any], service: str) -> Any:
    import boto3

    session: Any = boto3.Session(
        ACCESS["AWS_ACCESS_KEY_ID"], ACCESS["AWS_SECRET_ACCESS_KEY"], region_name=REGION
    )
    return session.client(service, endpoint_url=outputs["endpoint_url"])

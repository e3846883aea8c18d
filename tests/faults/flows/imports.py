"""A file is imported, slice by slice; and what it brings of the past: rewards and enrollments."""

import hashlib
import json
from collections.abc import Iterator
from functools import partial

from chalicelib.flows.enroll_client import enroll_client
from chalicelib.flows.import_file import start_import
from chalicelib.flows.import_slice import Means, import_slice
from chalicelib.flows.record_rows import Door
from chalicelib.models import studio
from chalicelib.services.files import files
from chalicelib.services.queue import import_slices
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

KEY = "imports/clients/autumn.csv"
FILE = b"client_ref,first_name,referred_by\nC-1,Jane,\nC-2,Fred,C-1\n,Nobody,\n"
REWARDS_KEY = "imports/rewards/old.csv"
REWARDS = b"code,client,remaining,expires\nOLD-1,anna,25.00,2027-01-31\nOLD-2,anna,10.00,\n"


def _file(ground: Ground, key: str, body: bytes) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)
    ground.files[key] = body


def _import(ground: Ground, key: str) -> None:
    """S3 tells of the file, and messages are worked off; one that was not ended well stays."""
    body = ground.files[key]
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    start_import(key, etag=etag, size=len(body), sequencer="1", queue=import_slices(), now=ground.now)
    while ground.messages:
        taken = ground.messages[0]
        door = Door(new_token=lambda: scenes.TOKEN, client_of_token=lambda _: None, source="import")
        means = Means(files(), import_slices(), door, is_time_up=lambda: True)
        import_slice(json.loads(taken[1])["run"], studio.load(), means=means, now=ground.now)
        ground.is_done(taken)


def _reported(ground: Ground, key: str) -> bool:
    return key.replace("imports/", "imports/reports/") in ground.files


def _imported(ground: Ground) -> Iterator[str]:
    (run,) = [row for row in ground.rows("runs") if row["part"] == "run"] or [{}]
    figures = run.get("figures", {})
    return missing(
        the_file_is_done=run.get("state") == "finished",
        each_row_is_counted_once=figures.get("rows") == 3,
        two_clients_and_anna=len(ground.rows("clients")) == 3,
        one_referral=len(ground.rows("referrals")) == 1,
        it_is_reported=_reported(ground, KEY),
    )


def _opened(ground: Ground) -> Iterator[str]:
    return missing(
        both_rewards=sorted(row["remaining_cents"] for row in ground.rows("rewards")) == [1_000, 2_500],
        two_entries=[row["kind"] for row in ground.rows("ledger")] == ["open", "open"],
        it_is_reported=_reported(ground, REWARDS_KEY),
    )


def _a_client(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)


def _enroll(ground: Ground) -> None:
    enroll_client(scenes.ANNA, "friends", source="hand", new_token=scenes.TOKEN, now=ground.start)


def _enrolled(ground: Ground) -> Iterator[str]:
    return missing(
        one_enrollment=[row["enrollment_id"] for row in ground.rows("enrollments")] == ["open"],
        one_link=[row["client_id"] for row in ground.rows("links")] == [scenes.ANNA],
    )


FLOWS = (
    Flow(
        name="import_slice",
        prepare=partial(_file, key=KEY, body=FILE),
        act=partial(_import, key=KEY),
        goal=_imported,
        calls=18,
        thrifty=True,
    ),
    Flow(
        name="import_slice_of_rewards",
        prepare=partial(_file, key=REWARDS_KEY, body=REWARDS),
        act=partial(_import, key=REWARDS_KEY),
        goal=_opened,
        calls=17,
        thrifty=True,
    ),
    Flow(name="enroll_client", prepare=_a_client, act=_enroll, goal=_enrolled, calls=2),
)

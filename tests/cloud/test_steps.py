"""What a new user does, on a demonstration studio with few of its customers."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import pages, studio
from local.cloud import Cloud
from local.demo import files
from local.process import free_port
from local.put import put
from local.seed import BRIDE, ENROLLED, REGULAR
from tests.cloud import chain
from tests.cloud.live_studio import LiveStudio, Row, eventually
from tests.cloud.visitor import Visitor

CUSTOMERS = {number for number, _ in ENROLLED} | set(range(1, 12))
EVERY_CENTS, REWARD_CENTS = 10_000, 1_000


@dataclass(frozen=True)
class Demonstration:
    """The studio as `make up` leaves it, and what was said meanwhile."""

    live: LiveStudio
    said: list[str]

    @property
    def outputs(self) -> dict[str, Any]:
        return self.live.outputs

    def up(self) -> dict[str, Any]:
        return studio.up(self.live.cloud, self.said.append, {"Schedules": "DISABLED"})

    def night(self) -> dict[str, Any]:
        """The deployed night by hand."""
        figures = self.live.invoke("night", {"wait": True})
        assert figures["state"] == "finished", figures
        return dict(figures)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    cloud, said = Cloud(tmp_path_factory.mktemp("demonstration")), list[str]()
    sales = files.sales()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "sales", lambda: [each for each in sales if each.customer in CUSTOMERS])
        try:
            # Not where the studio of `make up` stands.
            cloud.up(free_port())
            pages.start(cloud.folder, free_port())
            outputs = studio.up(cloud, said.append, {"Schedules": "DISABLED"})
            yield Demonstration(LiveStudio(cloud, outputs), said)
        finally:
            studio.reset(cloud)


def test_the_outputs_hold_everything_for_scripts(demonstration: Demonstration) -> None:
    written = json.loads((demonstration.live.cloud.folder / "outputs.json").read_text())
    assert written == demonstration.outputs
    keys = {
        "endpoint_url",
        "region",
        "form_url",
        "referral_url",
        "share_url",
        "own_page_url",
        "host_page_url",
        "outbox_url",
        "console_url",
    }
    assert keys | {"bucket", "functions", "tables", "loyalty_status"} <= written.keys()
    assert written["loyalty_status"] == "Client"
    assert len(demonstration.said) >= 4


@pytest.mark.parametrize(
    "place",
    [
        *("form_url", "referral_url", "share_url", "own_page_url"),
        *("host_page_url", "outbox_url", "console_url"),
    ],
)
def test_each_place_that_is_told_of_answers(demonstration: Demonstration, place: str) -> None:
    assert Visitor().get(demonstration.outputs[place]).status == 200


def test_the_past_came_in_without_rewards_and_letters(demonstration: Demonstration) -> None:
    live = demonstration.live
    customers = CUSTOMERS & {each.customer for each in files.sales()}
    assert len(live.rows("clients")) == len(customers) + 2  # Two came after the studio was live.
    of_the_past = [each for each in live.rows("invoices") if each["invoice_ref"].startswith("I-")]
    assert len(of_the_past) == len(files.sales())
    assert [each for each in live.rows("ledger") if each["entry_id"].startswith("issue:loyalty:")] == []
    assert {each["kind"] for each in live.rows("notices")} <= {"reward", "gift"}


def test_rewards_were_used_at_the_desk_and_one_client_owes(demonstration: Demonstration) -> None:
    live = demonstration.live
    owing = eventually(lambda: [each for each in live.rows("accounts") if each.get("owed_cents")])
    (bride,) = live.rows("clients", client_ref=files.client_ref(BRIDE))
    assert [(each["client_id"], each["owed_cents"]) for each in owing] == [(bride["client_id"], 3_000)]
    (regular,) = live.rows("clients", client_ref=files.client_ref(REGULAR))
    (thanks,) = live.rows("rewards", client_id=regular["client_id"])
    assert (thanks["face_cents"], thanks["remaining_cents"]) == (4_000, 2_500)
    due = {
        each["invoice_ref"]: each["total_cents"] - each["paid_cents"] - each["redeemed_cents"]
        for each in live.rows("invoices")
        if each["invoice_ref"].startswith("N-")
    }
    assert due == {"N-1001": 16_500, "N-1002": 10_260, "N-1003": 22_000, "N-1004": 9_000}


def test_one_referral_is_held_for_a_person_to_look_at(demonstration: Demonstration) -> None:
    live = demonstration.live
    (friend,) = live.rows("clients", client_ref="C-lookalike")
    held = eventually(lambda: live.rows("referrals", friend_id=friend["client_id"], state="held"))
    assert [each["reason"] for each in held] == ["suspicious"]


def test_texts_stand_in_the_outbox_beside_the_letters(demonstration: Demonstration) -> None:
    live, outbox = demonstration.live, demonstration.outputs["outbox_url"]
    live.client("sns").publish(PhoneNumber="+12015550105", Message="Happy <birthday>!")
    assert "+12015550105</td><td>Happy &lt;birthday&gt;!" in Visitor().get(outbox).body.decode()
    (text,) = json.loads(Visitor().get(f"{outbox}/texts.json").text)
    assert (text["PhoneNumber"], text["Message"]) == ("+12015550105", "Happy <birthday>!")


def sales_cents() -> Counter[str]:
    """Each customer's sales, from the sample itself."""
    cents: Counter[str] = Counter()
    with files.SALES.open(newline="") as lines:
        for each in csv.DictReader(lines):
            if int(each["client"]) in CUSTOMERS:
                dollars, _, rest = each["dollars"].partition(".")
                cents[f"C-{int(each['client']):05d}"] += 100 * int(dollars) + int(rest.ljust(2, "0") or 0)
    return cents


def loyalty_by_ref(live: LiveStudio) -> dict[str, int]:
    """What each client was given for loyalty, in cents; the chains hold."""
    given = {}
    for client in live.rows("clients"):
        entries = live.rows("ledger", client_id=client["client_id"])
        chain.head(entries)
        issued = [each["cents"] for each in entries if each["entry_id"].startswith("issue:loyalty:")]
        if issued:
            given[client["client_ref"]] = sum(issued)
    return given


def ledger(live: LiveStudio) -> list[Row]:
    return live.everything()["ledger"]


def test_the_night_turns_paid_sales_into_rewards_once(demonstration: Demonstration, tmp_path: Path) -> None:
    live = demonstration.live
    demonstration.night()
    earned = {ref: cents // EVERY_CENTS * REWARD_CENTS for ref, cents in sales_cents().items()}
    assert loyalty_by_ref(live) == {ref: cents for ref, cents in earned.items() if cents}
    live.come_to_rest()
    first = ledger(live)
    demonstration.night()
    assert ledger(live) == first
    ref, cents = min(sales_cents().items(), key=lambda each: each[1])
    missing = EVERY_CENTS - cents % EVERY_CENTS
    total = f"{missing // 100}.{missing % 100:02d}"
    invoice = tmp_path / "new.csv"
    invoice.write_text(
        "invoice_ref,client_ref,invoiced_on,total,tax,paid,paid_on\n"
        f"I-new,{ref},2026-11-01,{total},0,{total},2026-11-01\n"
    )
    put(live.cloud, invoice, "imports/invoices/new.csv")
    eventually(lambda: live.rows("invoices", invoice_ref="I-new"))
    demonstration.night()
    (entry,) = [each for each in ledger(live) if each not in first]
    (client,) = live.rows("clients", client_ref=ref)
    assert (entry["client_id"], entry["cents"]) == (client["client_id"], REWARD_CENTS)
    assert [each for each in first if each not in ledger(live)] == []


def test_a_friend_of_a_client_comes_and_the_letters_are_in_the_outbox(demonstration: Demonstration) -> None:
    live, outputs = demonstration.live, demonstration.outputs
    visitor = Visitor()
    thanked = visitor.send_form(
        outputs["referral_url"], location="", first_name="Uma", last_name="New", email="uma@friends.example"
    )
    assert thanked.heading == "Thank you"
    assert "Book your session" in thanked.text
    eventually(lambda: live.letters_to("uma@friends.example"))
    (friend,) = live.clients_at("uma@friends.example")
    referral = live.row("referrals", friend_id=friend["client_id"])
    assert referral["state"] == "rewarded"
    (referrer,) = live.rows("clients", client_id=referral["referrer_id"])
    eventually(lambda: [each for each in live.letters_to(referrer["emails"][0]) if "Uma" in each["BodyText"]])
    page = visitor.get(outputs["outbox_url"])
    assert "uma@friends.example" in page.text


def test_everything_is_there_after_make_down_and_make_up(demonstration: Demonstration) -> None:
    live = demonstration.live
    live.come_to_rest()
    before = live.everything(), live.letters_to("uma@friends.example")
    studio.down(live.cloud)
    assert demonstration.up() == demonstration.outputs
    assert (live.everything(), live.letters_to("uma@friends.example")) == before
    assert Visitor().get(demonstration.outputs["referral_url"]).status == 200
    outbox = demonstration.outputs["outbox_url"]
    assert "uma@friends.example" in Visitor().get(outbox).text
    (letter,) = before[1]
    assert b"multipart/alternative" in Visitor().get(f"{outbox}/{letter['MessageId']}.eml").body

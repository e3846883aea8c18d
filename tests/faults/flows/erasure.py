"""A person who was referred, rewarded, written to, edited and joined from two records is erased."""

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.erasure import ERASED
from chalicelib.domain.loyalty import Earned
from chalicelib.domain.money import Cents
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.erase_client import erase_client
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.models import studio
from chalicelib.models.audit import audit_put
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.eligible import Eligible
from chalicelib.models.processing import Processing
from chalicelib.models.transaction import Put, transact
from chalicelib.services.files import files
from tests import template
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-9")
DRAFT, OTHER_DRAFT = "erase-anna", "edit-anna"
PERSON = scenes.ANNA
SECRET = "zzmarker"
"""Stands in everything personal: after erasing it is nowhere."""


def a_known_person(ground: Ground) -> None:
    """Anna, with the marker in all that is hers: sent by Rita, sender of Fred, rewarded in three ways."""
    scenes.studio()
    told = {"kind": "email", "given": True, "wording": f"Told {SECRET}", "at": "x", "source": "staff"}
    scenes.client(
        "anna",
        ground.now,
        number=1,
        birthday_on=date(1990, 5, 1),
        company=f"{SECRET} Ltd",
        address=f"1 {SECRET} Street",
        phones=[{"label": "Mobile", "number": "+15035550123", "sms": True}],
        family=[{"first_name": SECRET, "last_name": None, "phones": [], "email": None}],
        notes=f"Likes {SECRET}.",
        tasks=[{"text": f"Call {SECRET}", "due_on": "2026-12-01"}],
        lead_source_text=SECRET,
        consents=[told],
    )
    Client(PERSON).update([Client.first_name.set(SECRET)])
    for name in ("rita", "fred"):
        scenes.client(name, ground.now)
    scenes.enroll(PERSON, ground.now)
    scenes.referral(PERSON, scenes.RITA, ground.now)
    scenes.invoice(PERSON, "A-1", 25_000, ground.now)
    scenes.session(PERSON, "S-1", "booked", ground.now)
    scenes.referral(scenes.FRED, PERSON, ground.now)
    scenes.invoice(scenes.FRED, "F-1", 25_000, ground.now)
    scenes.session(scenes.FRED, "S-2", "booked", ground.now)
    for friend in (PERSON, scenes.FRED):
        evaluate_referral(friend, studio=studio.load(), now=ground.now)
    joins.reward(PERSON, "run-0", ground)
    joins.manual(PERSON, "card", 500, ground)
    audit = audit_put(
        f"client#{PERSON}",
        "client changed",
        before={"notes": SECRET},
        after={"notes": f"Likes {SECRET}."},
        actor=MANAGER,
        now=ground.now,
    )
    assert transact([audit]).stands
    files().put(f"pictures/{PERSON}.jpg", SECRET.encode())
    a_list_by_hand(ground)
    begin_draft(
        OTHER_DRAFT,
        "client_edit",
        {"typed": SECRET},
        actor=MANAGER,
        now=ground.now,
        about=f"client#{PERSON}",
        title=SECRET,
    )
    begin(ground)


def a_list_by_hand(ground: Ground) -> None:
    """A run by hand on whose list Anna stands, unticked, in a place made of her name."""
    rule = to_plain(LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000)))
    run = Processing("run-by-hand", rule=rule, by="operator", state="prepared", created_at=ground.now)
    place = f"{SECRET}#{PERSON}"
    earned = Earned(1, Cents(1_000), Cents(10_000))
    row = Eligible.loaded(
        run.processing_id,
        PERSON,
        place,
        status_id="regular",
        qualifying_cents=10_000,
        consumed_cents=0,
        earned=earned,
    )
    row.marked = f"1#{place}"
    assert transact([Put(run), row.put]).stands


def begin(ground: Ground) -> None:
    """The manager's review."""
    version = Client.get(PERSON, consistent_read=True).version
    content = {"client": PERSON, "version": version}
    begin_draft(DRAFT, "erase", content, actor=MANAGER, now=ground.now, about=f"client#{PERSON}")


def erase(ground: Ground) -> None:
    """The manager confirms."""
    draft = Draft.find(DRAFT, "erase", ground.now)
    assert draft is not None
    why = erase_client(draft, files=files(), studio=studio.load(), actor=MANAGER, now=ground.now)
    assert why is None, why


def erased(ground: Ground) -> Iterator[str]:
    """Nothing personal is left anywhere; all books stand."""
    person = joins.row(ground, "clients", client_id=PERSON)
    leaks = sorted(noun for noun in template.tables() if SECRET in str(ground.rows(noun)))
    audit = [row for row in ground.rows("audit") if row["about"] == f"client#{PERSON}"]
    claims = {row["holder"] for row in ground.rows("claims") if row["claim"].startswith("contact:")}
    letters = [row for row in ground.rows("notices") if row["client_id"] == PERSON]
    return missing(
        nothing_is_left_in_any_table=not leaks,
        nor_in_the_bucket=SECRET.encode() not in b"".join(ground.files.values()),
        marked=person.get("erased_at") is not None and person["client_number"] == 1,
        nobody_finds_the_address=not any(row["client_id"] == PERSON for row in ground.rows("contacts")),
        the_claim_on_it_stays=PERSON in claims,
        values_are_gone={value for row in audit for value in row["before"].values()} == {ERASED},
        the_erasing_is_recorded=[row["what"] for row in audit].count("client erased") == 1,
        letters_that_wait_do_not_go={row["state"] for row in letters} == {"suppressed"},
        the_books_stand=len(ground.rows("invoices")) == 2 and len(ground.rows("ledger")) == 6,
        no_link_brings_friends=all(row.get("removed_at") for row in ground.rows("links")),
        the_draft_is_used=joins.row(ground, "drafts", draft_id=DRAFT).get("open_for") is None,
    )


FLOWS = (Flow(name="erase_client", prepare=a_known_person, act=erase, goal=erased, calls=25, thrifty=True),)

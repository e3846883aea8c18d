"""Regular clients of the guide's studio: what they bought, and a month of rewards behind them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from chalicelib.domain import records
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.invoice_edit import Wanted as WantedInvoice
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.index_client import index_clients
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.redeem_rewards import redeem_rewards
from chalicelib.flows.save_invoice import new_invoice
from chalicelib.handlers.console import expiry_days, loyalty, money, night, processing_shown
from chalicelib.models import studio
from chalicelib.models.referral import Referral
from chalicelib.services.files import FakeFiles
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.browser.at_work import FRIENDS, NOW
from tests.browser.desk import Walk
from tests.faults import scenes
from tests.flows import nights, processings
from tests.flows.nights import Night

AT_THE_DESK = Actor(role=Role.OPERATOR, request_id="request-0")
RULE = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000), letter=True, expires_after_days=365)
START_ON = date(2026, 1, 1)
A_MONTH_AGO = NOW - timedelta(days=30)
PEOPLE = (
    ("eve", "Eve", "Harper", 1050, 86_000),
    ("hugo", "Hugo", "Marsh", 1051, 41_250),
    ("ines", "Ines", "Vale", 1052, 7_500),
    ("jon", "Jon", "Reed", 1053, 124_000),
)
CONSOLE = (expiry_days, loyalty, money, night, processing_shown)


def regulars() -> None:
    """Four who take part in the loyalty program; one of them has not bought enough yet."""
    for client_id, first_name, last_name, number, cents in PEOPLE:
        nights.client(
            client_id,
            NOW - timedelta(days=400),
            first_name=first_name,
            last_name=last_name,
            client_number=number,
            emails=[f"{client_id}@people.example"],
        )
        nights.invoice(client_id, f"INV-{number}", cents, NOW, date(2026, 9, number - 1040))
    index_clients({each[0] for each in PEOPLE}, country="US")


def a_month_of_rewards() -> None:
    """The program runs since a month; rewards by hand, one of which ends soon; two were used."""
    stands = studio.load().preferences
    assert studio.save_preferences(
        replace(stands, loyalty=RULE, loyalty_active=True, loyalty_start_on=START_ON)
    )
    studio.bundle = studio.Bundle()
    assert Night(now=A_MONTH_AGO).by_hand().is_finished
    issued("eve", 4_000, "Helped at the open day", date(2026, 12, 15), A_MONTH_AGO + timedelta(days=9))
    issued("hugo", 2_500, "The album came late", None, A_MONTH_AGO + timedelta(days=16))
    written("eve", "INV-1101", 15_000, A_MONTH_AGO + timedelta(days=20))
    written("jon", "INV-1102", 26_000, NOW)
    used("eve", "INV-1101", 5_000, A_MONTH_AGO + timedelta(days=20))


def somebody_who_owes() -> None:
    """Ann spent a part of what Kim had earned her, and Kim's session was cancelled."""
    came, spent = NOW - timedelta(days=6), NOW - timedelta(days=2)
    nights.client("kim", came, "online", first_name="Kim", last_name="Sands", referred_by="ann")
    nights.waiting_referral("kim", "ann", came)
    referral = Referral.get("kim")
    referral.terms = records.to_plain(FRIENDS)
    referral.save()
    scenes.session("kim", "S-3", "booked", came)
    evaluate_referral("kim", studio=studio.load(), now=came)
    written("ann", "INV-1103", 9_000, spent)
    used("ann", "INV-1103", 1_500, spent, "referral:kim:1")
    scenes.session("kim", "S-3", "cancelled", spent)
    evaluate_referral("kim", studio=studio.load(), now=NOW - timedelta(days=1))


def issued(client_id: str, cents: int, reason: str, last_day: date | None, at: datetime) -> None:
    """A reward by hand."""
    wanted = Wanted(client_id=client_id, cents=Cents(cents), reason=reason, expires_on=last_day)
    done = issue_reward(
        wanted, key=reason[:3], owed_seen=Cents(0), actor=AT_THE_DESK, studio=studio.load(), now=at
    )
    assert done.refused is None


def written(client_id: str, ref: str, cents: int, at: datetime) -> None:
    """An invoice of which nothing is paid."""
    wanted = WantedInvoice(
        invoice_ref=ref,
        invoiced_on=at.date(),
        total_cents=Cents(cents),
        tax_cents=Cents(0),
        location_id=None,
    )
    done = new_invoice(client_id, wanted, actor=AT_THE_DESK, now=at, studio=studio.load(), others=[])
    assert done.refused is None


def used(client_id: str, ref: str, cents: int, at: datetime, reward_id: str = "loyalty:1") -> None:
    """A part of the client's reward, on the invoice."""
    parts = [(reward_id, Cents(cents))]
    done = redeem_rewards(client_id, ref, parts, key="till", actor=AT_THE_DESK, now=at, studio=studio.load())
    assert done.refused is None


@dataclass
class Background:
    """The functions that the console sets going, done when a walk says so."""

    walk: Walk
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    files: FakeFiles = field(default_factory=FakeFiles)

    def stand_behind(self, patch: pytest.MonkeyPatch) -> None:
        """What the screens begin is begun here."""
        for module in CONSOLE:
            patch.setattr(module, "functions", lambda: self.functions)

    def work(self) -> None:
        """Everything that was begun, until nothing is."""
        at_night = Night(now=self.walk.now, files=self.files)
        by_hand = processings.Office(self.walk.now, studio.load(), files=self.files)
        while self.functions.started:
            name, payload = self.functions.started.pop(0)
            if name == settings.process_loyalty_function:
                by_hand.run(payload["processing"])
                by_hand.work()
            else:
                assert name == settings.night_function
                at_night.by_hand(**payload)
        self.walk.wait(minutes=1)

    def letters(self, *client_ids: str) -> list[str]:
        """The ids of the letters to these clients."""
        rows = self.walk.tables.rows("notices")
        return [str(row["notice_id"]) for row in rows if row["client_id"] in client_ids]

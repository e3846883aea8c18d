from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.row import Kind, Row
from chalicelib.flows.record_rows import Door, apply_waiting, record_rows
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.entry import entries_of
from chalicelib.models.invoice import Invoice
from chalicelib.models.link import Link
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from tests.flows.studios import STUDIO, invoice, jane, row, session

JANE, BEN = client_id_of_ref("C-1"), client_id_of_ref("C-2")
DOOR = Door(new_token=lambda: "token", client_of_token={"good": JANE}.get, source="import")


def told(now, kind: Kind, *rows: Row) -> list[tuple[str, str]]:
    """Outcome and column of each row."""
    judged = record_rows(kind, rows, STUDIO, door=DOOR, now=now)
    return [(each.outcome.value, each.column) for each in judged]


def reward(**cells: str) -> Row:
    return row(
        **({"code": "LR-1", "client_ref": "C-1", "remaining": "25", "expires_on": "2027-01-31"} | cells)
    )


def enrollment(**cells: str) -> Row:
    return row(**({"client_ref": "C-1", "program": "friends & family", "enrolled_on": "2026-10-01"} | cells))


def test_a_reward_is_opened_by_one_entry_and_a_repeat_changes_nothing(tables, now):
    told(now, Kind.CLIENTS, jane())
    assert told(now, Kind.REWARDS, reward(code="lr-1")) == [("stored", "")]
    assert told(now, Kind.REWARDS, reward()) == [("unchanged", "")]

    (entry,) = entries_of(JANE)
    assert (entry.entry_id, entry.cents, Account.read(JANE).balance_cents) == ("open:LR-1", 2500, 2500)
    stored = Reward.find(JANE, "open:LR-1")
    assert stored is not None
    assert (stored.code, stored.remaining, stored.expires_on) == ("LR-1", "25.00", date(2027, 1, 31))
    assert stored.expires_at == datetime(2027, 2, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"code": ""}, "code"),
        ({"code": "LR_1"}, "code"),
        ({"remaining": "0"}, "remaining"),
        ({"remaining": ""}, "remaining"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"remaining": "30"}, "remaining"),
        ({"expires_on": ""}, "expires_on"),
        ({"client_ref": "C-2"}, "code"),
    ],
)
def test_a_reward_that_stands_is_not_changed_and_a_bad_one_not_opened(tables, now, cells, column):
    told(now, Kind.CLIENTS, jane(), jane(client_ref="C-2"))
    told(now, Kind.REWARDS, reward())
    assert told(now, Kind.REWARDS, reward(**cells)) == [("refused", column)]
    assert len(entries_of(JANE)) == 1


def test_an_enrollment_starts_with_its_day(tables, now):
    told(now, Kind.CLIENTS, jane())
    assert told(now, Kind.ENROLLMENTS, enrollment()) == [("stored", "")]
    assert told(now, Kind.ENROLLMENTS, enrollment(), enrollment(enrolled_on="")) == [("unchanged", "")] * 2
    assert told(now, Kind.ENROLLMENTS, enrollment(enrolled_on="2026-09-01")) == [("older", "enrolled_on")]
    stored = Enrollment.open_of(JANE)
    assert stored is not None
    assert stored.enrolled_at == datetime(2026, 10, 1, 4, tzinfo=UTC)

    assert told(now, Kind.ENROLLMENTS, enrollment(ended_on="2026-11-01")) == [("stored", "")]
    assert Enrollment.open_of(JANE) is None
    link = Link.of_token("token")
    assert link is not None
    assert link.removed_at == now


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"program": "None"}, "program"),
        ({"program": ""}, "program"),
        ({"client_ref": ""}, "client_ref"),
        ({"ended_on": "2026-09-30"}, "ended_on"),
    ],
)
def test_a_bad_enrollment_is_refused(tables, now, cells, column):
    told(now, Kind.CLIENTS, jane())
    assert told(now, Kind.ENROLLMENTS, enrollment(**cells)) == [("refused", column)]


def test_what_came_ahead_of_its_client_is_applied_when_the_client_comes(tables, now):
    assert told(now, Kind.CLIENTS, jane(client_ref="C-2", referred_by="C-1")) == [("waiting", "referred_by")]
    for kind, ahead in (
        (Kind.INVOICES, invoice()),
        (Kind.SESSIONS, session()),
        (Kind.REWARDS, reward()),
        (Kind.ENROLLMENTS, enrollment()),
    ):
        assert told(now, kind, ahead) == [("waiting", "client_ref")]
    assert told(now, Kind.INVOICES, invoice(invoice_ref="I-2", total="a")) == [("refused", "total")]

    later = now + timedelta(days=1)
    assert apply_waiting(["C-1"], STUDIO, door=DOOR, now=now) == []  # Not before the client stands.
    assert tables.rows("invoices") == []
    told(later, Kind.CLIENTS, jane())
    applied = apply_waiting(["C-1"], STUDIO, door=DOOR, now=later)

    assert {each.judgement.outcome.value for each in applied} == {"stored"}
    assert {each.row for each in applied} == {
        "clients:C-2",
        "invoices:I-1",
        "sessions:S-1",
        "rewards:LR-1",
        "enrollments:friends",
    }
    account = Account.read(JANE)
    assert (account.qualified_cents, account.balance_cents) == (12000, 2500)
    assert Client.get(BEN).referred_by == JANE
    friend = Referral.of_friend(BEN)
    assert friend is not None
    assert friend.referrer_id == JANE
    assert tables.rows("waiting") == []
    assert apply_waiting(["C-1"], STUDIO, door=DOOR, now=later) == []


def test_what_was_stored_since_is_newer_than_what_waited(tables, now):
    told(now, Kind.INVOICES, invoice(paid="0"))
    later = now + timedelta(days=1)
    told(later, Kind.CLIENTS, jane())
    told(later, Kind.INVOICES, invoice())

    (applied,) = apply_waiting(["C-1"], STUDIO, door=DOOR, now=later)

    assert applied.judgement.outcome == "older"
    assert Invoice.get(JANE, "I-1").sale_cents == 12000


def test_half_applied_rows_are_applied_again_without_effect(tables, now, monkeypatch):
    from chalicelib.models import waiting

    told(now, Kind.INVOICES, invoice(), invoice(invoice_ref="I-2"))
    told(now, Kind.CLIENTS, jane())

    def dies(rows, signs):
        next(iter(rows)).delete()
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting, "let_go", dies)
    with pytest.raises(KeyboardInterrupt):
        apply_waiting(["C-1"], STUDIO, door=DOOR, now=now)
    monkeypatch.undo()
    (left,) = apply_waiting(["C-1"], STUDIO, door=DOOR, now=now)

    assert left.judgement.outcome == "unchanged"
    assert (Account.read(JANE).qualified_cents, tables.rows("waiting")) == (24000, [])

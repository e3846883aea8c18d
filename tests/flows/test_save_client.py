"""Staff save a client's form: one transaction, safe to repeat, never over what others changed."""

from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.client_typed import typed_of
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.save_client import Edit, Outcome, Saved, save_client
from chalicelib.models import number, transaction
from chalicelib.models.audit import AuditRecord
from chalicelib.models.client import Client
from chalicelib.models.contact import holders
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Unknown
from tests.flows.studios import STUDIO, jane
from tests.flows.test_record_client import told

JANE, BEN = client_id_of_ref("C-1"), client_id_of_ref("C-2")
STAFF = Actor(role=Role.OPERATOR, request_id="request-1")


def stored(client_id: str = JANE) -> Client:
    return Client.get(client_id, consistent_read=True)


def form(client_id: str, now: Any, **typed: Any) -> tuple[Edit, Draft]:
    """A form of the client as it stands with these controls typed into, in hand."""
    found = list(Client.batch_get([client_id], consistent_read=True))
    base = typed_of(found[0].attribute_values if found else {}, STUDIO)
    version = found[0].version if found else None
    draft = begin_draft(f"d{client_id}{len(typed)}", "client_edit", {}, actor=STAFF, now=now)
    return Edit(client_id=client_id, version=version, base=base, typed=base | typed), draft


def save(client_id: str, now: Any, **typed: Any) -> Saved:
    edit, draft = form(client_id, now, **typed)
    return save_client(edit, draft, STUDIO, actor=STAFF, now=now)


def test_only_what_was_changed_is_written(tables, now):
    told(now, jane(email="jane@example.com", city="Rome"))
    edit, draft = form(JANE, now, company="Doe Ltd")
    # An import that speaks of nothing in the form, but writes the same record.
    Client(JANE).update([Client.external_updated_at.set("2026"), Client.version.set(Client.version + 1)])
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.STORED
    client = stored()
    assert (client.company, client.city, client.external_updated_at, client.version) == (
        "Doe Ltd",
        "Rome",
        "2026",
        3,
    )
    (audit,) = AuditRecord.query(f"client#{JANE}")
    assert (audit.before, audit.after) == ({}, {"company": "Doe Ltd"})


def test_a_form_that_changes_nothing_writes_nothing(tables, now):
    told(now, jane())
    assert save(JANE, now).outcome is Outcome.UNCHANGED
    assert stored().version == 1
    assert AuditRecord.count(f"client#{JANE}") == 0


def test_a_repeat_changes_nothing(tables, now):
    told(now, jane())
    edit, draft = form(JANE, now, city="Rome")
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.STORED
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.USED
    assert stored().version == 2


def test_contacts_follow_the_record(tables, now):
    told(now, jane(email="jane@example.com", mobile="(555) 201-0199"))
    assert save(JANE, now, emails="doe@example.com").outcome is Outcome.STORED
    assert holders("email:jane@example.com") == []
    assert holders("email:doe@example.com") == holders("mobile:+15552010199") == [JANE]


def test_a_number_that_is_given_up_is_free_for_others(tables, now):
    told(now, jane(client_number="7"), jane(client_ref="C-2", first_name="Ben"))
    refused = save(BEN, now, client_number="7")
    assert refused.outcome is Outcome.REFUSED
    assert refused.problems == {"client_number": "7 is the number of Doe, Jane. Choose another one."}
    assert save(JANE, now, client_number="8", city="Rome").outcome is Outcome.STORED
    assert save(BEN, now, client_number="7", city="Rome").outcome is Outcome.STORED
    assert (stored().client_number, stored(BEN).client_number) == (8, 7)


def test_a_number_by_hand_is_stepped_over_by_the_counter(tables, now):
    told(now, jane(), jane(client_ref="C-2", first_name="Ben"))
    assert save(JANE, now, client_number=str(number.FIRST_NUMBER)).outcome is Outcome.STORED
    assert assign_numbers([BEN], now=now) == {BEN: number.FIRST_NUMBER + 1}


def test_a_number_that_was_given_meanwhile_is_in_nobodys_way(tables, now):
    told(now, jane())
    edit, draft = form(JANE, now, city="Rome")
    assign_numbers([JANE], now=now)
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.STORED
    assert (stored().client_number, stored().city) == (number.FIRST_NUMBER, "Rome")


@pytest.mark.parametrize("typed", [{"city": "Bath"}, {"region": "MA"}])
def test_what_somebody_else_changed_is_never_written_over(tables, now, typed):
    told(now, jane())
    edit, draft = form(JANE, now, **typed)
    told(now, jane(city="Rome"))
    saved = save_client(edit, draft, STUDIO, actor=STAFF, now=now)
    assert (saved.outcome, saved.version) == (Outcome.MOVED, 2)
    assert saved.standing is not None
    assert saved.standing["city"] == "Rome"
    assert stored().city == "Rome"
    assert stored().region is None
    assert draft.is_open


@pytest.mark.parametrize("erased", [True, False])
def test_a_client_who_is_gone_is_not_written(tables, now, erased):
    told(now, jane())
    edit, draft = form(JANE, now, city="Bath")
    if erased:
        Client(JANE).delete()
    else:
        Client(JANE).update([Client.merged_into.set(BEN)])
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.GONE


def test_a_referrer_that_moves_meanwhile_is_read_again(tables, now, monkeypatch):
    told(now, jane(), jane(client_ref="C-2", first_name="Ben"))
    edit, draft = form(BEN, now, referred_by=JANE)
    raced: list[int] = []

    def beaten(writes):
        if not raced:
            raced.append(1)
            Client(JANE).update([Client.version.set(Client.version + 1)])
        return transaction.transact(writes)

    monkeypatch.setattr("chalicelib.flows.save_client.transact", beaten)
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.STORED
    assert Referral.get(BEN).referrer_id == JANE


def test_a_referrer_who_was_joined_with_another_is_refused(tables, now):
    told(now, jane(), jane(client_ref="C-2", first_name="Ben"))
    Client(JANE).update([Client.merged_into.set("other")])
    saved = save(BEN, now, referred_by=JANE)
    assert saved.outcome is Outcome.REFUSED
    assert list(saved.problems) == ["referred_by"]
    assert Referral.count() == 0


def test_who_always_loses_the_race_is_told_that_nobody_knows(tables, now, monkeypatch):
    told(now, jane(), jane(client_ref="C-2", first_name="Ben"))
    edit, draft = form(BEN, now, referred_by=JANE)

    def beaten(writes):
        Client(JANE).update([Client.version.set(Client.version + 1)])
        return transaction.transact(writes)

    monkeypatch.setattr("chalicelib.flows.save_client.transact", beaten)
    with pytest.raises(Unknown):
        save_client(edit, draft, STUDIO, actor=STAFF, now=now)


def test_a_save_takes_at_most_five_calls(tables, now):
    told(now, jane(), jane(client_ref="C-2", first_name="Ben"))
    edit, draft = form(
        BEN, now, referred_by=JANE, status_id="client", client_number="5", emails="b@c.example"
    )
    before = tables.requests
    assert save_client(edit, draft, STUDIO, actor=STAFF, now=now).outcome is Outcome.STORED
    assert tables.requests - before <= 5

import pytest

from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import ContactRow, claim_keys, contact_writes, holders
from chalicelib.models.transaction import Outcome, transact
from chalicelib.settings import settings


def client(client_id: str, email: str = "Jane@gmail.com", number: str = "555 010 0199") -> Client:
    phones = [{"label": "Mobile", "number": number, "sms": False}] if number else []
    return Client(client_id, emails=[email] if email else [], phones=phones)


def holder(contact: str) -> str:
    return Claim.get(claim_keys(contact)[0]).holder


def test_staff_may_store_many_clients_of_one_contact_and_the_first_holds_it(tables):
    for client_id in ("c-ann", "c-ben", "c-ann"):
        assert transact(contact_writes(client(client_id), "US", exclusive=False)).stands

    assert holders("email:jane@gmail.com") == ["c-ann", "c-ben"]
    assert holders("mobile:+15550100199") == ["c-ann", "c-ben"]
    assert holder("email:jane@gmail.com") == holder("mobile:+15550100199") == "c-ann"


@pytest.mark.parametrize(
    ("email", "number"),
    [("jane@googlemail.com", ""), ("", "+15550100199"), ("other@x.com", "555-010-0199")],
)
def test_the_public_form_is_refused_any_contact_that_is_held(tables, email, number):
    transact(contact_writes(client("c-ann"), "US", exclusive=True))

    refused = transact(contact_writes(client("c-new", email, number), "US", exclusive=True))

    assert refused.outcome is Outcome.REFUSED
    assert {row["client_id"] for row in tables.rows("contacts")} == {"c-ann"}


def test_a_contact_that_is_held_under_the_other_key_is_held(tables):
    _, other = claim_keys("email:jane@gmail.com")
    Claim(other, holder="c-ann").save()

    assert not transact(contact_writes(client("c-new", number=""), "US", exclusive=True)).stands


def test_claims_hold_no_contact_in_the_clear(tables):
    transact(contact_writes(client("c-ann"), "US", exclusive=True))

    text = repr(tables.rows("claims"))
    assert "jane" not in text
    assert "5550100199" not in text
    assert len(settings.contact_keys) == 2
    assert sorted(row["contact"] for row in tables.rows("contacts")) == sorted(
        row.contact for row in ContactRow.scan()
    )

"""A referral that looks odd is held on the deployed product, until an operator decides at the console."""

import pytest

from tests.cloud.live_studio import Row
from tests.cloud.office import Office, pages, somebody
from tests.cloud.programs import Person, assign, issued, path_of, paying, person, program, referral


@pytest.fixture(scope="module")
def program_id(office: Office) -> str:
    return program(office, "With an eye on it", **paying("25", reward_letter="yes"))


def held(office: Office, program_id: str) -> tuple[Person, Row]:
    """A referrer, and a friend whose address is the referrer's but for a dot and the provider."""
    referrer = person(office)
    assign(office, referrer, program_id)
    email = referrer.email.replace(".", "", 1).replace("clients", "elsewhere")
    values = office.live.open_form(first_name="Vera", last_name=somebody(), email=email)
    link = office.live.outputs["form_url"] + path_of(office, referrer)
    assert office.live.post(link, values).heading == "Thank you"
    (friend,) = office.live.clients_at(email)
    found = referral(office, friend, "held")
    assert (found["reason"], "email_family" in found["evidence_found"]) == ("suspicious", True)
    assert issued(office, referrer) == []
    return referrer, friend


def decide(office: Office, friend: Row, press: str, note: str) -> None:
    ((listed, label),) = [
        (page, label)
        for page in pages(office.operator, office.operator.ask("holds"))
        for label, _ in page.buttons
        if f"Look at both: {friend['last_name']}" in label
    ]
    told = office.operator.press(office.operator.press(listed, label), press, {"note": note})
    assert "It is decided" in told.words, told.words


def test_released_at_the_console_it_is_paid(office: Office, program_id: str) -> None:
    referrer, friend = held(office, program_id)
    decide(office, friend, "Release: let it go on", "Mother and daughter.")
    assert referral(office, friend)["released_for"] == ["suspicious"]
    assert issued(office, referrer) == [2500]
    (audit,) = office.audit_of(f"client#{friend['client_id']}")
    assert (audit["what"], audit["after"]["note"]) == ("referral released", "Mother and daughter.")


def test_refused_at_the_console_it_is_void_and_pays_nothing(office: Office, program_id: str) -> None:
    referrer, friend = held(office, program_id)
    decide(office, friend, "Refuse: void the referral", "One person.")
    assert referral(office, friend, "void")["reason"] == "rejected"
    assert issued(office, referrer) == []
    assert office.live.rows("notices", client_id=referrer.client_id) == []

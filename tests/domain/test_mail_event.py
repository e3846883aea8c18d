import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mail_event import NotAnEvent, mail_event
from chalicelib.domain.notice import Sign
from tests.letters.events import EVENTS, NOTICE_ID, event


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("send", Sign.ACCEPTED),
        ("delivery", Sign.DELIVERED),
        ("delay", Sign.DELAYED),
        ("hard_bounce", Sign.BOUNCED),
        ("suppressed", Sign.BOUNCED),
        ("soft_bounce", Sign.BOUNCED_FOR_NOW),
        ("undetermined", Sign.BOUNCED_FOR_NOW),
        ("complaint", Sign.COMPLAINED),
        ("not_spam", Sign.DELIVERED),
        ("reject", Sign.REFUSED),
        ("rendering_failure", Sign.REFUSED),
    ],
)
def test_every_event_that_is_documented_has_its_sign(name: str, sign: Sign) -> None:
    told = mail_event(json.dumps(EVENTS[name]))
    assert told.sign is sign
    assert told.notice_id == NOTICE_ID
    assert told.message_id == "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"
    assert told.recipients == ("jane@people.example",)
    assert told.sent_at == datetime(2026, 11, 22, 2, 0, 2, 12_000, tzinfo=UTC)


def test_an_object_is_read_as_its_text_is() -> None:
    assert mail_event(EVENTS["delivery"]) == mail_event(json.dumps(EVENTS["delivery"]))


def test_an_event_knows_when_it_happened() -> None:
    assert mail_event(EVENTS["hard_bounce"]).at == datetime(2026, 11, 22, 2, 1, 2, 669_000, tzinfo=UTC)
    assert mail_event(EVENTS["send"]).at == mail_event(EVENTS["send"]).sent_at


def test_an_address_with_a_name_is_read_as_the_address() -> None:
    told = event("Complaint", {"complainedRecipients": [{"emailAddress": "Jane <jane@people.example>"}]})
    assert mail_event(told).recipients == ("jane@people.example",)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "not json",
        "[]",
        "null",
        "[" * 100_000,
        {},
        {"eventType": "Send"},
        {**EVENTS["send"], "mail": {**EVENTS["send"]["mail"], "tags": {}}},
        {**EVENTS["send"], "mail": {**EVENTS["send"]["mail"], "tags": {"notice_id": []}}},
        {**EVENTS["send"], "mail": {**EVENTS["send"]["mail"], "tags": {"notice_id": ["../ledger"]}}},
        {**EVENTS["send"], "mail": {**EVENTS["send"]["mail"], "timestamp": "yesterday"}},
        {**EVENTS["send"], "eventType": "Open"},
        {**EVENTS["send"], "eventType": "Bounce"},
    ],
)
def test_anything_else_is_no_event(message: Any) -> None:
    with pytest.raises(NotAnEvent) as raised:
        mail_event(message)
    assert "jane" not in str(raised.value)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(EVENTS)), st.sampled_from(["mail", "bounce", "complaint", "delivery"]), plain)
def test_whatever_comes_is_an_event_or_is_not(name: str, part: str, value: Any) -> None:
    changed = {**EVENTS[name], part: {**EVENTS[name]["mail"], "timestamp": value, "destination": value}}
    try:
        mail_event(changed)
        mail_event({**changed, part: value})
    except NotAnEvent:
        pass

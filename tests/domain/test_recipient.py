from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.domain.recipient import Reach, Recipient, recipient, refusal

MAIL, PAPER, TEXT = LetterForm.EMAIL, LetterForm.PRINT, LetterForm.TEXT
SERVICE, MARKETING = Purpose.SERVICE, Purpose.MARKETING
MOBILE = {"label": "Mobile", "number": "+12075550142", "sms": True}
HOME = {"label": "Home", "number": "+12075550199", "sms": True}
ALL = Reach(
    emails=["jane@people.example", "jane@work.example"],
    phones=[HOME, MOBILE],
    postal_address="1 Harbor Street",
    allow_marketing=True,
    allow_email_marketing=True,
)


@pytest.mark.parametrize(
    ("form", "address"), [(MAIL, "jane@people.example"), (PAPER, "1 Harbor Street"), (TEXT, "+12075550142")]
)
def test_each_form_has_its_own_place_to_go(form: LetterForm, address: str) -> None:
    for purpose in Purpose:
        to = recipient(ALL, form, "US")
        assert to.address == address
        assert refusal(form, purpose, to) is None


@pytest.mark.parametrize(
    ("form", "purpose", "change", "why"),
    [
        (MAIL, SERVICE, {"emails": []}, Reason.NO_ADDRESS),
        (MAIL, SERVICE, {"emails": ["jane at people"]}, Reason.NO_ADDRESS),
        (MAIL, SERVICE, {"allow_marketing": False, "allow_email_marketing": False}, None),
        (MAIL, MARKETING, {"allow_marketing": False}, Reason.NO_CONSENT),
        (MAIL, MARKETING, {"allow_email_marketing": False}, Reason.NO_CONSENT),
        (PAPER, SERVICE, {"postal_address": " ", "allow_marketing": False}, None),
        (PAPER, MARKETING, {"postal_address": " "}, Reason.NO_ADDRESS),
        (PAPER, MARKETING, {"allow_marketing": False}, Reason.NO_CONSENT),
        (PAPER, MARKETING, {"allow_email_marketing": False}, None),
        (TEXT, SERVICE, {"phones": []}, Reason.NO_NUMBER),
        (TEXT, SERVICE, {"phones": [HOME]}, Reason.NO_NUMBER),
        (TEXT, SERVICE, {"phones": [{**MOBILE, "number": "call me"}]}, Reason.NO_NUMBER),
        (TEXT, SERVICE, {"phones": [{**MOBILE, "sms": False}]}, Reason.NO_SMS_TICK),
        (TEXT, MARKETING, {"phones": [{**MOBILE, "sms": False}]}, Reason.NO_SMS_TICK),
        (TEXT, SERVICE, {"allow_marketing": False}, None),
        (TEXT, MARKETING, {"allow_marketing": False}, Reason.NO_CONSENT),
        (TEXT, MARKETING, {"allow_email_marketing": False}, None),
        # Of several reasons the first that holds is told.
        (MAIL, MARKETING, {"emails": [], "allow_marketing": False}, Reason.NO_ADDRESS),
        (TEXT, MARKETING, {"phones": [], "allow_marketing": False}, Reason.NO_NUMBER),
    ],
)
def test_a_notice_goes_only_where_it_may(
    form: LetterForm, purpose: Purpose, change: dict[str, Any], why: Reason | None
) -> None:
    assert refusal(form, purpose, recipient(replace(ALL, **change), form, "US")) is why


def test_nobody_gets_nothing() -> None:
    assert refusal(MAIL, SERVICE, None) is Reason.NO_CLIENT


def test_a_text_goes_to_the_first_mobile_line_that_has_the_tick() -> None:
    lines = [{**MOBILE, "sms": False}, {"label": "mobile", "number": "(207) 555-0111", "sms": True}, MOBILE]
    assert recipient(Reach(phones=lines), TEXT, "US") == Recipient(
        address="+12075550111", allows=frozenset({SERVICE})
    )

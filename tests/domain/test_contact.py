import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.contact import (
    canonical_email,
    canonical_mobile,
    contact_keys,
    stored_phone,
    tidy_email,
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jane",
        "jane@",
        "@x.com",
        "jane@example",
        "jane@localhost",
        "jane@studio.local",
        "x@test.invalid",
        "jane..doe@gmail.com",
        ".jane@gmail.com",
        "jane.@gmail.com",
        "a" * 65 + "@x.com",
        "a" * 60 + "@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 63 + ".com",
        "a@example.com\n",
        "a@example.com%0aBcc:",
        "a@example.com,b@example.com",
        "a@example.com;b@example.com",
        "Jane <a@x.com>",
        '"a b"@x.com',
        "a@[127.0.0.1]",
        "a@1.2.3.4",
        "a@-x.com",
        "a@x..com",
        "jané@x.com",
        "\uff41@example.com",
        "a@b.c'; DROP",
        "' OR 1=1",
        "mailto:a@x.com",
        "a@@x.com",
        "a@x.com\x00",
    ],
)
def test_what_no_mail_can_reach_is_no_address(text):
    assert tidy_email(text) is None
    assert canonical_email(text) is None


@pytest.mark.parametrize(
    ("typed", "kept", "canonical"),
    [
        ("jane@example.com", "jane@example.com", "jane@example.com"),
        ("  jane@example.com ", "jane@example.com", "jane@example.com"),
        ("JANE@Example.COM", "JANE@example.com", "jane@example.com"),
        ("j.a.n.e+promo@gmail.com", "j.a.n.e+promo@gmail.com", "jane@gmail.com"),
        ("Jane@googlemail.com", "Jane@googlemail.com", "jane@gmail.com"),
        ("jane.doe+x@outlook.com", "jane.doe+x@outlook.com", "jane.doe@outlook.com"),
        ("jane+a@corp.example", "jane+a@corp.example", "jane+a@corp.example"),
        ("j.doe@corp.example", "j.doe@corp.example", "j.doe@corp.example"),
        ("o'neil@x.com", "o'neil@x.com", "o'neil@x.com"),
        ("a" * 64 + "@x.com", "a" * 64 + "@x.com", "a" * 64 + "@x.com"),
        ("jane@exämple.com", "jane@xn--exmple-cua.com", "jane@xn--exmple-cua.com"),
        ("a@xn--80ak6aa92e.com", "a@xn--80ak6aa92e.com", "a@xn--80ak6aa92e.com"),
        ("a@example\u3002com", "a@example.com", "a@example.com"),
        ("a@\uff45xample.com", "a@example.com", "a@example.com"),
    ],
)
def test_an_address_is_kept_as_typed_and_compared_by_its_mailbox(typed, kept, canonical):
    assert tidy_email(typed) == kept
    assert canonical_email(typed) == canonical
    assert canonical_email(canonical) == canonical


@given(st.text(max_size=80) | st.emails())
def test_no_text_breaks_the_reading_of_an_address(text):
    canonical = canonical_email(text)
    assert canonical is None or canonical_email(canonical) == canonical


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+1 (555) 010-0199", "US", "+15550100199"),
        ("(555) 010-0199", "US", "+15550100199"),
        ("555.010.0199", "CA", "+15550100199"),
        ("1 555 010 0199", "US", "+15550100199"),
        ("+1 555 010 0199", "DE", "+15550100199"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("00 1 555 010 0199", "GB", "+15550100199"),
        ("+44 (0)20 7946 0018", "US", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("030 901820", "DE", "+4930901820"),
        ("06 12345678", "IT", "+390612345678"),
        ("٥٥٥٠١٠٠١٩٩", "US", "+15550100199"),
        ("\uff15\uff15\uff15 010 0199", "us", "+15550100199"),
        ("+999 123 456 789", "US", "+999123456789"),
        ("555 010 019", "US", None),
        ("555 010 01999", "US", None),
        ("+1 555 010 019", "US", None),
        ("+0 555 010 0199", "US", None),
        ("+1234567", "US", None),
        ("+9991234567890123", "US", None),
        ("555 010 0199", "ZZ", None),
        ("555", "US", None),
        ("5" * 30, "US", None),
        ("+", "US", None),
        ("", "US", None),
        ("abc", "US", None),
        ("555 010 0199;ext=3", "US", None),
        ("javascript:alert(1)", "US", None),
        ("555+0100199", "US", None),
    ],
)
def test_a_number_becomes_e164_when_it_is_one(typed, country, number):
    assert canonical_mobile(typed, country) == number
    assert stored_phone(typed, country) == (number or typed.strip())
    if number is not None:
        assert canonical_mobile(number, country) == number


@given(st.text(max_size=40), st.sampled_from(["US", "GB", "IT", "ZZ"]))
def test_no_text_breaks_the_reading_of_a_number(text, country):
    number = canonical_mobile(text, country)
    assert number is None or canonical_mobile(number, country) == number


def test_a_client_is_known_by_each_mailbox_and_mobile_line_once():
    phones = [
        {"label": "Mobile", "number": "555 010 0199", "sms": True},
        {"label": "mobile", "number": "+15550100199", "sms": False},
        {"label": "Home", "number": "555 010 0142", "sms": False},
        {"label": "Mobile", "number": "ask Ann", "sms": False},
    ]
    assert contact_keys(["J.ane@gmail.com", "jane@gmail.com", "nonsense"], phones, "US") == (
        "email:jane@gmail.com",
        "mobile:+15550100199",
    )

import pytest

from chalicelib.domain.client_search import Sought, Unclear, Way, sought

NUMBER, CODE = Way.NUMBER, Way.CODE


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Names, by the beginning of any word.
        ("jane", Sought(Way.NAME, "name#j", "jane")),
        ("  Doe, JANÉ ", Sought(Way.NAME, "name#d", "doe jane")),
        ("O’Brien", Sought(Way.NAME, "name#o", "obrien")),
        ("j", Sought(Way.NAME, "name#j", "j")),
        ("王", Sought(Way.NAME, "name#王", "王")),
        ("4 Seasons", Sought(Way.NAME, "name#4", "4 seasons")),
        ("<cwdb-action>", Sought(Way.NAME, "name#c", "cwdb action")),
        # Addresses, as everything recognizes them.
        ("Jane.Doe+x@Gmail.com", Sought(Way.EMAIL, "email#janedoe@gmail.com")),
        ("jane@", Unclear.NO_WHOLE_EMAIL),
        # Client numbers are short and bare, or say so.
        ("1042", Sought(NUMBER, claim="number:1042")),
        ("1234567", Sought(NUMBER, claim="number:1234567")),
        ("#1042", Sought(NUMBER, claim="number:1042")),
        ("# 001042", Sought(NUMBER, claim="number:1042")),
        ("１０４２", Sought(NUMBER, claim="number:1042")),
        ("#5551234567", Sought(NUMBER, claim="number:5551234567")),
        ("12345678", Sought(NUMBER, claim="number:12345678")),  # No phone number of this country.
        ("#0", Unclear.NO_NUMBER),
        ("#1a", Unclear.NO_NUMBER),
        ("#1234567890123", Unclear.NO_NUMBER),
        # Phone numbers, whole.
        ("5551234567", Sought(Way.PHONE, "phone#+15551234567")),
        ("(555) 123-4567", Sought(Way.PHONE, "phone#+15551234567")),
        ("+44 20 7946 0000", Sought(Way.PHONE, "phone#+442079460000")),
        ("123-4567", Unclear.NO_WHOLE_PHONE),
        ("0123", Unclear.NO_WHOLE_PHONE),
        ("+1042", Unclear.NO_WHOLE_PHONE),
        # Codes, however they are typed; those of other systems by name.
        ("LR-7K3Q-X9MD", Sought(CODE, claim="code:LR-7K3Q-X9MD")),
        ("lr7k3q x9md", Sought(CODE, claim="code:LR-7K3Q-X9MD")),
        ("lr-7k3q\u2013x9md", Sought(CODE, claim="code:LR-7K3Q-X9MD")),
        ("code: GIFT-100", Sought(CODE, claim="code:GIFT-100")),
        ("code:lr7k3qx9md", Sought(CODE, claim="code:LR-7K3Q-X9MD")),
        ("LR-7K3Q-X9M0", Sought(Way.NAME, "name#l", "lr 7k3q x9m0")),
        # Nothing to look for.
        ("", Unclear.NOTHING_TYPED),
        ("   ", Unclear.NOTHING_TYPED),
        ("code:", Unclear.NOTHING_TYPED),
        ("***", Unclear.NO_WORD),
        ("x" * 201, Unclear.TOO_LONG),
    ],
)
def test_what_was_typed_says_what_to_look_up(typed: str, found: Sought | Unclear) -> None:
    assert sought(typed, "US") == found

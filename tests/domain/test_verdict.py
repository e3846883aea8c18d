import pytest

from chalicelib.domain.verdict import Standing, Verdict, verdict

ME, OTHER = "c-me", "c-other"


@pytest.mark.parametrize(
    ("standing", "is_spam", "found"),
    [
        (Standing(), False, Verdict.NEW),
        (Standing(contact_holders=frozenset({OTHER})), False, Verdict.KNOWN),
        (Standing(contact_holders=frozenset({ME})), False, Verdict.NEW),
        (Standing(contact_holders=frozenset({ME, OTHER})), False, Verdict.KNOWN),
        (Standing(), True, Verdict.SPAM),
        # Sent again with the same answers: as at first, whatever has come between.
        (Standing(form_holder=ME, form_payload_hash="p"), False, Verdict.NEW),
        (
            Standing(form_holder=ME, form_payload_hash="p", contact_holders=frozenset({OTHER})),
            False,
            Verdict.NEW,
        ),
        (Standing(form_holder=OTHER, form_payload_hash="p"), False, Verdict.KNOWN),
        (Standing(form_holder="nobody", form_payload_hash="p"), True, Verdict.SPAM),
        # Sent again with other answers, before all else.
        (Standing(form_holder=ME, form_payload_hash="q"), False, Verdict.USED),
        (
            Standing(form_holder=OTHER, form_payload_hash="q", contact_holders=frozenset({OTHER})),
            True,
            Verdict.USED,
        ),
    ],
)
def test_what_becomes_of_a_form(standing, is_spam, found):
    assert verdict(standing, client_id=ME, payload_hash="p", is_spam=is_spam) is found

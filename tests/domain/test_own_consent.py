from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.own_consent import CONSENTS_KEPT, is_texted, mobile_of, own_choice, person_said_no

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MOBILE = {"label": "Mobile", "number": "+15550100199", "sms": False}
SECOND = {"label": "Mobile", "number": "+15550100200", "sms": False}
HOME = {"label": "Home", "number": "+15550100111", "sms": False}


def chosen(record: dict[str, Any], email: bool | None = None, text: bool | None = None) -> dict[str, Any]:
    return own_choice(record, email=email, text=text, source="own page", wording="Yes, please.", now=NOW)


def kinds(changed: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(each["kind"], each["given"]) for each in changed.get("consents", [])]


@pytest.mark.parametrize(
    ("record", "email", "text", "fields", "evidence"),
    [
        ({}, None, None, set(), []),
        ({}, False, False, set(), [("email", False), ("text", False)]),
        (
            {},
            True,
            None,
            {"allow_email_marketing", "allow_marketing"},
            [("email", True), ("marketing", True)],
        ),
        ({"allow_marketing": True}, True, None, {"allow_email_marketing"}, [("email", True)]),
        (
            {"allow_marketing": True, "allow_email_marketing": True},
            False,
            None,
            {"allow_email_marketing"},
            [("email", False)],
        ),
        (
            {"phones": [HOME, MOBILE]},
            None,
            True,
            {"phones", "allow_marketing"},
            [("text", True), ("marketing", True)],
        ),
        ({"phones": [{**MOBILE, "sms": True}]}, None, False, {"phones"}, [("text", False)]),
        ({"phones": [{**MOBILE, "sms": True}], "allow_marketing": True}, True, True, None, [("email", True)]),
    ],
)
def test_a_choice_changes_its_ticks_and_leaves_evidence_of_each(
    record: dict[str, Any],
    email: bool | None,
    text: bool | None,
    fields: set[str] | None,
    evidence: list[tuple[str, bool]],
) -> None:
    changed = chosen(record, email, text)
    if fields is not None:
        assert changed.keys() - {"consents"} == fields
    assert kinds(changed) == evidence


def test_a_yes_to_texts_is_for_the_first_mobile_line_and_a_no_for_all() -> None:
    given = chosen({"phones": [HOME, MOBILE, SECOND]}, text=True)["phones"]
    assert [line["sms"] for line in given] == [False, True, False]
    both = {"phones": [HOME, {**MOBILE, "sms": True}, {**SECOND, "sms": True}]}
    assert not is_texted(chosen(both, text=False))
    assert mobile_of(both) == MOBILE["number"]
    assert mobile_of({"phones": [HOME]}) is None


def test_evidence_says_how_when_and_in_which_words_and_stands_behind_what_was_kept() -> None:
    before = {"kind": "email", "given": False, "wording": "", "at": "2026-01-01", "source": "import"}
    changed = chosen({"consents": [before], "allow_marketing": True}, email=True)
    assert changed["consents"] == [
        before,
        {
            "kind": "email",
            "given": True,
            "wording": "Yes, please.",
            "at": NOW.isoformat(),
            "source": "own page",
        },
    ]


def evidence(source: str, *, given: bool, days: int, kind: str = "email") -> dict[str, Any]:
    at = (NOW + timedelta(days=days)).isoformat()
    return {"kind": kind, "given": given, "wording": "", "at": at, "source": source}


@pytest.mark.parametrize(
    ("consents", "leaves_evidence"),
    [
        ([], True),
        ([evidence("text message", given=False, days=-1, kind="text")], True),
        ([evidence("import", given=False, days=-1)], True),
        ([evidence("own page", given=True, days=-1)], True),
        ([evidence("own page", given=False, days=-2), evidence("import", given=False, days=-1)], True),
        ([evidence("import", given=False, days=0)], True),
        ([evidence("unsubscribe link", given=False, days=-1)], False),
        ([evidence("own page", given=False, days=0)], False),
        # Told late: something was said since.
        ([evidence("import", given=False, days=1)], False),
    ],
)
def test_a_no_with_the_tick_off_leaves_its_evidence_once(
    consents: list[dict[str, Any]], leaves_evidence: bool
) -> None:
    changed = chosen({"consents": consents}, email=False)
    assert changed.keys() == ({"consents"} if leaves_evidence else set())
    if leaves_evidence:
        assert person_said_no(changed, "email")
        assert chosen(changed, email=False) == {}


def test_who_changes_their_mind_for_ever_does_not_fill_the_record() -> None:
    record: dict[str, Any] = {}
    for turn in range(2 * CONSENTS_KEPT):
        record |= chosen(record, email=turn % 2 == 0)
    assert len(record["consents"]) == CONSENTS_KEPT

"""What a client's own word changes on their record: the ticks, with their evidence. Source: rules 7 and 9."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.contact import MOBILE

CONSENTS_KEPT = 100
"""The latest answers on the record; the audit has all of them."""
UNSUBSCRIBE_LINK, OWN_PAGE, TEXT_MESSAGE = "unsubscribe link", "own page", "text message"
OWN_SOURCES = frozenset({UNSUBSCRIBE_LINK, OWN_PAGE, TEXT_MESSAGE})
"""Where a client speaks for themselves, as the evidence names it."""


def mobile_of(record: Mapping[str, Any]) -> str | None:
    """The number that texts go to: the first Mobile line's."""
    number = next((line.get("number") for line in record.get("phones") or () if _is_mobile(line)), None)
    return str(number) if number else None


def is_texted(record: Mapping[str, Any]) -> bool:
    """Whether a phone line has the SMS tick."""
    return any(line.get("sms") for line in record.get("phones") or ())


def agreed_to_texts_after(record: Mapping[str, Any], at: datetime) -> bool:
    """Whether the record shows a yes to texts that was given later than `at`."""
    return any(
        each.get("kind") == "text" and each.get("given") and datetime.fromisoformat(each["at"]) > at
        for each in record.get("consents") or ()
    )


def person_said_no(record: Mapping[str, Any], kind: str) -> bool:
    """Whether the last that the record knows of this consent is the client's own no.

    The last by its time: of joined records the evidence of one stands behind the other's.
    """
    last = _last(record, kind)
    return last is not None and not last.get("given") and last.get("source") in OWN_SOURCES


def own_choice(
    record: Mapping[str, Any],
    *,
    email: bool | None,
    text: bool | None,
    source: str,
    wording: str,
    now: datetime,
) -> dict[str, Any]:
    """The attributes that become different; none where everything stands so already.

    None leaves a choice as it is. A yes to either also sets Allow Marketing, by the same evidence. A yes
    to texts is for the first Mobile line, a no for every number. A no with nothing to clear leaves its
    evidence once: a later file does not know of it and may bring a yes.
    """
    changed = dict(_changes(record, email, text))
    ticked = {"email": "allow_email_marketing" in changed, "text": "phones" in changed}
    answers = {
        kind: given if ticked[kind] or (given is False and _is_new_no(record, kind, now)) else None
        for kind, given in (("email", email), ("text", text))
    }
    answers["marketing"] = True if "allow_marketing" in changed else None
    evidence = [
        {"kind": kind, "given": given, "wording": wording, "at": now.isoformat(), "source": source}
        for kind, given in answers.items()
        if given is not None
    ]
    if evidence:
        changed["consents"] = [*(record.get("consents") or []), *evidence][-CONSENTS_KEPT:]
    return changed


def _changes(record: Mapping[str, Any], email: bool | None, text: bool | None) -> Iterator[tuple[str, Any]]:
    if email is not None and bool(record.get("allow_email_marketing")) is not email:
        yield "allow_email_marketing", email
    phones = [dict(line) for line in record.get("phones") or ()]
    if text is not None:
        given = next(filter(_is_mobile, phones), None) if text else None
        ticked = [{**each, "sms": each is given or (text and bool(each.get("sms")))} for each in phones]
        if any(after["sms"] != bool(line.get("sms")) for after, line in zip(ticked, phones, strict=True)):
            yield "phones", ticked
    if (email or text) and not record.get("allow_marketing"):
        yield "allow_marketing", True


def _is_new_no(record: Mapping[str, Any], kind: str, now: datetime) -> bool:
    """Whether a no at `now` would be the client's own last word, and is not that yet."""
    last = _last(record, kind)
    is_later = last is not None and datetime.fromisoformat(last["at"]) > now
    return not is_later and not person_said_no(record, kind)


def _last(record: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    said = [each for each in record.get("consents") or () if each.get("kind") == kind]
    return max(reversed(said), key=lambda each: datetime.fromisoformat(each["at"]), default=None)


def _is_mobile(line: Mapping[str, Any]) -> bool:
    return str(line.get("label", "")).strip().casefold() == MOBILE.casefold()

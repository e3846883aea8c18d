"""What stands or falls with a record that staff edit: contacts, number, account, referral, audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.actor import Actor
from chalicelib.domain.client_typed import plain_values
from chalicelib.domain.dates import local_date
from chalicelib.domain.referral import Refusal
from chalicelib.domain.staff_consent import SOURCE, evidence
from chalicelib.domain.studio import Studio
from chalicelib.flows.account_write import account_write
from chalicelib.flows.change_consent import yes_write
from chalicelib.flows.client_write import changed_contacts, number_claim, number_release, record_write
from chalicelib.flows.referral_write import NotTaken, Referrers, referral_writes, removal_writes
from chalicelib.models.account import Account
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Write

CREATED, CHANGED = "client created", "client changed"


def edit_writes(
    client_id: str,
    current: Client | None,
    changed: Mapping[str, Any],
    *,
    referrer: Client | None,
    consent_note: str,
    studio: Studio,
    actor: Actor,
    now: datetime,
) -> list[Write]:
    """The writes that give the client `changed` attributes, None for one that goes; none where nothing is.

    `current` is the record as it was read, None for a new client; `referrer` whom `changed` names as
    Referred By. `consent_note` says how consents were given. At most four reads. Raises NotTaken.
    """
    if not changed:
        return []
    before: Mapping[str, Any] = {} if current is None else dict(current.attribute_values)
    if "referred_by" in changed and before.get("who_sent_you"):
        changed = {**changed, "who_sent_you_settled_at": now}
    audited = {name: before.get(name) for name in changed}
    audit = audit_put(
        f"client#{client_id}",
        CHANGED if before else CREATED,
        before=plain_values({name: value for name, value in audited.items() if value is not None}),
        after=plain_values({name: value for name, value in changed.items() if value is not None}),
        actor=actor,
        now=now,
    )
    after = {**(before or _new(client_id, studio, now)), **changed}
    writes: list[Write] = [audit]
    if "referred_by" in changed:
        writes += _referral(after, referrer, studio, now)
    if "client_number" in changed:
        writes += _number(client_id, before.get("client_number"), changed["client_number"], now)
    if "status_id" in changed:
        writes.append(account_write(client_id, Account.read(client_id), 0, studio, now))
    writes += changed_contacts(before, after, changed, studio.preferences.country)
    if changed.get("allow_email_marketing"):
        writes += _yes_again(after, now)
    consents = evidence(before, changed, note=consent_note, by=actor.by, now=now)
    kept = {"consents": [*(before.get("consents") or []), *consents]} if consents else {}
    return [*writes, record_write(current, _without_gaps(after | kept), {**changed, **kept}, now)]


def _new(client_id: str, studio: Studio, now: datetime) -> dict[str, Any]:
    """What a new client has that nobody types. Its number comes by the stream, unless it was typed.

    The defaults for new clients of the public form are not taken: staff choose.
    """
    return {
        "client_id": client_id,
        "client_ref": client_id,
        "source": SOURCE,
        "created_at": now,
        "created_on": local_date(now, studio.preferences.local_zone()),
    }


def _referral(
    friend: Mapping[str, Any], referrer: Client | None, studio: Studio, now: datetime
) -> list[Write]:
    """The referral as staff's word makes it, or ends it."""
    before = Referral.of_friend(friend["client_id"])
    if not friend["referred_by"]:
        return removal_writes(before)
    if referrer is None:
        raise NotTaken(Refusal.REFERRER_UNKNOWN)
    enrollment = Enrollment.open_of(referrer.client_id)
    referrers = Referrers(
        clients={referrer.client_id: referrer},
        enrollments={referrer.client_id: enrollment} if enrollment else {},
        referrals={before.friend_id: before} if before else {},
    )
    return referral_writes(friend, referrer.client_id, referrers, studio, now, channel=SOURCE)


def _yes_again(after: Mapping[str, Any], now: datetime) -> list[Write]:
    """The end of an unsubscription of the address written to: staff took down the person's yes."""
    emails = after.get("emails") or []
    ended = yes_write(BlockRow.of(emails[0]), now) if emails else None
    return [] if ended is None else [ended]


def _number(client_id: str, before: int | None, after: int | None, now: datetime) -> list[Write]:
    """A number by hand: claimed, and the one before it given free."""
    claimed: list[Write] = [] if after is None else [number_claim(after, client_id, now)]
    return claimed if before is None else [*claimed, number_release(before, client_id)]


def _without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}

"""What speaks against a referral, gathered once before anything is paid: five calls, whoever the two are."""

from datetime import timedelta

from chalicelib.domain.contact import contact_keys
from chalicelib.domain.referred_by import STAFF
from chalicelib.domain.suspicion import (
    BURST_FROM,
    STEPS_MAX,
    Evidence,
    Signs,
    evidence,
    party,
    same_household,
)
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.contact import claim_keys
from chalicelib.models.referral import ByReferrer, Referral

WITHIN = timedelta(days=1)
LOOKED_AT = 3 * BURST_FROM
CONTACTS_MAX = 20


def weigh_referral(row: Referral, referrer: Client, friend: Client, country: str) -> tuple[Evidence, ...]:
    """The codes of what speaks against the referral, strongest first. It reads, and writes nothing.

    Friends whom staff entered count towards no velocity: an evening at the desk brings many at once.
    """
    return evidence(
        Signs(
            referrer=party(referrer.attribute_values),
            friend=party(friend.attribute_values),
            sent_within_a_day=0 if row.evidence == STAFF else _sent_within_a_day(row),
            is_ring=_is_ring(referrer, friend),
            was_client=_was_client(friend, country),
        )
    )


def _sent_within_a_day(row: Referral) -> int:
    """Other friends of the referrer whom the form brought in the day before this one."""
    since = ByReferrer.created_at.between(row.created_at - WITHIN, row.created_at)
    found = Referral.by_referrer.query(
        row.referrer_id,
        since,
        limit=LOOKED_AT,
        scan_index_forward=False,
        attributes_to_get=["friend_id", "evidence"],
    )
    return sum(each.friend_id != row.friend_id and each.evidence != STAFF for each in found)


def _is_ring(referrer: Client, friend: Client) -> bool:
    """Whether whoever sent the referrer was sent, in a few steps, by the friend."""
    friends = {friend.client_id, *map(str, friend.joined)}
    sender: str | None = referrer.referred_by
    for step in range(1, STEPS_MAX + 1):
        if sender is None or sender in friends:
            return sender is not None
        earlier = Client.find(sender) if step < STEPS_MAX else None
        sender = earlier.referred_by if earlier is not None else None
    return False


def _was_client(friend: Client, country: str) -> bool:
    """Whether somebody of another household was known by a contact of the friend's first.

    Of a client who was erased only the keyed hash of the contact is left, which is enough.
    """
    contacts = contact_keys(friend.emails, friend.phones, country)[:CONTACTS_MAX]
    claims = [claim for contact in contacts for claim in claim_keys(contact)]
    if not claims:
        return False
    own = {friend.client_id, *map(str, friend.joined)}
    holders = {each.holder for each in Claim.batch_get(claims)} - own
    if not holders:
        return False
    mine = party(friend.attribute_values)
    known = {each.client_id: each for each in Client.batch_get(sorted(holders))}
    return any(
        holder not in known or not same_household(party(known[holder].attribute_values), mine)
        for holder in holders
    )

"""Gathers what a client's own page shows: at most four reads, at any number of friends and rewards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domain import own_page as rules
from chalicelib.domain import tokens
from chalicelib.domain.dates import local_date
from chalicelib.domain.ids import is_client_id
from chalicelib.domain.money import Cents
from chalicelib.domain.own_page import SPENDABLE
from chalicelib.domain.referral import Reason, State
from chalicelib.domain.studio import Studio
from chalicelib.domain.tokens import Purpose
from chalicelib.flows.share_page import Shared, promises
from chalicelib.models.client import Client
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.together import read_together
from chalicelib.settings import settings

FRIENDS_PAGE = 50
REWARDS_MAX = 1000
PAST_REWARDS_SHOWN = 20
MERGES_MAX = 10
NAME_ONLY = ("client_id", "first_name")
_APART = "~"


@dataclass(frozen=True, kw_only=True)
class Friend:
    """Somebody the client sent."""

    name: str
    since: date
    told: rules.Told


@dataclass(frozen=True, kw_only=True)
class RewardLine:
    """One reward as its owner reads it."""

    code: str
    face_cents: Cents
    remaining_cents: Cents
    expires_on: date | None
    words: str


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """All that the page shows. `sharing` and `promise` are None and empty for who is in no program.

    `more` is where the next page of friends begins; `to_spend_cents` is the sum of what is ready to use.
    """

    client: Client
    sharing: Shared | None
    promise: str
    friends: Sequence[Friend]
    more: str
    rewards: Sequence[RewardLine]
    past_rewards: Sequence[RewardLine]
    to_spend_cents: Cents


def client_of_page(signed: str) -> str | None:
    """The id of the client whose page this is, or was before their record was joined to another."""
    return tokens.client_of(Purpose.OWN_PAGE, signed, settings.link_keys)


def own_page(client_id: str, *, after: str = "", studio: Studio, now: datetime) -> OwnPage | None:
    """The page of the client, or of the one they were joined with; None for nobody and for an erased one.

    `after` is the `more` of the page of friends before. Changes nothing.
    """
    client, enrollment = _standing(client_id)
    if client is None:
        return None
    friends, more = _friends(client.client_id, after, studio)
    rewards = _rewards(client.client_id)
    spendable = [each for each in rewards if each.state(now) in SPENDABLE]
    past = [each for each in rewards if each not in spendable]
    spendable.sort(key=lambda each: (each.expires_on is None, each.expires_on or date.max, each.issued_at))
    past.sort(key=lambda each: each.issued_at, reverse=True)
    sharing, promised = _program(enrollment, studio, now)
    return OwnPage(
        client=client,
        sharing=sharing,
        promise=promised,
        friends=friends,
        more=more,
        rewards=[_line(each, now) for each in spendable],
        past_rewards=[_line(each, now) for each in past[:PAST_REWARDS_SHOWN]],
        to_spend_cents=sum((each.remaining_cents for each in spendable), Cents(0)),
    )


def _standing(client_id: str) -> tuple[Client | None, Enrollment | None]:
    """The record that the client's became part of, and its open enrollment: a call for each joining."""
    for _ in range(MERGES_MAX):
        rows = read_together(
            {
                Client: [{"client_id": client_id}],
                Enrollment: [{"client_id": client_id, "enrollment_id": OPEN}],
            }
        )
        client = next((each for each in rows if isinstance(each, Client)), None)
        if client is None or client.erased_at is not None:
            return None, None
        if client.merged_into is None:
            return client, next((each for each in rows if isinstance(each, Enrollment)), None)
        client_id = client.merged_into
    raise AssertionError("clients merged in a circle")


def _friends(referrer_id: str, after: str, studio: Studio) -> tuple[list[Friend], str]:
    """A page of friends, the latest first, and where the next begins; two calls."""
    found = Referral.by_referrer.query(
        referrer_id,
        limit=FRIENDS_PAGE,
        scan_index_forward=False,
        last_evaluated_key=_place(referrer_id, after),
    )
    rows = list(found)
    last = found.last_evaluated_key
    more = f"{last['created_at']['S']}{_APART}{last['friend_id']['S']}" if last else ""
    # The friend's record was joined to another, under which the referral stands as well.
    shown = [each for each in rows if each.reason != Reason.JOINED]
    names: dict[str, str] = {}
    if shown:
        records = Client.batch_get([each.friend_id for each in shown], attributes_to_get=list(NAME_ONLY))
        names = {each.client_id: each.first_name or "" for each in records}
    zone = studio.preferences.local_zone()
    friends = [
        Friend(
            name=names.get(each.friend_id) or rules.A_FRIEND,
            since=local_date(each.created_at, zone),
            told=rules.told(State(each.state), each.reason),
        )
        for each in shown
    ]
    return friends, more


def _place(referrer_id: str, after: str) -> dict[str, Any] | None:
    """The key that a page's `more` stands for; None for what no page of ours said."""
    created_at, _, friend_id = after.partition(_APART)
    try:
        datetime.fromisoformat(created_at)
    except ValueError:
        return None
    if not is_client_id(friend_id):
        return None
    return {
        "referrer_id": {"S": referrer_id},
        "created_at": {"S": created_at},
        "friend_id": {"S": friend_id},
    }


def _rewards(client_id: str) -> list[Reward]:
    """The client's rewards, without those that went over to another record or were taken back whole."""
    rows = Reward.query(client_id, limit=REWARDS_MAX, page_size=REWARDS_MAX)
    return [each for each in rows if each.transferred_to is None]


def _line(row: Reward, now: datetime) -> RewardLine:
    return RewardLine(
        code=row.code,
        face_cents=row.face_cents,
        remaining_cents=row.remaining_cents,
        expires_on=row.expires_on,
        words=rules.OF_REWARDS[row.state(now)],
    )


def _program(enrollment: Enrollment | None, studio: Studio, now: datetime) -> tuple[Shared | None, str]:
    """The link to pass on, and what the program promises the client."""
    if enrollment is None:
        return None, ""
    program = studio.programs.get(enrollment.program_id)
    to_referrer, to_friend = promises(program, enrollment.enrolled_at, studio, now)
    return Shared(token=enrollment.token, promise=to_friend), to_referrer

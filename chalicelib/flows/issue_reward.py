"""An operator issues a reward by hand, to a client of any status. Source: rules 4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.dates import local_date
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import day_in_words
from chalicelib.domain.money import Cents, to_display, to_text
from chalicelib.domain.notice import Reason
from chalicelib.domain.reward import NewReward, Source, expiry
from chalicelib.domain.reward_act import REASON_MAX, Refusal, day_refusal
from chalicelib.domain.sender import sender_of
from chalicelib.domain.studio import Studio
from chalicelib.flows.find_recipient import recipient_of
from chalicelib.flows.foresee_refusals import foresee_refusals
from chalicelib.models.audit import audit_put
from chalicelib.models.block import BlockRow, not_blocked
from chalicelib.models.client import Client
from chalicelib.models.letter import Letter, offered_check
from chalicelib.models.notice import notice_put
from chalicelib.models.posting import Accounts, Posting, issue_entries, post, usable_cents
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Check, Clash, Result, Write

CAUSE = "manual"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The reward that is to be issued: its last day (None is never), why, and the letter that tells of it."""

    client_id: str
    cents: Cents
    reason: str
    expires_on: date | None = None
    location_id: str | None = None
    letter: Outgoing | None = None


@dataclass(frozen=True, kw_only=True)
class Issued:
    """The reward as it stands; or why it was not issued: a `Reason` where the letter cannot go."""

    row: Reward | None = None
    refused: Refusal | Reason | None = None


def issue_reward(
    wanted: Wanted,
    *,
    key: str,
    owed_seen: Cents,
    actor: Actor,
    studio: Studio,
    now: datetime,
    others: Sequence[Write] = (),
) -> Issued:
    """Issue the reward once for this `key`, with its audit, its letter and `others`, all or nothing.

    What the client owes is settled out of it first: it must be `owed_seen`, as it was reviewed. The
    letter tells of what is left then, and does not go where nothing is. The client's status stays. A
    repeat answers with the same reward; the same key for another amount or client's reward is a Clash.
    """
    assert 0 < len(wanted.reason) <= REASON_MAX, "a reward by hand needs a reason"
    assert wanted.cents > 0, "a reward of nothing"
    standing = Reward.find(wanted.client_id, f"manual:{key}")
    if standing is not None:
        return _same(standing, wanted)
    zone = studio.preferences.local_zone()
    why: Refusal | Reason | None = day_refusal(wanted.expires_on, local_date(now, zone))
    client = Client.find(wanted.client_id)
    if client is None or client.merged_into is not None or client.erased_at is not None:
        why = Refusal.NO_CLIENT
    elif why is None and wanted.letter is not None:
        why = letter_refusal(client, wanted.letter, studio, now)
    if why is not None or client is None:
        return Issued(refused=why or Refusal.NO_CLIENT)
    expires_on, expires_at = expiry(now, zone, on=wanted.expires_on)
    new = NewReward(
        reward_id=f"manual:{key}",
        cents=wanted.cents,
        source=Source.MANUAL,
        created_by=actor.by,
        expires_on=expires_on,
        expires_at=expires_at,
        location_id=wanted.location_id,
        note=wanted.reason,
    )
    writes = [*_guards(client, wanted, studio, now), _audit(new, wanted, actor, now), *others]

    def decide(accounts: Accounts) -> Posting | None:
        account = accounts[client.client_id]
        if account.owed_cents != owed_seen:
            return None
        entries = issue_entries(
            account, new, entry_id=f"issue:{new.reward_id}", cause=CAUSE, by=actor.by, now=now
        )
        left = usable_cents(account, wanted.cents)
        told = {
            "amount": to_display(left, studio.preferences.currency),
            "code": accounts.code(client.client_id, new.reward_id),
        }
        letters: list[Write] = []
        if wanted.letter is not None and left > 0:
            letters.append(_letter(wanted.letter, new, client.client_id, told, now))
        return Posting(entries=entries, new_rewards=[(client.client_id, new)], others=[*letters, *writes])

    result = post([client.client_id], decide, now=now)
    if result is None or not result.stands:
        # Who else issued it under this key may have changed what we looked at.
        standing = Reward.find(wanted.client_id, new.reward_id)
        return _same(standing, wanted) if standing is not None else Issued(refused=_why(result))
    return Issued(row=Reward.find(wanted.client_id, new.reward_id))


def letter_refusal(client: Client, letter: Outgoing, studio: Studio, now: datetime) -> Reason | None:
    """Why a letter cannot go to the client as everything stands now, or None; at most one read."""
    if letter.form is LetterForm.EMAIL and sender_of(studio.preferences) is None:
        return Reason.SENDER_NOT_READY
    found = foresee_refusals(
        [client], letter, program_id=None, skip_enrolled=False, enrollments={}, studio=studio, now=now
    )
    return found.get(client.client_id)


def _same(standing: Reward, wanted: Wanted) -> Issued:
    if (standing.face_cents, standing.first_last_day) != (wanted.cents, wanted.expires_on):
        raise Clash("a reward stands already under this key, and is another one")
    return Issued(row=standing)


def _guards(client: Client, wanted: Wanted, studio: Studio, now: datetime) -> list[Write]:
    """That the record stays a client's own, the letter offered and its address free."""
    stays = (
        Client.client_id.exists() & Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    )
    guards: list[Write] = [Check(Client(client.client_id), stays)]
    letter = wanted.letter
    if letter is None:
        return guards
    if letter.ref is not None:
        guards.append(offered_check(letter.ref.letter_id))
    to = recipient_of(client, letter.form, studio.preferences.country)
    if letter.form is not LetterForm.PRINT and to is not None and to.address is not None:
        guards.append(not_blocked(to.address, now))
    return guards


def _letter(letter: Outgoing, new: NewReward, client_id: str, told: dict[str, str], now: datetime) -> Write:
    """The letter that tells of it; `told` are what can be spent, and the code."""
    expires = day_in_words(new.expires_on) if new.expires_on else ""
    return notice_put(
        kind=letter.kind,
        client_id=client_id,
        cause=f"issue:{new.reward_id}",
        values={**told, "expires": expires},
        now=now,
        form=letter.form,
        letter=letter.ref,
    )


def _audit(new: NewReward, wanted: Wanted, actor: Actor, now: datetime) -> Write:
    after = {
        "amount": to_text(new.cents),
        "last_day": new.expires_on.isoformat() if new.expires_on else "never",
        "location_id": new.location_id or "",
        "letter": wanted.letter.form.value if wanted.letter else "none",
        "reason": wanted.reason,
        "entry": f"issue:{new.reward_id}",
    }
    return audit_put(
        f"client#{wanted.client_id}", "reward issued", before={}, after=after, actor=actor, now=now
    )


def _why(result: Result | None) -> Refusal | Reason:
    if result is None:
        return Refusal.CHANGED
    if result.failed_on(BlockRow):
        return Reason.BLOCKED
    if result.failed_on(Letter):
        return Refusal.NO_LETTER
    return Refusal.CHANGED if not result.failed_on(Client) else Refusal.NO_CLIENT

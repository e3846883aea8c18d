"""Joining two records of one person: the one that stays takes over all that the other has.

First one transaction closes the record that goes over: from then on everything that names it leads to
the other, and nothing is written to its account any more. Then its things go over in steps, each safe to
repeat, in an order in which the books are right after every one. The last one ends it. Whoever finds a
joining that was begun and did not end goes on with it. Source: rules 6.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain import joining
from chalicelib.domain.actor import Actor
from chalicelib.domain.client_typed import plain_values
from chalicelib.domain.joining import Refusal, taken_over
from chalicelib.domain.money import Cents
from chalicelib.domain.studio import Studio
from chalicelib.flows.join_books import join_invoices, join_sessions
from chalicelib.flows.join_enrollments import join_contacts, join_enrollment
from chalicelib.flows.join_referrals import join_friends, join_referral
from chalicelib.flows.join_rewards import join_figures, join_rewards
from chalicelib.flows.pair import Pair
from chalicelib.flows.settle_rows import clients_of
from chalicelib.models.account import Account
from chalicelib.models.audit import audit_put
from chalicelib.models.claim import Claim
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.transaction import Check, Update, Write, transact

WHAT = "client joined"
JOINED_MAX = 50  # Earlier records that follow in the first transaction.
STEPS = (
    join_rewards,
    join_figures,
    join_invoices,
    join_sessions,
    join_referral,
    join_friends,
    join_enrollment,
    join_contacts,
)


def join_clients(draft: Draft, *, studio: Studio, actor: Actor, now: datetime) -> Refusal | None:
    """Join the records that the draft names, as they were reviewed; why not, or None when it is done.

    The draft's content: `winner` and `loser` are ids, `seen` what `Comparison.seen` was. The draft is
    used up with the last step, so that a try that died is taken up by the next one. CHANGED: one of the
    records is not as it was reviewed, and nothing was done.
    """
    winner_id, loser_id = str(draft.content["winner"]), str(draft.content["loser"])
    if not draft.is_open:
        return None
    clients = {each.client_id: each for each in Client.batch_get([winner_id, loser_id], consistent_read=True)}
    winner, loser = clients.get(winner_id), clients.get(loser_id)
    if loser is None or loser.merged_into != winner_id:
        why = joining.refusal(
            winner.attribute_values if winner else None, loser.attribute_values if loser else None
        )
        if why is not None or winner is None or loser is None:
            return why or Refusal.UNKNOWN
        if not _close(winner, loser, draft, actor, now) and not _is_closed(loser_id, winner_id):
            return Refusal.CHANGED
    finish_join(loser_id, studio=studio, actor=actor, now=now, draft=draft)
    return None


def finish_join(
    loser_id: str, *, studio: Studio, actor: Actor, now: datetime, draft: Draft | None = None
) -> None:
    """Bring over whatever is still with a record that was joined to another, and end the joining."""
    (winner_id,) = clients_of([loser_id]).values()
    pair = Pair(winner_id=winner_id, loser_id=loser_id, by=actor.by, studio=studio, now=now)
    for step in STEPS:
        step(pair)
    ended = Update(
        Client(loser_id),
        [Client.joining.remove(), Client.version.set(Client.version + 1)],
        Client.joining.exists(),
    )
    if draft is None:
        transact([ended])
        return
    used = draft.used_write("The two records were joined.", now)
    if not transact([ended, used]).stands:
        # One of the two stands already: the other press of the same button was first, or went half way.
        transact([ended])
        transact([used])


def _is_closed(loser_id: str, winner_id: str) -> bool:
    """Whether another press of the same button was first."""
    loser = Client.get(loser_id, consistent_read=True)
    return loser.merged_into == winner_id


def _close(winner: Client, loser: Client, draft: Draft, actor: Actor, now: datetime) -> bool:
    """Close the loser and let the winner take over its fields; False when either changed since the review."""
    changed = taken_over(winner.attribute_values, loser.attribute_values)
    left: list[Action] = [
        Client.merged_into.set(winner.client_id),
        Client.joining.set(winner.client_id),
        Client.doubtful_of.remove(),
        Client.version.set(loser.version + 1),
        Client.updated_at.set(now),
    ]
    writes: list[Write] = []
    if "client_number" in changed:
        left.append(Client.client_number.remove())
        number = Claim(f"number:{loser.client_number}")
        writes.append(Update(number, [Claim.holder.set(winner.client_id)]))
    taken: list[Action] = [Client.version.set(winner.version + 1), Client.updated_at.set(now)]
    for name, value in sorted(changed.items()):
        attribute = getattr(Client, name)
        taken.append(attribute.remove() if value is None else attribute.set(value))
    seen = draft.content["seen"]
    stands = Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    writes += [
        Update(Client(loser.client_id), left, (Client.version == seen["loser"]["version"]) & stands),
        Update(Client(winner.client_id), taken, (Client.version == seen["winner"]["version"]) & stands),
        Update(
            Account(loser.client_id),
            [Account.merged_into.set(winner.client_id)],
            _as_seen(seen["loser"]),
        ),
        Check(Account(winner.client_id), _as_seen(seen["winner"])),
        Check(Draft(draft.draft_id), (Draft.version == draft.version) & Draft.open_for.exists()),
        _audit(loser.client_id, {}, {"merged_into": winner.client_id}, actor, now),
        _audit(winner.client_id, winner.attribute_values, changed, actor, now),
    ]
    for earlier in (loser.joined or [])[:JOINED_MAX]:
        writes.append(Update(Client(earlier), [Client.merged_into.set(winner.client_id)]))
    return transact(writes).stands


def _as_seen(seen: Mapping[str, int]) -> Condition:
    """That the account has no other entries and counts no other sales than were reviewed."""
    entries: Condition = Account.seq == seen["seq"]
    if seen["seq"] == 0:
        entries = entries | Account.seq.does_not_exist()
    sales: Condition = Account.qualified_cents == Cents(seen["qualified"])
    if seen["qualified"] == 0:
        sales = sales | Account.qualified_cents.does_not_exist()
    both: Condition = entries & sales
    return both


def _audit(
    client_id: str, before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor, now: datetime
) -> Write:
    return audit_put(
        f"client#{client_id}",
        WHAT,
        before=plain_values({name: before[name] for name in after if before.get(name) is not None}),
        after=plain_values({name: value for name, value in after.items() if value is not None}),
        actor=actor,
        now=now,
    )

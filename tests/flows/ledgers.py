"""A studio's ledger made by chance, by the product's own writers, and faults planted in it one field each."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.ledger import Entry, Head, Kind, chained
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.flows.take_back import taken_back
from chalicelib.models.account import Account
from chalicelib.models.entry import EntryRow, entries_of, row
from chalicelib.models.posting import Posting, RewardChange, issue_entries, post
from chalicelib.models.reward import Reward
from tests.flows import nights
from tests.flows.nights import NOW, Night

ENDS_ON = date(2027, 2, 1)
ENDS_AT = datetime.fromisoformat("2027-02-02T05:00:00+00:00")


def client_ids(number: int) -> list[str]:
    return [f"client{each:03d}" for each in range(number)]


def make(night: Night, chance: random.Random, clients: int) -> None:
    """Sales, loyalty rewards, rewards by hand, and whatever can become of them."""
    for client_id in client_ids(clients):
        nights.client(client_id, NOW - timedelta(days=1))
        for number in range(chance.randint(1, 3)):
            nights.invoice(client_id, f"{client_id}-{number}", chance.randint(10_000, 40_000), NOW)
    night.by_hand(only="loyalty")
    for client_id in client_ids(clients):
        give(client_id, "first", chance)
        for turn in range(chance.randint(2, 6)):
            _happens(client_id, str(turn), chance)


def give(client_id: str, key: str, chance: random.Random) -> None:
    ends = chance.random() < 0.6
    new = NewReward(
        reward_id=f"manual:{key}",
        cents=Cents(chance.randint(500, 9_000)),
        source=Source.MANUAL,
        created_by="staff",
        expires_on=ENDS_ON if ends else None,
        expires_at=ENDS_AT if ends else None,
    )

    def decide(accounts: Any) -> Posting:
        entries = issue_entries(
            accounts[client_id], new, entry_id=f"issue:{new.reward_id}", cause=key, by="staff", now=NOW
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    _stands(client_id, decide)


def move(client_id: str, reward_id: str, kind: Kind, cents: int, key: str) -> None:
    """One entry that adds to a reward, or takes from it."""

    def decide(_: Any) -> Posting:
        held = Reward.get(client_id, reward_id, consistent_read=True)
        entry = Entry(
            client_id=client_id,
            entry_id=f"{kind.value}:{reward_id}:{key}",
            kind=kind,
            cents=Cents(cents),
            reward_id=reward_id,
            at=NOW,
            cause=key,
            by="staff",
        )
        left = held.remaining_cents + entry.reward_effect_cents
        return Posting(
            entries=[entry],
            reward_changes=[RewardChange(row=held, remaining_cents=left, voided=kind is Kind.VOID)],
        )

    _stands(client_id, decide)


def _stands(client_id: str, decide: Callable[[Any], Posting]) -> None:
    result = post([client_id], decide, now=NOW)
    assert result is not None
    assert result.stands


def _happens(client_id: str, key: str, chance: random.Random) -> None:
    rows = [each for each in Reward.query(client_id, consistent_read=True) if not each.voided]
    held = [each for each in rows if each.remaining_cents]
    act = chance.choice(["give", "redeem", "redeem", "return", "void", "expire", "take back"])
    if act == "give" or not held:
        give(client_id, key, chance)
        return
    one = chance.choice(held)
    if act == "redeem":
        move(client_id, one.reward_id, Kind.REDEEM, chance.randint(1, one.remaining_cents), key)
    elif act == "return":
        used = [each for each in rows if each.remaining_cents < each.face_cents]
        for each in used[:1]:
            room = each.face_cents - each.remaining_cents
            move(client_id, each.reward_id, Kind.RETURN, chance.randint(1, room), key)
    elif act == "take back":

        def decide(_: Any) -> Posting:
            back = taken_back(client_id, one.reward_id, cause=key, by="staff", now=NOW)
            return Posting(entries=back.entries, reward_changes=[back.change])

        _stands(client_id, decide)
    else:
        kind = Kind.VOID if act == "void" else Kind.EXPIRE
        move(client_id, one.reward_id, kind, one.remaining_cents, key)


@dataclass(frozen=True)
class Planted:
    """One fault: what it is, and what the check must say."""

    name: str
    expected: str


Faults = dict[str, list[Callable[[], Planted]]]


def faults(client_id: str, chance: random.Random) -> Faults:
    """Every fault that can be planted in the client as it stands, by its name."""
    found: Faults = {}
    for name, act in _faults(client_id, chance):
        found.setdefault(name, []).append(act)
    return found


def plant(client_id: str, chance: random.Random, name: str | None = None) -> Planted:
    """Change one field of what is stored for the client, behind the product's back; any, or this one."""
    return planted(faults(client_id, chance), chance, name)


def planted(possible: Faults, chance: random.Random, name: str | None = None) -> Planted:
    """Plant one of the faults."""
    return chance.choice(possible[name or chance.choice(sorted(possible))])()


def _faults(client_id: str, chance: random.Random) -> Iterator[tuple[str, Callable[[], Planted]]]:
    entries = entries_of(client_id)
    for entry in entries:
        yield from _of_an_entry(entry, chance)
    if entries:
        yield from _of_the_chain(client_id, entries, chance)
    yield from _of_the_account(Account.read(client_id), chance)
    for held in Reward.query(client_id, consistent_read=True):
        yield from _of_a_reward(held, chance)


def _of_an_entry(entry: Entry, chance: random.Random) -> Iterator[tuple[str, Callable[[], Planted]]]:
    def edit(name: str, value: Any) -> tuple[str, Callable[[], Planted]]:
        def act() -> Planted:
            EntryRow(entry.client_id, entry.entry_id).update([getattr(EntryRow, name).set(value)])
            return Planted(f"entry {name}", f"entry:{entry.entry_id}")

        return f"entry {name}", act

    other = chance.choice([kind for kind in Kind if kind is not entry.kind])
    yield edit("cents", entry.cents + chance.randint(1, 500))
    yield edit("kind", other.value)
    yield edit("consumed", {**entry.consumed, "another": 1})
    yield edit("at", entry.at + timedelta(microseconds=1))
    yield edit("by", "somebody else")
    yield edit("cause", "something else")
    yield edit("reward_id", "manual:another")
    yield edit("hash", entry.hash[::-1])
    yield edit("previous_hash", chance.choice(["f" * 64, entry.hash]))

    def unreadable() -> Planted:
        EntryRow(entry.client_id, entry.entry_id).update([EntryRow.kind.set("gift")])
        return Planted("entry kind that there is not", f"entry:{entry.entry_id}")

    yield "entry kind that there is not", unreadable


def _of_the_chain(
    client_id: str, entries: list[Entry], chance: random.Random
) -> Iterator[tuple[str, Callable[[], Planted]]]:
    place = chance.randrange(len(entries))

    def missing() -> Planted:
        EntryRow(client_id, entries[place].entry_id).delete()
        after = entries[place + 1 :]
        return Planted("missing entry", f"entry:{after[0].entry_id}" if after else "head")

    def extra(name: str, after: Entry) -> Planted:
        """One more, with a hash that is right for where it stands."""
        head = Head(after.seq, after.hash, Cents(10**9), Cents(10**9))
        forged = replace(after, entry_id="issue:forged", kind=Kind.ISSUE, cents=Cents(1), consumed={})
        (placed,), _ = chained(head, [forged])
        row(placed).save()
        return Planted(name, "head" if after.seq == len(entries) else "entry:")

    yield "missing entry", missing
    yield "extra entry", lambda: extra("extra entry", entries[place])
    yield "extra entry at the end", lambda: extra("extra entry at the end", entries[-1])


def _of_the_account(account: Account, chance: random.Random) -> Iterator[tuple[str, Callable[[], Planted]]]:
    def edit(name: str, value: Any, expected: str = "") -> tuple[str, Callable[[], Planted]]:
        def act() -> Planted:
            attribute = getattr(Account, name)
            change = attribute.remove() if value is None else attribute.set(value)
            Account(account.client_id).update([change])
            return Planted(f"account {name}", expected or name)

        return f"account {name}", act

    for name in ("balance_cents", "owed_cents", "qualified_cents", "consumed_cents"):
        yield edit(name, getattr(account, name) + Cents(chance.choice([-1, 1, 500])))
    for name in ("seq", "loyalty_sequence"):
        yield edit(name, getattr(account, name) + chance.choice([-1, 1, 2]))
    yield edit("head", account.head[::-1])
    yield edit("owing", None if account.owing else "owing", "is_owing")
    if account.seq:

        def gone() -> Planted:
            Account(account.client_id).delete()
            return Planted("no account", "head")

        yield "no account", gone


def _of_a_reward(held: Reward, chance: random.Random) -> Iterator[tuple[str, Callable[[], Planted]]]:
    def edit(name: str, value: Any, figure: str) -> tuple[str, Callable[[], Planted]]:
        def act() -> Planted:
            attribute = getattr(Reward, name)
            change = attribute.remove() if value is None else attribute.set(value)
            Reward(held.client_id, held.reward_id).update([change])
            return Planted(f"reward {name}", f"{figure}:{held.reward_id}")

        return f"reward {name}", act

    yield edit("remaining_cents", held.remaining_cents + Cents(chance.choice([1, 300])), "remaining_cents")
    if held.voided or held.remaining_cents:
        yield edit("voided", not held.voided, "voided")
    yield edit("open_bucket", None if held.open_bucket else "open", "is_open")
    yield edit("outstanding", None if held.outstanding else "open", "is_outstanding")

    def missing() -> Planted:
        Reward(held.client_id, held.reward_id).delete()
        return Planted("missing reward", f"remaining_cents:{held.reward_id}")

    def extra() -> Planted:
        Reward(**held.attribute_values | {"reward_id": "manual:forged", "remaining_cents": Cents(7)}).save()
        return Planted("extra reward", "remaining_cents:manual:forged")

    yield "missing reward", missing
    yield "extra reward", extra

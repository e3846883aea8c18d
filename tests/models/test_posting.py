"""Posting is the only way money moves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.ledger import Entry, Kind, balance_cents, first_break
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.models.account import Account
from chalicelib.models.claim import Claim
from chalicelib.models.entry import entries_of
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Clash, Outcome, Put, Result

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
ANN = "c" + "a" * 26


def issue(reward_id: str, cents: int = 1000, others: list[Any] | None = None) -> Result | None:
    new = NewReward(reward_id=reward_id, cents=Cents(cents), source=Source.MANUAL, created_by="test")

    def decide(accounts: Accounts) -> Posting:
        entries = issue_entries(
            accounts[ANN], new, entry_id=f"issue:{reward_id}", cause="test", by="test", now=NOW
        )
        return Posting(entries=entries, new_rewards=[(ANN, new)], others=others or [])

    return post([ANN], decide, now=NOW)


def outcome(result: Result | None) -> Outcome:
    assert result is not None
    return result.outcome


def test_a_posting_stands_once_however_often_it_is_made(tables: object) -> None:
    assert outcome(issue("manual:1")) is Outcome.DONE
    assert outcome(issue("manual:1")) is Outcome.REPEATED
    assert Account.read(ANN).balance_cents == 1000
    assert Reward.get(ANN, "manual:1").code.startswith("LR-")


def test_the_same_id_with_another_amount_is_a_clash(tables: object) -> None:
    issue("manual:1")
    with pytest.raises(Clash):
        issue("manual:1", cents=999)
    assert Account.read(ANN).balance_cents == 1000


def test_sixteen_racers_on_one_account_all_post_and_the_chain_is_whole(tables: object) -> None:
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda index: outcome(issue(f"manual:{index % 8}", 100)), range(16)))

    # Of two equal ones in flight together the second may be answered as the first: done.
    assert set(outcomes) <= {Outcome.DONE, Outcome.REPEATED}
    entries = entries_of(ANN)
    assert first_break(entries) is None
    assert len(entries) == 8
    assert balance_cents(entries) == Account.read(ANN).balance_cents == 800


def test_a_condition_of_the_others_refuses_the_money_too(tables: object) -> None:
    Claim("test:1", holder="eve").save()
    guard = Put(Account("other"), Account.client_id.exists())

    assert outcome(issue("manual:1", others=[guard])) is Outcome.REFUSED
    assert entries_of(ANN) == []
    assert Reward.find(ANN, "manual:1") is None


def test_a_code_that_is_taken_gives_way_to_another(tables: object) -> None:
    issue("manual:1")
    taken = Reward.get(ANN, "manual:1").code
    Claim(f"code:{taken}").delete()
    Reward(ANN, "manual:1").delete()
    tables.empty()  # type: ignore[attr-defined]
    Claim(f"code:{taken}", holder="someone else").save()

    assert outcome(issue("manual:1")) is Outcome.DONE
    assert Reward.get(ANN, "manual:1").code != taken


def test_what_is_owed_is_settled_out_of_a_new_reward(tables: object) -> None:
    issue("manual:1", 300)

    def owe(accounts: Accounts) -> Posting:
        entry = Entry(
            client_id=ANN,
            entry_id="owe:x",
            kind=Kind.OWE,
            cents=Cents(1200),
            reward_id="x",
            at=NOW,
            cause="test",
            by="test",
        )
        return Posting(entries=[entry])

    post([ANN], owe, now=NOW)
    issue("manual:2", 1000)
    issue("manual:3", 1000)

    account = Account.read(ANN)
    assert (account.balance_cents, account.owed_cents) == (300 + 800, 0)
    assert Reward.get(ANN, "manual:2").remaining_cents == 0
    assert Reward.get(ANN, "manual:3").remaining_cents == 800

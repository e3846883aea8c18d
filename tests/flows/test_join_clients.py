"""Joining two records: what goes over, what leads where, and what the books say afterwards."""

from datetime import date

import pytest

from chalicelib.domain.client_search import sought
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.money import Cents
from chalicelib.flows.enroll_client import end_enrollment, enroll_client
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.find_clients import find_clients
from chalicelib.flows.gather_client import gather_client
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.recount_account import recount_account
from chalicelib.flows.referral_sales import referral_sales
from chalicelib.models import studio
from chalicelib.models.account import Account
from chalicelib.models.client import Client
from chalicelib.models.entry import EntryRow, entries_of
from chalicelib.models.posting import Posting, RewardChange, post
from chalicelib.models.reward import Reward
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.flows.joins import LOSER, WINNER
from tests.faults.ground import Ground
from tests.faults.invariants import broken


@pytest.fixture
def ground(tables: Engine) -> Ground:
    """Anna and Bert, who are one person, and nothing else."""
    ground = Ground(tables, NOW)
    scenes.studio()
    scenes.client("anna", NOW)
    scenes.client("bert", NOW, number=2)
    for name in ("rita", "rolf", "fred"):
        scenes.client(name, NOW)
    return ground


def join(ground: Ground, winner_id: str = WINNER, loser_id: str = LOSER) -> None:
    """Review and join."""
    joins.begin(winner_id, loser_id, ground, f"{winner_id}-{loser_id}")
    joins.join(ground, f"{winner_id}-{loser_id}")
    assert not broken(ground)
    for client_id in (winner_id, loser_id):
        assert not reconcile_client(client_id), client_id


def evaluate(friend_id: str) -> None:
    evaluate_referral(friend_id, studio=studio.load(), now=NOW)


def referral(ground: Ground, friend_id: str) -> tuple[str, str, str | None]:
    row = joins.row(ground, "referrals", friend_id=friend_id)
    return row["referrer_id"], row["state"], row.get("reason")


def redeem(client_id: str, reward_id: str, cents: int, ref: str) -> None:
    """What a till does."""
    row = Reward.get(client_id, reward_id, consistent_read=True)
    entry = Entry(
        client_id=client_id,
        entry_id=f"redeem:{ref}:1",
        kind=Kind.REDEEM,
        cents=Cents(cents),
        reward_id=reward_id,
        at=NOW,
        cause=ref,
        by="staff",
    )
    change = RewardChange(row=row, remaining_cents=row.remaining_cents - cents)
    result = post([client_id], lambda _: Posting(entries=[entry], reward_changes=[change]), now=NOW)
    assert result is not None
    assert result.stands


def test_all_of_one_record_goes_over_to_the_other(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    joins.two_records(ground)
    assert not broken(ground)
    joins.join(ground)
    assert not broken(ground)
    assert not list(joins.joined(ground))


def test_no_entry_moves_and_both_ledgers_say_what_went_over(ground: Ground) -> None:
    joins.manual(LOSER, "card", 500, ground)
    before = {(each["client_id"], each["entry_id"]): each for each in ground.rows("ledger")}
    join(ground)
    after = {(each["client_id"], each["entry_id"]): each for each in ground.rows("ledger")}
    assert before.items() <= after.items()
    new = [after[key] for key in after.keys() - before.keys()]
    assert sorted((each["client_id"] == WINNER, each["kind"], each["cents"]) for each in new) == [
        (False, "transfer", -500),
        (True, "transfer", 500),
    ]
    assert {each["cause"] for each in new} == {f"join:{LOSER}"}


def test_a_code_keeps_working_and_leads_to_the_record_that_stays(ground: Ground) -> None:
    joins.manual(LOSER, "card", 500, ground)
    (row,) = Reward.query(LOSER)
    join(ground)
    wanted = sought(row.code, "US")
    found = find_clients(wanted)  # type: ignore[arg-type]
    assert [each.client.client_id for each in found.clients] == [WINNER]
    home = Reward.at_home(LOSER, row.reward_id)
    assert home is not None
    assert (home.client_id, home.code, home.remaining_cents, home.note) == (WINNER, row.code, 500, "By hand")
    redeem(WINNER, home.reward_id, 200, "INV-9")
    assert not broken(ground)


@pytest.mark.parametrize("winner_from", [None, date(2026, 10, 1), date(2026, 11, 2)])
@pytest.mark.parametrize("loser_from", [None, date(2026, 10, 1), date(2026, 11, 2)])
def test_what_was_rewarded_of_sales_goes_over_whatever_day_either_account_counts_from(
    ground: Ground, winner_from: date | None, loser_from: date | None
) -> None:
    for client_id in (WINNER, LOSER):
        for number, month in enumerate((9, 10, 11)):
            scenes.invoice(client_id, f"{client_id[-2:]}-{number}", 7_000, NOW, date(2026, month, 2))
        joins.reward(client_id, "run-0", ground)
    recount_account(WINNER, winner_from)
    recount_account(LOSER, loser_from)
    join(ground)
    for start_on in (date(2026, 11, 1), None):
        recount_account(WINNER, start_on)
        assert not reconcile_client(WINNER)
    account = Account.read(WINNER)
    assert (account.qualified_cents, account.consumed_cents) == (42_000, 40_000)
    joins.reward(WINNER, "run-1", ground)
    assert Account.read(WINNER).balance_cents == 4_000, "no cent is rewarded twice"


def test_together_they_reach_what_neither_reached_alone(ground: Ground) -> None:
    for client_id in (WINNER, LOSER):
        scenes.invoice(client_id, f"{client_id[-2:]}-1", 6_000, NOW)
    join(ground)
    joins.reward(WINNER, "run-1", ground)
    assert Account.read(WINNER).balance_cents == 1_000
    assert not reconcile_client(WINNER)


def test_a_debt_goes_over_and_is_settled_out_of_the_next_reward(ground: Ground) -> None:
    joins.qualifies(scenes.FRED, ground)
    evaluate(scenes.FRED)
    (row,) = Reward.query(LOSER)
    redeem(LOSER, row.reward_id, 1_000, "INV-1")
    scenes.session(scenes.FRED, f"S-{scenes.FRED}", "cancelled", NOW)
    evaluate(scenes.FRED)
    assert Account.read(LOSER).owed_cents == 1_000
    join(ground)
    assert (Account.read(LOSER).owed_cents, Account.read(WINNER).owed_cents) == (0, 1_000)
    joins.manual(WINNER, "card", 1_500, ground)
    account = Account.read(WINNER)
    assert (account.owed_cents, account.balance_cents) == (0, 500)
    assert not broken(ground)


def test_what_was_spent_before_the_joining_is_owed_when_it_is_taken_back_after(ground: Ground) -> None:
    joins.qualifies(scenes.FRED, ground)
    evaluate(scenes.FRED)
    (row,) = Reward.query(LOSER)
    redeem(LOSER, row.reward_id, 1_000, "INV-1")
    join(ground)
    scenes.session(scenes.FRED, f"S-{scenes.FRED}", "cancelled", NOW)
    evaluate(scenes.FRED)
    account = Account.read(WINNER)
    assert (account.balance_cents, account.owed_cents) == (0, 1_000)
    assert account.rewards_by_program == {"friends": 0}
    assert not broken(ground)
    assert not reconcile_client(WINNER)


def test_a_record_joined_twice_over_leads_to_the_last_one(ground: Ground) -> None:
    scenes.enroll(LOSER, NOW)
    joins.manual(LOSER, "card", 500, ground)
    scenes.invoice(LOSER, "B-1", 12_000, NOW)
    joins.reward(LOSER, "run-0", ground)
    join(ground)
    join(ground, scenes.ROLF, WINNER)
    clients = {each.client_id: each for each in Client.scan()}
    assert clients[LOSER].merged_into == clients[WINNER].merged_into == scenes.ROLF
    assert clients[scenes.ROLF].joined == [WINNER, LOSER]
    account = Account.read(scenes.ROLF)
    assert (account.balance_cents, account.qualified_cents, account.consumed_cents) == (1_500, 12_000, 10_000)
    home = Reward.at_home(LOSER, "manual:card")
    assert home is not None
    assert home.client_id == scenes.ROLF
    assert joins.row(ground, "links", token=scenes.TOKEN)["client_id"] == scenes.ROLF


def test_of_two_enrollments_one_stays_open_and_both_links_lead_to_it(ground: Ground) -> None:
    scenes.enroll(WINNER, NOW)
    scenes.enroll(LOSER, NOW, scenes.OTHER_TOKEN)
    join(ground)
    opened = [row for row in ground.rows("enrollments") if row["enrollment_id"] == "open"]
    assert [(row["client_id"], row["token"]) for row in opened] == [(WINNER, scenes.TOKEN)]
    ended = [row for row in ground.rows("enrollments") if row["client_id"] == LOSER]
    assert [row["end_reason"] for row in ended] == ["joined"]
    enroll_client(WINNER, "other", source="hand", new_token="new", now=NOW)
    links = {row["token"]: (row["client_id"], row["program_id"]) for row in ground.rows("links")}
    assert links == {scenes.TOKEN: (WINNER, "other"), scenes.OTHER_TOKEN: (WINNER, "other")}
    end_enrollment(WINNER, reason="hand", now=NOW)
    assert all(row["removed_at"] for row in ground.rows("links"))


def test_whoever_referred_themselves_pays_it_back(ground: Ground) -> None:
    scenes.referral(LOSER, WINNER, NOW)
    scenes.invoice(LOSER, "B-1", 20_000, NOW)
    scenes.session(LOSER, "S-1", "booked", NOW)
    evaluate(LOSER)
    (row,) = Reward.query(WINNER)
    redeem(WINNER, row.reward_id, 1_000, "INV-1")
    join(ground)
    assert referral(ground, LOSER) == (WINNER, "void", "self_referral")
    account = Account.read(WINNER)
    assert (account.balance_cents, account.owed_cents) == (0, 1_000)
    assert account.rewards_by_program == {"friends": 0}


def test_of_two_that_paid_one_stands_and_the_other_is_taken_back(ground: Ground) -> None:
    for friend, referrer in ((WINNER, scenes.ROLF), (LOSER, scenes.RITA)):
        scenes.referral(friend, referrer, NOW)
        scenes.invoice(friend, f"{friend[-2:]}-1", 20_000, NOW)
        scenes.session(friend, f"S-{friend[-2:]}", "booked", NOW)
        evaluate(friend)
    join(ground)
    rows = {row["friend_id"]: row["state"] for row in ground.rows("referrals")}
    assert rows == {WINNER: "rewarded", LOSER: "void"}
    paid = sorted(Account.read(each).balance_cents for each in (scenes.ROLF, scenes.RITA))
    assert paid == [0, 2_500]
    assert Account.read(WINNER).balance_cents == 1_000, "one gift"


def test_a_number_goes_over_to_a_record_without_one(ground: Ground) -> None:
    join(ground)
    winner, loser = Client.get(WINNER), Client.get(LOSER)
    assert winner.client_number == 2
    assert loser.client_number is None
    assert joins.row(ground, "claims", claim="number:2")["holder"] == WINNER


def test_more_than_one_transaction_holds_goes_over_in_steps(ground: Ground) -> None:
    for number in range(40):
        joins.manual(LOSER, f"card-{number}", 100 + number, ground)
    for number in range(60):
        scenes.invoice(LOSER, f"B-{number:02}", 1_000, NOW)
        scenes.session(LOSER, f"S-{number:02}", "booked", NOW)
    joins.reward(LOSER, "run-0", ground)
    owned = Account.read(LOSER).balance_cents
    join(ground)
    account = Account.read(WINNER)
    assert (account.balance_cents, account.qualified_cents, account.consumed_cents) == (owned, 60_000, 60_000)
    assert len([row for row in ground.rows("rewards") if row["client_id"] == WINNER]) == 41
    assert [row["client_id"] for row in ground.rows("sessions")] == [WINNER] * 60


def test_used_and_expired_rewards_go_over_as_what_they_are(ground: Ground) -> None:
    joins.manual(LOSER, "used", 500, ground)
    redeem(LOSER, "manual:used", 500, "INV-1")
    joins.old_reward(LOSER, ground)
    expire_reward(LOSER, "manual:old", over_at=NOW, run_id="run-0", now=NOW)
    join(ground)
    states = {row.reward_id.split(":")[-1]: row.state(NOW).value for row in Reward.query(WINNER)}
    assert states == {"used": "used", "old": "expired"}
    assert [each.kind for each in entries_of(WINNER)] == []


def test_nothing_is_written_to_a_closed_account_any_more(ground: Ground) -> None:
    joins.manual(LOSER, "card", 500, ground)
    join(ground)
    count = EntryRow.count(LOSER)
    with pytest.raises(AssertionError):
        joins.manual(LOSER, "late", 500, ground)
    assert EntryRow.count(LOSER) == count


def test_the_friend_counts_once_and_everything_written_is_found(ground: Ground) -> None:
    joins.manual(LOSER, "card", 500, ground)
    scenes.referral(LOSER, scenes.RITA, NOW)
    scenes.invoice(LOSER, "B-1", 20_000, NOW)
    join(ground)
    brought = referral_sales(scenes.RITA)
    assert (brought.number, brought.sales_cents) == (1, 20_000)
    held = gather_client(WINNER)
    assert held is not None
    assert {each["client_id"] for each in held["entries"]} == {WINNER, LOSER}
    assert {each["about"] for each in held["changes"]} == {f"client#{WINNER}", f"client#{LOSER}"}

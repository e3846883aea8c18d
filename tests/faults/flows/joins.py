"""Two records of one person, each with money, sales, friends and a link, become one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.money import Cents
from chalicelib.domain.reward import NewReward, Source
from chalicelib.flows.compare_records import Comparison, compare_records
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.join_clients import join_clients
from chalicelib.flows.loyalty_books import Terms
from chalicelib.flows.reconcile_client import reconcile_client
from chalicelib.flows.reward_client import reward_client
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.posting import Accounts, Posting, issue_entries, post
from tests.faults import scenes
from tests.faults.flows import loyalty
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

OPERATOR = Actor(role=Role.OPERATOR, request_id="request-1")
DRAFT = "join-anna-bert"
WINNER, LOSER = scenes.ANNA, scenes.BERT


def two_records(ground: Ground) -> None:
    """Anna, who stays, and Bert, who is Anna: he has most of the money and a link of his own.

    Bert was rewarded for sales and for his friend Fred, owes nothing, was sent by Rita and rewarded her.
    Anna was sent by Rolf, on weaker grounds, and nothing came of that yet.
    """
    scenes.studio()
    scenes.client("anna", ground.now, number=1)
    scenes.client("bert", ground.now, number=2, notes="Likes the harbor.")
    for name in ("rita", "rolf", "fred", "gina"):
        scenes.client(name, ground.now)
    scenes.enroll(scenes.BERT, ground.now)
    scenes.invoice(scenes.BERT, "B-1", 13_000, ground.now, date(2026, 11, 1))
    scenes.invoice(scenes.BERT, "B-2", 9_000, ground.now, date(2026, 11, 2))
    scenes.invoice(scenes.ANNA, "A-1", 4_000, ground.now, date(2026, 11, 3))
    scenes.session(scenes.BERT, "S-1", "booked", ground.now)
    reward(scenes.BERT, "run-0", ground)
    manual(scenes.ANNA, "gift-card", 1_500, ground)
    scenes.referral(scenes.BERT, scenes.RITA, ground.now)
    evaluate_referral(scenes.BERT, studio=studio.load(), now=ground.now)
    scenes.referral(scenes.ANNA, scenes.ROLF, ground.now)
    scenes.referral(scenes.GINA, scenes.BERT, ground.now)
    qualifies(scenes.FRED, ground)
    evaluate_referral(scenes.FRED, studio=studio.load(), now=ground.now)
    begin(WINNER, LOSER, ground)


def qualifies(friend_id: str, ground: Ground) -> None:
    """A friend of Bert's who did all that is asked."""
    scenes.referral(friend_id, scenes.BERT, ground.now)
    scenes.invoice(friend_id, f"INV-{friend_id}", 20_000, ground.now)
    scenes.session(friend_id, f"S-{friend_id}", "booked", ground.now)


def begin(winner_id: str, loser_id: str, ground: Ground, draft_id: str = DRAFT) -> Draft:
    """The review of both, as an operator confirms it."""
    found = compared(winner_id, loser_id)
    assert found is not None
    return begun(found, ground, draft_id)


def compared(winner_id: str, loser_id: str) -> Comparison | None:
    """Both beside each other; None where they cannot be joined."""
    found = compare_records(winner_id, loser_id)
    return found if isinstance(found, Comparison) else None


def begun(found: Comparison, ground: Ground, draft_id: str) -> Draft:
    """The draft of what was reviewed."""
    content = {
        "winner": found.winner.client.client_id,
        "loser": found.loser.client.client_id,
        "seen": found.seen(),
    }
    return begin_draft(draft_id, "join", content, actor=OPERATOR, now=ground.now)


def join(ground: Ground, draft_id: str = DRAFT) -> None:
    """The operator presses the button."""
    draft = Draft.find(draft_id, "join", ground.now)
    assert draft is not None
    assert join_clients(draft, studio=studio.load(), actor=OPERATOR, now=ground.now) is None


def reward(client_id: str, run_id: str, ground: Ground) -> None:
    """The night looks at one client."""
    loaded = studio.load()
    rule = loaded.preferences.loyalty
    assert rule is not None
    terms = Terms(
        run_id=run_id, rule=rule, as_of=ground.now.date(), dry_run=False, studio=loaded, now=ground.now
    )
    reward_client(Client.get(client_id, consistent_read=True), terms)


def manual(client_id: str, key: str, cents: int, ground: Ground) -> None:
    """A reward by hand that never expires."""
    new = NewReward(
        reward_id=f"manual:{key}",
        cents=Cents(cents),
        source=Source.MANUAL,
        created_by="staff",
        note="By hand",
    )

    def decide(accounts: Accounts) -> Posting:
        entries = issue_entries(
            accounts[client_id],
            new,
            entry_id=f"issue:manual:{key}",
            cause="staff",
            by="staff",
            now=ground.now,
        )
        return Posting(entries=entries, new_rewards=[(client_id, new)])

    result = post([client_id], decide, now=ground.now)
    assert result is not None
    assert result.stands


def old_reward(client_id: str, ground: Ground) -> None:
    """One that was good until yesterday."""
    loyalty.an_old_reward_of(client_id, ground)


def row(ground: Ground, noun: str, **key: Any) -> Mapping[str, Any]:
    """The row, empty where there is none."""
    return ground.row(noun, **key) or {}


def joined(ground: Ground) -> Iterator[str]:
    """All of Bert's is Anna's, once; and what the night compares agrees."""
    anna, bert = row(ground, "clients", client_id=WINNER), row(ground, "clients", client_id=LOSER)
    account = row(ground, "accounts", client_id=WINNER)
    figures = [account[f"{name}_cents"] for name in ("balance", "qualified", "consumed")]
    referral, left = (row(ground, "referrals", friend_id=each) for each in (WINNER, LOSER))
    friends = {each["friend_id"]: each["referrer_id"] for each in ground.rows("referrals")}
    link = row(ground, "links", token=scenes.TOKEN)
    open_ones = [each["client_id"] for each in ground.rows("enrollments") if each["enrollment_id"] == "open"]
    what = [each["what"] for each in ground.rows("audit")]
    differences = [*reconcile_client(WINNER), *reconcile_client(LOSER)]
    return missing(
        bert_leads_to_anna=(bert.get("merged_into"), bert.get("joining")) == (WINNER, None),
        anna_took_over=(anna["emails"], anna["notes"], anna["joined"])
        == (["anna@people.example", "bert@people.example"], "Likes the harbor.", [LOSER]),
        money_came_over=figures == [7_000, 26_000, 20_000],
        stronger_referral_stands=(referral["referrer_id"], referral["state"]) == (scenes.RITA, "rewarded"),
        weaker_one_is_gone=left["state"] == "void" and friends[WINNER] == anna.get("referred_by"),
        friends_are_annas=(friends[scenes.FRED], friends[scenes.GINA]) == (WINNER, WINNER),
        link_leads_to_anna=link["client_id"] == WINNER and open_ones == [WINNER],
        audited_once=what.count("client joined") == 2,
        the_draft_is_used=row(ground, "drafts", draft_id=DRAFT).get("open_for") is None,
        the_night_finds_no_difference=not differences,
    )


def _a_late_friend(ground: Ground) -> None:
    """Bert was joined to Anna; then a friend comes who had opened Bert's link before."""
    two_records(ground)
    join(ground)
    scenes.client("carl", ground.now, referred_by=LOSER)
    qualifies(scenes.CARL, ground)


def _evaluate_the_late_friend(ground: Ground) -> None:
    evaluate_referral(scenes.CARL, studio=studio.load(), now=ground.now)


def _anna_is_rewarded(ground: Ground) -> Iterator[str]:
    referral = row(ground, "referrals", friend_id=scenes.CARL)
    return missing(
        sent_by_anna=referral["referrer_id"] == WINNER,
        referred_by_anna=row(ground, "clients", client_id=scenes.CARL)["referred_by"] == WINNER,
        rewarded=referral["state"] == "rewarded" and referral["attempt"] == 1,
        her_balance=row(ground, "accounts", client_id=WINNER)["balance_cents"] == 9_500,
    )


FLOWS = (
    Flow(name="join_clients", prepare=two_records, act=join, goal=joined, calls=40, thrifty=True),
    Flow(
        name="evaluate_referral_of_a_joined_referrer",
        prepare=_a_late_friend,
        act=_evaluate_the_late_friend,
        goal=_anna_is_rewarded,
        calls=10,
        thrifty=True,
    ),
)

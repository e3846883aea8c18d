"""Friends and referrers: who refers whom, and what is paid for it."""

from collections.abc import Iterator
from functools import partial

from chalicelib.domain.money import Cents
from chalicelib.domain.program import Terms
from chalicelib.domain.row import Row
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_session import record_sessions
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import form, referral
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race


def _two_referrers(ground: Ground) -> None:
    form.referrer(ground)
    scenes.client("rolf", ground.now)
    scenes.enroll(scenes.ROLF, ground.now, scenes.OTHER_TOKEN)


def _one_referrer_holds_the_friend(ground: Ground) -> Iterator[str]:
    friends = [row for row in ground.rows("clients") if row["emails"] == [form.EMAIL]]
    referrals = ground.rows("referrals")
    return missing(
        one_friend=len(friends) == 1,
        one_referral=[row["friend_id"] for row in referrals] == [row["client_id"] for row in friends],
        of_who_is_named=[row["referrer_id"] for row in referrals] == [row["referred_by"] for row in friends],
        both_forms_are_used=sum(row["claim"].startswith("form:") for row in ground.rows("claims")) == 2,
    )


def _says(client_ref: str, referred_by: str, ground: Ground) -> None:
    row = Row({"client_ref": client_ref, "referred_by": referred_by}, 2)
    record_clients([row], studio.load(), now=ground.now)


def _three_clients(ground: Ground) -> None:
    scenes.studio()
    rows = [Row({"client_ref": ref, "first_name": ref}, line) for line, ref in enumerate(("A", "B", "C"))]
    record_clients(rows, studio.load(), now=ground.now)


def _one_referral(ground: Ground) -> Iterator[str]:
    named = {
        (row["client_id"], row["referred_by"]) for row in ground.rows("clients") if row.get("referred_by")
    }
    referrals = {(row["friend_id"], row["referrer_id"]) for row in ground.rows("referrals")}
    return missing(one_referral=len(referrals) == 1, of_who_is_named=named == referrals)


def _capped(ground: Ground) -> None:
    scenes.studio()
    terms = Terms(
        program_id="friends", program_name="Friends", reward_cents=Cents(2_500), rewards_per_client_max=1
    )
    for name in ("rita", "fred", "gina"):
        scenes.client(name, ground.now)
    for friend in (scenes.FRED, scenes.GINA):
        scenes.referral(friend, scenes.RITA, ground.now, terms)


def _evaluate(friend_id: str, ground: Ground) -> None:
    evaluate_referral(friend_id, studio=studio.load(), now=ground.now)


def _cap_holds(ground: Ground) -> Iterator[str]:
    states = sorted(row["state"] for row in ground.rows("referrals"))
    return missing(
        one_of_two=states == ["limit_reached", "rewarded"], one_reward=len(ground.rows("rewards")) == 1
    )


def _cancels(ground: Ground) -> None:
    told = {"session_ref": "S-1", "client_ref": "fred", "status": "cancelled"}
    judged = record_sessions(
        [Row(told, 2)], studio.load(), client_of_token=lambda token: None, source="record", now=ground.now
    )
    assert [each.outcome for each in judged] == ["stored"], judged


def _nothing_is_kept(ground: Ground) -> Iterator[str]:
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    return missing(
        referral_is_pending=row["state"] == "pending",
        no_value_is_left=sum(each["remaining_cents"] for each in ground.rows("rewards")) == 0,
    )


def _qualifies_with_another_at_hand(ground: Ground) -> None:
    referral.friend_qualifies(ground)
    scenes.client("rolf", ground.now)
    scenes.enroll(scenes.ROLF, ground.now, scenes.OTHER_TOKEN)


def _one_of_both_is_rewarded(ground: Ground) -> Iterator[str]:
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    friend = ground.row("clients", client_id=scenes.FRED) or {}
    issued = [each["client_id"] for each in ground.rows("ledger") if "referral" in each["entry_id"]]
    return missing(
        who_is_named_is_the_referrer=friend.get("referred_by") in (row["referrer_id"], None),
        one_reward=issued == ([row["referrer_id"]] if row["state"] == "rewarded" else []),
    )


RACES = (
    Race(
        name="one friend and two referrers, by the form",
        prepare=_two_referrers,
        first=partial(form.send, nonce="n1", token=scenes.TOKEN),
        second=partial(form.send, nonce="n2", token=scenes.OTHER_TOKEN),
        goal=_one_referrer_holds_the_friend,
    ),
    Race(
        name="one friend and two referrers, by staff",
        prepare=_three_clients,
        first=partial(_says, "A", "B"),
        second=partial(_says, "A", "C"),
        goal=_one_referral,
    ),
    Race(
        name="two who name each other",
        prepare=_three_clients,
        first=partial(_says, "A", "B"),
        second=partial(_says, "B", "A"),
        goal=_one_referral,
    ),
    Race(
        name="two friends and a cap of one",
        prepare=_capped,
        first=partial(_evaluate, scenes.FRED),
        second=partial(_evaluate, scenes.GINA),
        goal=_cap_holds,
    ),
    Race(
        name="a reward and the session's cancelling",
        prepare=referral.friend_qualifies,
        first=referral.evaluate,
        second=_cancels,
        again=referral.evaluate,
        goal=_nothing_is_kept,
    ),
    Race(
        name="a reward and another referrer",
        prepare=_qualifies_with_another_at_hand,
        first=referral.evaluate,
        second=partial(_says, "fred", "rolf"),
        again=referral.evaluate,
        goal=_one_of_both_is_rewarded,
    ),
)

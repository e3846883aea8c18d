"""Who can meet whom, and what must be true whoever is first."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from chalicelib.domain.money import Cents
from chalicelib.domain.notice import Sign
from chalicelib.domain.program import Terms
from chalicelib.domain.row import Row
from chalicelib.flows.evaluate_referral import evaluate_referral
from chalicelib.flows.record_client import record_clients
from chalicelib.flows.record_invoice import record_invoices
from chalicelib.flows.record_session import record_sessions
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import FLOWS, form, loyalty, mail, numbers, referral
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race
from tests.faults.sweep import Flow


def itself(flow: Flow) -> Race:
    """The same delivery twice at once."""
    return Race(
        name=f"{flow.name} twice",
        prepare=flow.prepare,
        first=flow.act,
        second=flow.act,
        again=flow.redeliver if flow.thrifty else None,
        goal=flow.goal,
        every=4 if flow.thrifty else 1,
    )


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


def _two_nights_worth(total_cents: int, ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    left = account["qualified_cents"] - account["consumed_cents"]
    return missing(
        all_is_rewarded=account["balance_cents"] == total_cents,
        the_rest_carries_over=0 <= left < 10_000,
        a_letter_for_each=len(ground.rows("notices")) == len(ground.rows("rewards")),
    )


def _new_sale(ground: Ground) -> None:
    cells = {"invoice_ref": "INV-9", "client_ref": "anna", "invoiced_on": "2026-11-20", "total": "80.00"}
    judged = record_invoices([Row(cells | {"paid": "80.00"}, 2)], studio.load(), now=ground.now)
    assert [each.outcome for each in judged] == ["stored"], judged


def _next_night(ground: Ground) -> None:
    loyalty.reward(ground, "run-2")


def _counted_with_the_sale(ground: Ground) -> Iterator[str]:
    account = ground.row("accounts", client_id=scenes.ANNA) or {}
    return missing(
        counted_from_the_day=account.get("start_on") == loyalty.START_ON.isoformat(),
        with_the_new_sale=account["qualified_cents"] == 24_000,
    )


def _takes_1001(ground: Ground) -> None:
    """By hand, the number that the counter gives next."""
    told = [Row({"client_ref": "erna", "client_number": "1001"}, 2)]
    (judged,) = record_clients(told, studio.load(), now=ground.now)
    assert judged.outcome == "stored" or judged.column == "client_number", judged


def _with_erna(ground: Ground) -> None:
    numbers.without_numbers(ground)
    scenes.client("erna", ground.now)


def _all_numbered(ground: Ground) -> Iterator[str]:
    found = [row.get("client_number") for row in ground.rows("clients") if row["client_id"] != scenes.ERNA]
    claimed = [row["claim"] for row in ground.rows("claims")]
    return missing(
        everyone_has_its_own=None not in found and len(set(found)) == 4,
        the_wanted_one_is_somebodys="number:1001" in claimed,
    )


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


def _complains_of_another(ground: Ground) -> None:
    mail.tell(ground, Sign.COMPLAINED)


def _sent_before_or_not_at_all(ground: Ground) -> Iterator[str]:
    """The complaint is about a letter of long ago, which its event proves to have gone."""
    notice = ground.row("notices", notice_id=mail.OTHER_LETTER) or {}
    ends = (notice["state"], len(ground.letters))
    if ends not in (("sent", 2), ("suppressed", 1)):
        yield f"the second notice is {ends[0]}, {ends[1]} letters went out"


def _later(ground: Ground) -> None:
    ground.pass_time(timedelta(minutes=11))


RACES = (
    *(itself(flow) for flow in FLOWS),
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
        name="night and another night",
        prepare=loyalty.a_loyal_client,
        first=partial(loyalty.reward, run_id="run-1"),
        second=partial(loyalty.reward, run_id="run-2"),
        goal=partial(_two_nights_worth, 2_000),
    ),
    Race(
        name="night and a new invoice",
        prepare=loyalty.a_loyal_client,
        first=loyalty.reward,
        second=_new_sale,
        again=_next_night,
        goal=partial(_two_nights_worth, 3_000),
    ),
    Race(
        name="counting anew and a new invoice",
        prepare=loyalty.a_loyal_client,
        first=loyalty.recount,
        second=_new_sale,
        goal=_counted_with_the_sale,
    ),
    Race(
        name="night and counting anew",
        prepare=loyalty.a_loyal_client,
        first=loyalty.reward,
        second=loyalty.recount,
        goal=loyalty.rewarded_whatever_is_counted,
    ),
    Race(
        name="a number by hand and the counter",
        prepare=_with_erna,
        first=numbers.give_numbers,
        second=_takes_1001,
        goal=_all_numbered,
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
    Race(
        name="a letter and a complaint",
        prepare=mail.second_letter_waits,
        first=mail.send_other,
        second=_complains_of_another,
        goal=_sent_before_or_not_at_all,
    ),
)

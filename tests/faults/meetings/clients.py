"""Operators who save clients' forms at once, and the counter that gives numbers beside them."""

from collections.abc import Iterator

from chalicelib.flows.assign_numbers import assign_numbers
from chalicelib.flows.save_client import Outcome
from tests.faults import scenes
from tests.faults.flows.clients import in_hand, save
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.races import Race, Step


def _save(draft_id: str) -> Step:
    return lambda ground: save(ground, draft_id, request_id=draft_id)


def _two_tills(ground: Ground) -> None:
    scenes.studio()
    for name, client_id in (("anna", scenes.ANNA), ("bert", scenes.BERT)):
        scenes.client(name, ground.now)
        in_hand(ground, f"d-{name}", client_id, client_number="7")


def _one_has_the_number(ground: Ground) -> Iterator[str]:
    numbers = [row.get("client_number") for row in ground.rows("clients")]
    return missing(
        one_of_them_has_it=sorted(numbers, key=str) == [7, None],
        one_record=len(ground.rows("audit")) == 1,
    )


def _two_editors(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)
    in_hand(ground, "d-one", scenes.ANNA, city="Rome", company="One")
    in_hand(ground, "d-two", scenes.ANNA, city="Bath", notes="Two")


def _one_edit_stands(ground: Ground) -> Iterator[str]:
    anna = ground.row("clients", client_id=scenes.ANNA) or {}
    found = (anna.get("city"), anna.get("company"), anna.get("notes"))
    return missing(
        the_whole_of_one=found in {("Rome", "One", None), ("Bath", None, "Two")},
        one_record=len(ground.rows("audit")) == 1,
    )


def _without_a_number(ground: Ground) -> None:
    scenes.studio()
    scenes.client("anna", ground.now)
    in_hand(ground, "d-anna", scenes.ANNA, city="Rome")


def _is_numbered(ground: Ground) -> None:
    assign_numbers([scenes.ANNA], now=ground.now)


def _edits(ground: Ground) -> None:
    assert save(ground, "d-anna").outcome is Outcome.STORED


def _both_stand(ground: Ground) -> Iterator[str]:
    anna = ground.row("clients", client_id=scenes.ANNA) or {}
    return missing(number_and_edit=(anna.get("client_number"), anna.get("city")) == (1001, "Rome"))


def _two_strangers(ground: Ground) -> None:
    scenes.studio()
    for name in ("anna", "bert"):
        scenes.client(name, ground.now)
    in_hand(ground, "d-anna", scenes.ANNA, referred_by=scenes.BERT)
    in_hand(ground, "d-bert", scenes.BERT, referred_by=scenes.ANNA)


def _no_loop(ground: Ground) -> Iterator[str]:
    referred = [row["client_id"] for row in ground.rows("clients") if row.get("referred_by")]
    return missing(
        one_of_them_was_sent=len(referred) == 1,
        with_its_referral=[row["friend_id"] for row in ground.rows("referrals")] == referred,
    )


RACES = (
    Race(
        name="two tills give the same number",
        prepare=_two_tills,
        first=_save("d-anna"),
        second=_save("d-bert"),
        goal=_one_has_the_number,
    ),
    Race(
        name="two editors of one client",
        prepare=_two_editors,
        first=_save("d-one"),
        second=_save("d-two"),
        goal=_one_edit_stands,
    ),
    Race(
        name="an editor and the counter",
        prepare=_without_a_number,
        first=_edits,
        second=_is_numbered,
        goal=_both_stand,
    ),
    Race(
        name="two clients are said to have referred each other",
        prepare=_two_strangers,
        first=_save("d-anna"),
        second=_save("d-bert"),
        goal=_no_loop,
    ),
)

"""Programs as stored while others change what they name, enroll in them, or store them in the same moment."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.domain import list_item
from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.lists import ListKind
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.program_rules import Objection
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Status, Studio
from chalicelib.flows import enroll_by_hand as by_hand
from chalicelib.flows.delete_list_item import delete_list_item
from chalicelib.flows.delete_program import delete_program
from chalicelib.flows.enroll_by_hand import Refusal, enroll_by_hand
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.new_referral import new_referral
from chalicelib.flows.program_change import ProgramChange
from chalicelib.flows.save_list_item import save_list_item
from chalicelib.flows.save_program import save_program
from chalicelib.models import studio as table
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.letter import HEAD, Letter
from chalicelib.models.transaction import Write, transact
from tests.engine import Engine
from tests.flows import nights
from tests.handlers.studios import STUDIO, TERMS, store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
PRINT = Promotion(promotion_id="print", description="A print")
GIFT = Gift(kind=GiftKind.ITEM, text="A print", promotion_id="print")
VIP = Status(status_id="vip", description="VIP")
BRIDES = Program(
    program_id="brides",
    description="Brides",
    terms=Terms(program_id="brides", program_name="Brides", reward_cents=Cents(5000)),
)


@pytest.fixture(autouse=True)
def _studio(tables: Engine) -> None:
    store(replace(STUDIO, statuses={**STUDIO.statuses, "vip": VIP}))
    table.save_item(PRINT)
    Letter(
        "thanks",
        HEAD,
        kind="reward",
        form="email",
        description="Thanks",
        latest=1,
        changed_at=NOW,
        head_of="letters",
        sorted_by="thanks",
    ).save()


def naming(**named: Any) -> Program:
    return replace(BRIDES, terms=replace(BRIDES.terms, **named))


def save(program: Program) -> ProgramChange:
    return save_program(program, actor=MANAGER, now=NOW)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something that others do once, right after the flow has read the studio."""
    left, read = [act], table.load

    def load() -> Studio:
        studio = read()
        if left:
            left.pop()()
        return studio

    monkeypatch.setattr(table, "load", load)


def _delete(kind: ListKind, item_id: str) -> None:
    change = delete_list_item(kind, item_id, 0, actor=MANAGER, now=NOW)
    assert change.outcome is Outcome.STORED, change


def _retire_the_letter() -> None:
    Letter("thanks", HEAD).update([Letter.inactive.set(True)])


@pytest.mark.parametrize(
    ("wanted", "act", "field"),
    [
        (naming(friend_status_id="vip"), lambda: _delete(ListKind.STATUS, "vip"), "friend_status_id"),
        (naming(gift=GIFT), lambda: _delete(ListKind.PROMOTION, "print"), "gift_item"),
        (naming(reward_letter=True, reward_letter_id="thanks"), _retire_the_letter, "reward_letter_id"),
    ],
)
def test_what_goes_in_the_same_moment_is_not_named(
    wanted: Program, act: Callable[[], None], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, act)
    change = save(wanted)
    assert change.outcome is Outcome.REFUSED
    assert change.objections == {field: Objection.NOT_OFFERED}
    assert "brides" not in table.load().programs


@pytest.mark.parametrize(
    ("wanted", "kind", "item_id", "objection"),
    [
        (naming(friend_status_id="vip"), ListKind.STATUS, "vip", list_item.Objection.GIVEN_BY_A_PROGRAM),
        (naming(gift=GIFT), ListKind.PROMOTION, "print", list_item.Objection.GIFT_OF_A_PROGRAM),
    ],
)
def test_what_a_program_comes_to_name_in_the_same_moment_is_not_deleted(
    wanted: Program,
    kind: ListKind,
    item_id: str,
    objection: list_item.Objection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meanwhile(monkeypatch, lambda: save(wanted))
    change = delete_list_item(kind, item_id, 0, actor=MANAGER, now=NOW)
    assert change.outcome is Outcome.REFUSED
    assert list(change.objections.values()) == [objection]


def test_a_status_that_a_program_comes_to_give_in_the_same_moment_is_not_retired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meanwhile(monkeypatch, lambda: save(naming(friend_status_id="vip")))
    change = save_list_item(replace(VIP, inactive=True), actor=MANAGER, now=NOW)
    assert change.objections == {"inactive": list_item.Objection.GIVEN_BY_A_PROGRAM}


def test_of_two_new_programs_of_one_name_one_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(BRIDES, program_id="other", terms=replace(BRIDES.terms, program_id="other"))
    meanwhile(monkeypatch, lambda: save(other))
    assert save(BRIDES).objections == {"description": Objection.TAKEN}
    assert sorted(table.load().programs) == ["friends", "other"]


def test_of_two_who_change_a_program_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    friends = table.load().programs["friends"]
    theirs = replace(friends, description="Theirs")
    meanwhile(monkeypatch, lambda: save(theirs))
    change = save(replace(friends, description="Mine"))
    assert change.outcome is Outcome.CHANGED
    assert change.program is not None
    assert change.program.description == "Theirs"


def test_saving_what_stands_writes_nothing(tables: Engine) -> None:
    before = tables.rows("studio")
    assert save(table.load().programs["friends"]).outcome is Outcome.STORED
    assert tables.rows("studio") == before
    assert not tables.rows("audit")


def test_a_program_that_was_deleted_is_not_stored_again() -> None:
    friends = table.load().programs["friends"]
    assert delete_program("friends", 0, actor=MANAGER, now=NOW).outcome is Outcome.STORED
    assert save(replace(friends, description="Late")).outcome is Outcome.GONE
    assert not table.load().programs


@pytest.mark.parametrize("what", ["retired", "joined", "erased", "enrolled"])
def test_what_changes_right_before_an_enrollment_by_hand_stops_it(
    what: str, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights.client("ann", NOW)
    acts: dict[str, Callable[[], object]] = {
        "retired": lambda: save(replace(table.load().programs["friends"], inactive=True)),
        "joined": lambda: Client("ann").update([Client.merged_into.set("bea")]),
        "erased": lambda: Client("ann").update([Client.erased_at.set(NOW)]),
        "enrolled": lambda: _enroll("theirs"),
    }
    left = [acts[what]]

    def late(writes: Sequence[Write]) -> object:
        """Everything was read; now the others write, and then we do."""
        if left:
            left.pop()()
        return transact(writes)

    monkeypatch.setattr(by_hand, "transact", late)
    assert _enroll("mine").refused is Refusal.CHANGED
    standing = Enrollment.open_of("ann")
    assert (standing is not None) == (what == "enrolled")
    told = [row["after"]["reason"] for row in tables.rows("audit") if row["about"] == "client#ann"]
    assert told == (["theirs"] if what == "enrolled" else [])


def _enroll(reason: str) -> by_hand.ByHand:
    return enroll_by_hand("ann", "friends", seen="", reason=reason, actor=MANAGER, now=NOW)


@pytest.mark.parametrize(
    ("last_day", "is_promised"), [(date(2026, 11, 21), False), (date(2026, 11, 22), True), (None, True)]
)
def test_a_new_referral_promises_no_gift_whose_last_day_is_over(
    last_day: date | None, *, is_promised: bool
) -> None:
    """It is the 22nd in the studio, and the 23rd in UTC."""
    terms = replace(TERMS, gift=replace(GIFT, valid_until=last_day), gift_letter=True)
    row = new_referral(
        "fred",
        "ann",
        evidence="link",
        channel=None,
        program=Program(program_id="friends", description="Friends", terms=terms),
        enrolled_at=NOW,
        friend_created_at=NOW,
        history=False,
        now=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
        zone=STUDIO.preferences.local_zone(),
    )
    assert row.terms is not None
    assert (row.terms["gift"] is not None) == row.terms["gift_letter"] == is_promised

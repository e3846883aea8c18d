"""Programs are set up, clients are enrolled by hand, gifts are used at the desk."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind, Program, Terms
from chalicelib.domain.promotion import Promotion
from chalicelib.flows.delete_program import delete_program
from chalicelib.flows.enroll_by_hand import Refusal, enroll_by_hand, remove_by_hand, seen_of
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_change import ProgramChange
from chalicelib.flows.save_program import save_program
from chalicelib.flows.use_gift import Refusal as GiftRefusal
from chalicelib.flows.use_gift import take_back_use, use_gift
from chalicelib.models import studio as table
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.letter import Letter
from chalicelib.models.referral import Referral
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

DRAFT = "d1"
MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
BRIDES = Program(
    program_id="brides",
    description="Brides",
    terms=Terms(
        program_id="brides",
        program_name="Brides",
        reward_cents=Cents(5_000),
        reward_letter=True,
        reward_letter_id="thanks",
        gift=Gift(kind=GiftKind.ITEM, text="A print", promotion_id="print"),
        friend_status_id="welcomed",
    ),
)


def everything_to_name(ground: Ground) -> None:
    """A studio with a promotional item and a letter, and a program in hand."""
    scenes.studio()
    table.save_item(Promotion(promotion_id="print", description="A print"))
    Letter(
        "thanks",
        0,
        kind="reward",
        form="email",
        description="Thanks",
        latest=1,
        changed_at=ground.now,
        head_of="letters",
        sorted_by="thanks",
    ).save()
    begin_draft(DRAFT, "programs", {}, actor=MANAGER, now=ground.now)


def store(ground: Ground) -> None:
    """Press Save, perhaps not for the first time."""
    draft = Draft.find(DRAFT, "programs", ground.now)
    assert draft is not None
    if draft.is_open:
        _stored(save_program(BRIDES, actor=MANAGER, now=ground.now, draft=draft))


def an_unused_program(ground: Ground) -> None:
    """A program that nobody ever used, beside the studio's own."""
    everything_to_name(ground)
    table.save_item(BRIDES)


def delete(ground: Ground) -> None:
    """Remove it."""
    _stored(delete_program("brides", 0, actor=MANAGER, now=ground.now))


def a_client(ground: Ground) -> None:
    """Rita is in no program."""
    scenes.studio()
    scenes.client("rita", ground.now)


def a_referrer(ground: Ground) -> None:
    """Rita is in the program."""
    a_client(ground)
    scenes.enroll(scenes.RITA, ground.now)


def assign(ground: Ground) -> None:
    """The button carries that she was seen in no program."""
    done = enroll_by_hand(scenes.RITA, "friends", seen="", reason="She asked", actor=MANAGER, now=ground.now)
    assert done.refused in (None, Refusal.CHANGED), done


def remove(ground: Ground) -> None:
    """The button carries the enrollment that was seen; pressed again, it is gone."""
    seen = seen_of(Enrollment.open_of(scenes.RITA))
    done = remove_by_hand(scenes.RITA, seen=seen, reason="Moved away", actor=MANAGER, now=ground.now)
    assert done.refused in (None, Refusal.CHANGED), done


def a_friends_gift(state: str, ground: Ground) -> None:
    """Fred has a print."""
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.client("fred", ground.now)
    gift = Gift(kind=GiftKind.ITEM, text="A print", code="PRINT")
    scenes.referral(scenes.FRED, scenes.RITA, ground.now, replace(scenes.TERMS, gift=gift))
    Referral(scenes.FRED).update([Referral.gift_state.set(state)])


def use(ground: Ground) -> None:
    """At the desk."""
    assert use_gift(scenes.FRED, actor=MANAGER, now=ground.now) in (None, GiftRefusal.ALREADY)


def not_used(ground: Ground) -> None:
    """It was somebody else's."""
    why = take_back_use(scenes.FRED, "Not hers", actor=MANAGER, now=ground.now)
    assert why in (None, GiftRefusal.ALREADY)


def _stored(change: ProgramChange) -> None:
    assert change.outcome is Outcome.STORED, change


def _is_stored(ground: Ground) -> Iterator[str]:
    row = ground.row("studio", record="program#brides") or {}
    draft = ground.row("drafts", draft_id=DRAFT) or {}
    return missing(
        stored_once=(row.get("description"), row.get("version")) == ("Brides", 1),
        used_up=draft.get("outcome") == "Brides is stored." and "open_for" not in draft,
        audited_once=_audited(ground) == ["added"],
    )


def _is_deleted(ground: Ground) -> Iterator[str]:
    former = ground.row("studio", record="deleted#program#brides") or {}
    return missing(
        deleted=ground.row("studio", record="program#brides") is None,
        its_name_is_known=former.get("settings", {}).get("description") == "Brides",
        audited_once=_audited(ground) == ["deleted"],
    )


def _is_assigned(ground: Ground) -> Iterator[str]:
    rows, links = ground.rows("enrollments"), ground.rows("links")
    return missing(
        enrolled_once=[(row["enrollment_id"], row["program_id"]) for row in rows] == [("open", "friends")],
        one_link=[row["token"] for row in links] == [rows[0]["token"]] if rows else False,
        audited_once=_audited(ground) == ["assigned to a program"],
    )


def _is_removed(ground: Ground) -> Iterator[str]:
    (row,) = ground.rows("enrollments")
    (link,) = ground.rows("links")
    return missing(
        ended_once=(row["enrollment_id"] != "open", row.get("end_reason")) == (True, "removed"),
        the_link_is_closed="removed_at" in link,
        audited_once=_audited(ground) == ["removed from the program"],
    )


def _gift_is(state: str, ground: Ground) -> Iterator[str]:
    row = ground.row("referrals", friend_id=scenes.FRED) or {}
    return missing(
        marked_once=(row["gift_state"], row["version"], "gift_used_at" in row) == (state, 2, state == "used"),
        audited_once=len(_audited(ground)) == 1,
    )


def _audited(ground: Ground) -> list[str]:
    return [row["what"] for row in ground.rows("audit")]


FLOWS = (
    Flow(name="save_program", prepare=everything_to_name, act=store, goal=_is_stored, calls=4),
    Flow(name="delete_program", prepare=an_unused_program, act=delete, goal=_is_deleted, calls=6),
    Flow(name="enroll_by_hand", prepare=a_client, act=assign, goal=_is_assigned, calls=4),
    Flow(name="remove_by_hand", prepare=a_referrer, act=remove, goal=_is_removed, calls=5),
    Flow(
        name="use_gift",
        prepare=partial(a_friends_gift, "available"),
        act=use,
        goal=partial(_gift_is, "used"),
        calls=2,
    ),
    Flow(
        name="take_back_use",
        prepare=partial(a_friends_gift, "used"),
        act=not_used,
        goal=partial(_gift_is, "available"),
        calls=2,
    ),
)

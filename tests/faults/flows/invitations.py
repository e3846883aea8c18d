"""A client is invited by mail, text and on paper; a letter that comes to nothing leaves her where she was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.program import Program
from chalicelib.flows.enroll_client import enroll_client
from chalicelib.flows.invite_client import invite_client
from chalicelib.flows.send_notice import send_notice
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice, notice_id_of
from tests.engine import Row
from tests.faults import scenes
from tests.faults.faults import Mode
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

FIRST, SECOND = "mailing:1", "mailing:2"
LETTER = notice_id_of(Kind.INVITATION, scenes.ANNA, FIRST)
OTHER_LETTER = notice_id_of(Kind.INVITATION, scenes.ANNA, SECOND)
MOBILE = {"label": "Mobile", "number": "+12075550142", "sms": True}
TO_NOON = timedelta(hours=15)


def anna_may_be_invited(ground: Ground) -> None:
    """Two programs, and Anna, who allows all; it is noon at the studio."""
    ground.pass_time(TO_NOON)
    scenes.studio()
    terms = replace(scenes.TERMS, program_id="brides", program_name="Brides")
    studio.save_item(Program(program_id="brides", description="Brides", terms=terms))
    scenes.client(
        "anna",
        ground.now,
        phones=[MOBILE],
        address="2 Mill Lane",
        allow_marketing=True,
        allow_email_marketing=True,
    )


def anna_is_enrolled(ground: Ground) -> None:
    """Anna is in a program by hand."""
    anna_may_be_invited(ground)
    enroll_client(scenes.ANNA, "friends", source="hand", new_token=scenes.TOKEN, now=ground.start)


def invite(ground: Ground, program_id: str, cause: str = FIRST, form: LetterForm = LetterForm.EMAIL) -> None:
    """Invite Anna into a program."""
    invite_client(
        scenes.ANNA,
        letter=Outgoing(kind=Kind.INVITATION, form=form),
        program_id=program_id,
        source="bulk",
        cause=cause,
        studio=studio.load(),
        now=ground.now,
    )


def send(ground: Ground, notice_id: str = LETTER) -> None:
    """Send the invitation."""
    send_notice(notice_id, services=_services(ground), now=ground.now)


def anna_says_no(ground: Ground) -> None:
    """Anna was invited out of her program, and withdraws her consent before the letter goes."""
    anna_is_enrolled(ground)
    invite(ground, "brides")
    Client(scenes.ANNA).update([Client.allow_marketing.set(False)])


def open_one(ground: Ground) -> Row:
    """Anna's open enrollment, empty where there is none."""
    return ground.row("enrollments", enrollment_id="open") or {}


def history(ground: Ground) -> list[tuple[str, Any]]:
    """Program and end of each enrollment, by their start."""
    rows = sorted(ground.rows("enrollments"), key=lambda row: row["enrolled_at"])
    return [(row["program_id"], row.get("end_reason")) for row in rows]


def _invite(ground: Ground) -> None:
    invite(ground, "brides")


def _invited(ground: Ground) -> Iterator[str]:
    notices = ground.rows("notices")
    row = open_one(ground)
    return missing(
        one_letter=[(each["notice_id"], each["state"]) for each in notices] == [(LETTER, "queued")],
        one_enrollment_with_it=(row["program_id"], row.get("notice_id")) == ("brides", LETTER),
        both_began_together=[each.get("enrolled_at") for each in notices] == [row["enrolled_at"]],
        history_is_kept=history(ground) == [("friends", "replaced"), ("brides", None)],
        replaced_once=row["replaced_count"] == 1,
        one_link=[each["token"] for each in ground.rows("links")] == [scenes.TOKEN],
    )


def _given_back(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    row = open_one(ground)
    return missing(
        the_letter_says_why=(notice["state"], notice["reason"]) == ("suppressed", "no_consent"),
        the_earlier_one_is_open=(row.get("program_id"), row.get("source")) == ("friends", "hand"),
        history_says_why=history(ground) == [("friends", None), ("brides", "no_consent")],
        nothing_went=not ground.letters,
    )


def _text_waits(ground: Ground) -> None:
    anna_may_be_invited(ground)
    invite(ground, "friends", form=LetterForm.TEXT)


def _text_again(ground: Ground) -> None:
    """The schedule comes back at noon of the next day."""
    ground.pass_time(timedelta(hours=24))
    for due in list(Notice.due(ground.now)):
        send_notice(due, services=_services(ground), now=ground.now)


_NEVER_KNOWN = {(Mode.CRASH_AFTER, "TransactWriteItems")}


def _texted(ground: Ground) -> Iterator[str]:
    """Sent, once. SNS tells nothing of texts: where its answer or our mark was lost, it stays unknown."""
    notice = ground.row("notices", notice_id=LETTER) or {}
    allowed = {("sent", 1)}
    if ground.faults & _NEVER_KNOWN or {operation for _, operation in ground.faults} & {
        "Publish",
        "UpdateItem",
    }:
        allowed |= {("unknown", 0), ("unknown", 1)}
    found = notice["state"], len(ground.texts)
    if found not in allowed:
        yield f"the notice is {found[0]}, {found[1]} texts went out"
    if "unfinished_bucket" in notice:
        yield "the notice is still to be looked after"
    if open_one(ground).get("notice_id") != LETTER:
        yield "the enrollment is gone"


def _page_waits(ground: Ground) -> None:
    anna_may_be_invited(ground)
    invite(ground, "friends", form=LetterForm.PRINT)


def _to_print(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    return missing(
        a_person_is_to_print_it=(notice["state"], notice.get("for_a_person")) == ("to_print", "to_print"),
        nobody_else_looks_at_it="unfinished_bucket" not in notice,
    )


def _services(ground: Ground) -> Any:
    return SimpleNamespace(mailer=ground.mailer, texter=ground.texter)


FLOWS = (
    Flow(name="invite_client", prepare=anna_is_enrolled, act=_invite, goal=_invited, calls=5),
    Flow(name="send_notice_to_who_said_no", prepare=anna_says_no, act=send, goal=_given_back, calls=7),
    Flow(
        name="send_notice_by_text",
        prepare=_text_waits,
        act=send,
        redeliver=_text_again,
        goal=_texted,
        calls=6,
        healed_later=True,
    ),
    Flow(name="send_notice_to_print", prepare=_page_waits, act=send, goal=_to_print, calls=4),
)

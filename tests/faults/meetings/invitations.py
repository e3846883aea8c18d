"""Invitations that meet: another invitation, a removal, and letters that come to nothing at once."""

from collections.abc import Iterator

from chalicelib.domain.letter_text import LetterForm
from chalicelib.flows.enroll_client import end_enrollment
from chalicelib.models.client import Client
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.flows.invitations import (
    FIRST,
    LETTER,
    OTHER_LETTER,
    SECOND,
    anna_is_enrolled,
    anna_may_be_invited,
    anna_says_no,
    history,
    invite,
    open_one,
    send,
)
from tests.faults.ground import Ground
from tests.faults.races import Race


def _to_friends(ground: Ground) -> None:
    invite(ground, "friends", FIRST)


def _to_brides(ground: Ground) -> None:
    invite(ground, "brides", SECOND)


def _the_later_one_is_open(ground: Ground) -> Iterator[str]:
    row = open_one(ground)
    programs = {LETTER: "friends", OTHER_LETTER: "brides"}
    return missing(
        two_letters={each["notice_id"] for each in ground.rows("notices")} == set(programs),
        one_is_open=programs.get(row.get("notice_id", "")) == row.get("program_id"),
        the_other_was_replaced=[end for _, end in history(ground)] == ["replaced", None],
        counted_once=row.get("replaced_count") == 1,
        one_link=len(ground.rows("links")) == 1,
    )


def _remove(ground: Ground) -> None:
    end_enrollment(scenes.ANNA, reason="left", now=ground.now)


def _nobody_is_enrolled(ground: Ground) -> Iterator[str]:
    ends = [end for _, end in history(ground)]
    return missing(
        none_is_open=not open_one(ground),
        each_says_why=ends in (["left", "no_consent"], ["replaced", "left"]),
        the_link_is_closed=all(row.get("removed_at") for row in ground.rows("links")),
        the_letter_says_why=[row["reason"] for row in ground.rows("notices")] == ["no_consent"],
    )


def _two_letters_fail(ground: Ground) -> None:
    anna_is_enrolled(ground)
    invite(ground, "brides", FIRST)
    invite(ground, "friends", SECOND)
    Client(scenes.ANNA).update([Client.allow_marketing.set(False)])


def _send_the_other(ground: Ground) -> None:
    send(ground, OTHER_LETTER)


def _all_is_as_it_was(ground: Ground) -> Iterator[str]:
    row = open_one(ground)
    return missing(
        by_hand=(row.get("program_id"), row.get("source"), row.get("notice_id")) == ("friends", "hand", None),
        both_letters_ended={each["state"] for each in ground.rows("notices")} == {"suppressed"},
    )


def _no_mail_any_more(ground: Ground) -> None:
    """Anna allows marketing and none of mail: a text may go, the letter that waits may not."""
    anna_says_no(ground)
    Client(scenes.ANNA).update([Client.allow_marketing.set(True), Client.allow_email_marketing.set(False)])


def _by_text(ground: Ground) -> None:
    invite(ground, "friends", SECOND, LetterForm.TEXT)


def _the_text_holds(ground: Ground) -> Iterator[str]:
    row = open_one(ground)
    return missing(
        the_text_enrolled=(row.get("program_id"), row.get("notice_id")) == ("friends", OTHER_LETTER)
    )


RACES = (
    Race(
        name="an invitation and another one",
        prepare=anna_may_be_invited,
        first=_to_friends,
        second=_to_brides,
        goal=_the_later_one_is_open,
    ),
    Race(
        name="a letter that comes to nothing and a removal",
        prepare=anna_says_no,
        first=send,
        second=_remove,
        goal=_nobody_is_enrolled,
    ),
    Race(
        name="two letters that come to nothing",
        prepare=_two_letters_fail,
        first=send,
        second=_send_the_other,
        goal=_all_is_as_it_was,
    ),
    Race(
        name="a letter that comes to nothing and another invitation",
        prepare=_no_mail_any_more,
        first=send,
        second=_by_text,
        goal=_the_text_holds,
    ),
)

"""The outbox: everything by its state, what is safe sent again, what is printed, how it reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import tokens
from chalicelib.domain.actor import Role
from chalicelib.domain.block import Cause, blocked
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, Sign, State, standing
from chalicelib.domain.tokens import Purpose
from chalicelib.models.block import remember
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.transaction import transact
from chalicelib.services import clock
from chalicelib.settings import settings
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.letters import world

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = '</td><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>'


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.set_up(replace(world.STUDIO, zone="America/New_York", public_url="https://forms.lantern.example"))
    world.jane(NOW, last_name="Lake", address="1 Pine Street")


def queued(cause: str, form: LetterForm = LetterForm.EMAIL, now: datetime = NOW) -> Notice:
    put = notice_put(kind=Kind.REWARD, client_id="jane", cause=cause, values=world.VALUES, now=now, form=form)
    assert transact([put]).stands
    return world.standing(notice_id_of(Kind.REWARD, "jane", cause))


def moved(cause: str, state: State, reason: Reason | str = "", **more: Any) -> Notice:
    notice = queued(cause, **more)
    assert notice.move(state, reason)
    return notice


def opened(notice: Notice, desk: Desk | None = None) -> Answer:
    return (desk or Desk()).ask("outbox", "one", {"notice": notice.notice_id})


def labels(answer: Answer) -> list[str]:
    return [label for label, _ in answer.buttons]


@pytest.mark.parametrize(
    ("state", "reason", "tab", "why"),
    [
        (State.QUEUED, Reason.THROTTLED, "Queued", "takes no more messages for now"),
        (State.SENDING, Reason.NO_ANSWER, "On their way", "is not known"),
        (State.SENT, Reason.BOUNCED, "Sent", "the address does not exist"),
        (State.TO_PRINT, "", "To print", ""),
        (State.UNKNOWN, Reason.NO_ANSWER, "Not known", "is not known"),
        (State.DEAD, Reason.MESSAGE_REFUSED, "Given up", "refused the message"),
        (State.SUPPRESSED, Reason.NO_CONSENT, "Held back", "does not allow marketing"),
    ],
)
def test_each_state_has_its_list_with_the_reason_in_words(
    state: State, reason: Reason | str, tab: str, why: str
) -> None:
    moved("a", state, reason)
    desk = Desk()
    answer = desk.ask("outbox")
    if state is not State.QUEUED:
        answer = desk.press(answer, tab)
    assert "Lake, Jane" in answer.words
    assert why in answer.words
    others = [label for label in labels(answer) if label in ("Queued", "Sent", "Given up") and label != tab]
    assert "Lake, Jane" not in desk.press(answer, others[0]).words


def test_many_of_one_instant_are_all_shown_page_by_page() -> None:
    for index in range(60):
        moved(f"c{index}", State.SENT)
    desk, seen = Desk(), set()
    answer = desk.ask("outbox", "", {"state": "sent"})
    for _ in range(3):
        seen |= {str(payload["notice"]) for label, payload in answer.buttons if label.startswith("Open:")}
        if "Further ones" in labels(answer):
            answer = desk.press(answer, "Further ones")
    assert len(seen) == 60


def test_what_was_sent_is_found_by_the_day_of_the_studio() -> None:
    for name, at in (("a", "2026-11-21T04:59"), ("b", "2026-11-21T05:00"), ("c", "2026-11-22T04:59")):
        moved(name, State.SENT, now=datetime.fromisoformat(f"{at}:00+00:00"))
    desk = Desk()
    answer = desk.ask("outbox", "go", {}, {"day": "2026-11-21"})
    assert "2026-11-21 00:00" in answer.words
    assert "2026-11-21 23:59" in answer.words
    assert "2026-11-20 23:59" not in answer.words
    assert "not a day of the calendar" in desk.ask("outbox", "go", {}, {"day": "2026-02-30"}).words


def test_a_letter_tells_all_that_is_known_of_it() -> None:
    notice = moved("a", State.SENT)
    notice.learn(Sign.DELIVERED, "m")
    answer = opened(notice)
    for words in ("Lake, Jane", "Reward earned", "The one that ships", "Sent", "delivered", "Attempts 0"):
        assert words in answer.words
    assert answer.button("Lake, Jane")["client"] == "jane"
    assert "Send it again" not in labels(answer)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        *((State.DEAD, each) for each in (Reason.THROTTLED, Reason.SENDER_NOT_READY, Reason.NOT_REACHED)),
        (State.SUPPRESSED, Reason.NO_ADDRESS),
        (State.SUPPRESSED, Reason.BLOCKED),
    ],
)
def test_what_can_pass_is_sent_again_once(tables: Engine, state: State, reason: Reason) -> None:
    notice = moved("a", state, reason, now=NOW - timedelta(days=9))
    desk = Desk()
    answer = opened(notice, desk)
    assert "It is queued again" in desk.press(answer, "Send it again").words
    (row,) = tables.rows("notices")
    assert (row["state"], row["reason"], row["attempts"]) == ("queued", "", 0)
    assert (row["unfinished_bucket"], "for_a_person" in row) == ("unfinished", False)
    assert row["queued_at"] == row["next_at"] == "2026-11-22T15:00:00.000000+0000"
    assert list(Notice.due(NOW)) == [notice.notice_id]
    (audit,) = tables.rows("audit")
    assert (audit["about"], audit["what"]) == (f"notice#{notice.notice_id}", "letter sent again")
    before = tables.snapshot()
    assert "It moved meanwhile" in desk.press(answer, "Send it again").words
    assert tables.snapshot() == before


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.DEAD, Reason.MESSAGE_REFUSED),
        (State.SUPPRESSED, Reason.NO_CLIENT),
        (State.QUEUED, Reason.THROTTLED),
        (State.SENT, Reason.BOUNCED),
    ],
)
def test_what_would_end_the_same_or_has_gone_is_not_sent_again(
    tables: Engine, state: State, reason: Reason
) -> None:
    notice = moved("a", state, reason)
    desk = Desk()
    assert not {"Send it again", "It did not arrive"} & set(labels(opened(notice, desk)))
    before = tables.snapshot()
    given = {"notice": notice.notice_id, "version": notice.version, "sure": True}
    assert "It is not sent again" in desk.ask("outbox", "again", given).words
    assert tables.snapshot() == before


def test_what_still_stands_against_it_is_said_and_nothing_is_queued(tables: Engine) -> None:
    notice = moved("a", State.SUPPRESSED, Reason.BLOCKED)
    remember("jane@people.example", blocked(Cause.BOUNCED, "m", NOW))
    desk = Desk()
    assert "on the block list" in desk.press(opened(notice, desk), "Send it again").words
    other = moved("b", State.SUPPRESSED, Reason.NO_ADDRESS)
    Client("jane").update([Client.emails.set([])])
    assert "no address that it could go to" in desk.press(opened(other, desk), "Send it again").words
    assert [row["state"] for row in tables.rows("notices")] == ["suppressed", "suppressed"]
    assert tables.rows("audit") == []


def test_an_invitation_whose_enrollment_ended_is_not_sent_without_it(tables: Engine) -> None:
    notice = moved("a", State.DEAD, Reason.NOT_REACHED)
    notice.update([Notice.enrolled_at.set(NOW)])
    assert "enrolls again" in opened(notice).words
    given = {"notice": notice.notice_id, "version": notice.version}
    Desk().ask("outbox", "again", given)
    assert [row["state"] for row in tables.rows("notices")] == ["dead"]


def test_an_unknown_one_goes_again_only_when_somebody_says_that_it_did_not_arrive(tables: Engine) -> None:
    notice = moved("a", State.UNKNOWN, Reason.NO_ANSWER)
    desk = Desk()
    given = {"notice": notice.notice_id, "version": notice.version}
    assert "Say first that it did not arrive" in desk.ask("outbox", "again", given).words
    assert [row["state"] for row in tables.rows("notices")] == ["unknown"]
    asked = desk.press(opened(notice, desk), "It did not arrive")
    assert "may arrive twice" in asked.words
    assert "It is queued again" in desk.press(asked, "It did not arrive: send it again").words
    (audit,) = tables.rows("audit")
    assert audit["what"] == "letter sent again, as it did not arrive"
    assert standing(State.QUEUED, "", {"delivered"}) == (State.SENT, ""), "it is not sent any more"


def test_a_letter_of_which_an_event_tells_that_it_went_is_not_sent_again(tables: Engine) -> None:
    notice = moved("a", State.UNKNOWN, Reason.NO_ANSWER)
    notice.learn(Sign.ACCEPTED, "m")
    given = {"notice": notice.notice_id, "version": world.standing(notice.notice_id).version, "sure": True}
    assert "has told that it went" in Desk().ask("outbox", "again", given).words
    assert world.standing(notice.notice_id).state == "unknown"


def test_marketing_to_print_says_when_its_client_allows_none_any_more(tables: Engine) -> None:
    Client("jane").update([Client.allow_marketing.set(True)])
    put = notice_put(
        kind=Kind.INVITATION, client_id="jane", cause="a", values={}, now=NOW, form=LetterForm.PRINT
    )
    assert transact([put]).stands
    notice = world.standing(notice_id_of(Kind.INVITATION, "jane", "a"))
    assert notice.move(State.TO_PRINT)
    desk, given = Desk(), {"notice": notice.notice_id}
    assert "may not go any more" not in desk.ask("outbox", "look", given).words
    Client("jane").update([Client.allow_marketing.set(False)])
    answer = desk.ask("outbox", "look", given)
    assert "This letter may not go any more" in answer.words
    assert Reason.NO_CONSENT.words in answer.words


def test_a_letter_is_printed_and_said_to_be(tables: Engine) -> None:
    notice = moved("a", State.TO_PRINT, form=LetterForm.PRINT)
    desk = Desk()
    start = desk.ask("start")
    listed = desk.press(start, "Print them: letters to print")
    letter = desk.press(listed, next(label for label in labels(listed) if label.startswith("Open:")))
    page = desk.press(letter, "The letter to print")
    assert "Open the letter to print" in page.words
    (kept,) = tables.rows("drafts")
    assert "1 Pine Street" in kept["content"]["html"]
    assert kept["about"] == "client#jane"
    assert "Printed" in desk.press(page, "It was printed").words
    (row,) = tables.rows("notices")
    assert (row["state"], "for_a_person" in row, "sent_at" in row) == ("sent", False, True)
    assert [each["what"] for each in tables.rows("audit")] == ["letter printed"]
    assert "not to be printed any more" in desk.press(page, "It was printed").words
    assert world.standing(notice.notice_id).state == "sent"


def test_a_letter_is_shown_as_its_client_reads_it_without_links_that_act_for_them(tables: Engine) -> None:
    notice = queued("a")
    desk = Desk()
    answer = desk.press(opened(notice, desk), "As the client reads it")
    assert "$25.00" in answer.words
    assert "https://forms.lantern.example/preview/letter?t=" in answer.html
    (kept,) = tables.rows("drafts")
    assert "LR-7K3Q-X9MD" in kept["content"]["html"]
    own = tokens.personal(Purpose.OWN_PAGE, "jane", notice.queued_at, settings.link_keys)
    assert own not in f"{kept['content']}"


def test_a_letter_to_somebody_erased_shows_nothing() -> None:
    notice = moved("a", State.SENT)
    Client("jane").update([Client.erased_at.set(NOW)])
    desk = Desk()
    assert "not there any more" in opened(notice, desk).words
    assert "Nothing can be shown" in desk.ask("outbox", "look", {"notice": notice.notice_id}).words


def test_what_is_seen_to_waits_no_more_and_stays_in_the_list_of_all() -> None:
    notice = moved("a", State.DEAD, Reason.MESSAGE_REFUSED)
    desk = Desk()
    after = desk.press(opened(notice, desk), "Seen to")
    assert "Lake, Jane" not in after.words
    every = desk.press(after, "Show those seen to as well")
    assert "Lake, Jane" in every.words
    assert "seen to" in every.words


def test_a_viewer_opens_no_letter() -> None:
    assert "operator's dashboard" in Desk(Role.VIEWER).ask("outbox").words


def test_hostile_names_become_text() -> None:
    Client("jane").update([Client.first_name.set(HOSTILE)])
    notice = moved("a", State.SENT, HOSTILE)
    desk = Desk()
    assert "arn:evil" in desk.ask("outbox", "", {"state": "sent"}).words
    assert "arn:evil" in opened(notice, desk).words


def test_a_list_makes_four_calls(tables: Engine) -> None:
    for index in range(30):
        moved(f"c{index}", State.SENT)
    before = tables.requests
    Desk().ask("outbox", "", {"state": "sent"})
    assert tables.requests - before <= 4

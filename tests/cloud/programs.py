"""Programs, triggers, letters and mailings, set up at the deployed console, and the people they are for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from local import outbox
from tests.cloud.live_studio import LiveStudio, Row, eventually
from tests.cloud.office import Office, somebody
from tests.console.desk import Answer

LETTERS = {
    "invitation": "Invitation to recommend",
    "reward": "Reward earned",
    "gift": "Gift for a friend",
    "loyalty": "Loyalty reward",
}
FORMS = {"email": "HTML email", "print": "Form letter to print", "text": "Text message"}
_numbers = count(2_000_000)


@dataclass(frozen=True)
class Person:
    """An established client, whom the studio may write to in every way."""

    client_id: str
    ref: str
    email: str
    mobile: str


def person(office: Office, **cells: str) -> Person:
    """A client of a name of their own as the studio's own system tells of them, with these cells."""
    name, mobile = somebody(), f"+1207{next(_numbers)}"
    email = f"rosa.{name}@clients.example"
    ticks = dict.fromkeys(("allow_marketing", "allow_email_marketing", "allow_sms"), "yes")
    known = {"first_name": "Rosa", "last_name": name, "email": email, "mobile": mobile, "status": "Client"}
    assert office.live.record("client", client_ref=name, **{**known, **ticks, **cells}) == "stored"
    (row,) = office.live.rows("clients", client_ref=name)
    return Person(row["client_id"], name, email, mobile)


def program(office: Office, description: str, **ticked: str) -> str:
    """A program as a manager sets it up on its screen; its id."""
    form = office.manager.press(office.manager.ask("programs"), "Add a program")
    stored = office.manager.press(form, "Save", {"description": description, **ticked})
    assert f"{description} is stored and in use" in stored.words, stored.words
    return next(
        str(row["record"]).removeprefix("program#")
        for row in office.live.rows("studio", description=description)
        if str(row["record"]).startswith("program#")
    )


def paying(amount: str = "25", **more: str) -> dict[str, str]:
    """The ticks of a program that rewards each referral with this amount."""
    return {"reward": "yes", "reward_amount": amount, **more}


def referrals(office: Office, client_id: str) -> Answer:
    """What the summary of a client says of programs and referrals."""
    return office.operator.ask("client", "referrals", {"client": client_id})


def assign(office: Office, who: Person, program_id: str) -> Answer:
    """Assign the client by hand."""
    screen = office.operator.press(referrals(office, who.client_id), "Assign to a program")
    return office.operator.press(screen, "Assign to the program", {"program": program_id})


def path_of(office: Office, who: Person) -> str:
    """The path of the client's referral link."""
    return f"r/{enrollment(office, who)['token']}"


def enrollment(office: Office, who: Person) -> Row:
    """The client's open enrollment."""
    return office.live.row("enrollments", client_id=who.client_id, enrollment_id="open")


def enrolled_in(office: Office, who: Person) -> str | None:
    """The program that the client is in."""
    found = office.live.find("enrollments", client_id=who.client_id, enrollment_id="open")
    return found["program_id"] if found is not None else None


def told_by_phone(office: Office, referrer: Person) -> Row:
    """A new client who says on the phone who sent them, as staff type it in."""
    tab = referrals(office, referrer.client_id)
    (label,) = [label for label, _ in tab.buttons if label.startswith("New client referred by")]
    name = somebody()
    typed = {"first_name": "Hope", "last_name": name, "emails": f"{name}@friends.example"}
    return office.close(office.operator.press(tab, label), typed)


def referral(office: Office, friend: Row, state: str = "rewarded") -> Row:
    """The friend's referral, once it has come to this state."""

    def come() -> Row | None:
        found = office.live.find("referrals", friend_id=friend["client_id"])
        return found if found is not None and found["state"] == state else None

    found = eventually(come, f"a referral that is {state}")
    assert found is not None
    return found


def issued(office: Office, who: Person | Row) -> list[int]:
    """What the entries of the client's ledger have issued, in cents."""
    client_id = who.client_id if isinstance(who, Person) else who["client_id"]
    rows = office.live.rows("ledger", client_id=client_id, kind="issue")
    return [row["cents"] for row in sorted(rows, key=lambda row: int(row["seq"]))]


def notices(office: Office, client_id: str, state: str = "sent", **equal: str) -> list[Row]:
    """The client's notices with these values, once one has come to this state."""
    return eventually(lambda: office.live.rows("notices", client_id=client_id, state=state, **equal))


def letter_to(office: Office, email: str, kind: str) -> Mapping[str, Any]:
    """The one letter of this kind to this address, as the mail service took it."""
    row = next(row for row in office.live.rows("clients") if email in row["emails"])
    (notice,) = notices(office, row["client_id"], kind=kind, form="email")
    (letter,) = [each for each in office.live.letters_to(email) if each["MessageId"] == notice["message_id"]]
    return letter


def texts_to(live: LiveStudio, mobile: str) -> list[Mapping[str, Any]]:
    """The texts that were published to this number."""
    return [each for each in outbox.texts(live.outputs) if each["PhoneNumber"] == mobile]


def own_letter(office: Office, kind: str, form: str, description: str, **parts: str) -> str:
    """A letter that the studio writes itself; its id."""
    label = f"Write your own: {LETTERS[kind]}, {FORMS[form]}"
    editor = office.manager.press(office.manager.ask("letters"), label)
    stored = office.manager.press(editor, "Save", {"description": description, **parts})
    assert f"{description} is stored as version 1." in stored.words, stored.words
    (head,) = office.live.rows("letters", description=description)
    return str(head["letter_id"])


def trigger(office: Office, event: str, description: str, **form: str) -> str:
    """A trigger that a manager makes, reads back and switches on; its id. It fires on the day itself."""
    desk = office.manager
    begun = desk.press(desk.press(desk.ask("triggers"), "Add a trigger"), "Go on", {"event": event})
    review = desk.press(begun, "Read it back", {"description": description, "hour": "0", **form})
    on = desk.press(desk.press(review, "Save"), "Switch it on")
    assert "On since" in on.words, on.words
    # Whoever notes what happens knows the triggers for a minute.
    office.live.renew("evaluate")
    return str(on.button("Switch it off")["trigger"])


def session(office: Office, client_ref: str, status: str, session_ref: str = "") -> str:
    """The studio's own system tells of a session that goes on now; its reference."""
    now, ref = datetime.now(UTC), session_ref or somebody()
    told = {"client_ref": client_ref, "session_ref": ref, "session_type": "Portrait", "status": status}
    times = {} if session_ref else {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    times_told = {name: at.isoformat() for name, at in times.items()}
    assert office.live.record("session", **told, **times_told) == "stored"
    return ref


def fire(office: Office, *trigger_ids: str, number: int = 1) -> None:
    """So many firings that each of the triggers noted are dealt with, as by the clock."""

    def waiting() -> dict[str, int]:
        rows = office.live.rows("firings", state="waiting")
        return {each: sum(row["trigger_id"] == each for row in rows) for each in trigger_ids}

    eventually(lambda: waiting() == dict.fromkeys(trigger_ids, number), "firings")
    office.live.invoke("fire_triggers", {})
    assert set(waiting().values()) == {0}


def switch_off(office: Office, *trigger_ids: str) -> None:
    """The triggers meet no further client."""
    for each in trigger_ids:
        office.manager.press(office.manager.ask("triggers", "look", {"trigger": each}), "Switch it off")


def mailing(office: Office, what: Mapping[str, str], **whom: str) -> tuple[Row, Answer]:
    """A mailing as the wizard leads to it: whom, what, the list, when, review, sent; as it ended."""
    desk = office.operator
    answer = desk.press(desk.ask("mailings", "new"), "Go on: what they get", whom)
    answer = desk.press(answer, "Go on: the list", what)
    made: list[Answer] = [answer]

    def listed() -> bool:
        if "Look again" in dict(made[-1].buttons):
            made.append(desk.press(made[-1], "Look again"))
        return "Go on: when" in dict(made[-1].buttons)

    eventually(listed, "a list of who gets it")
    answer = desk.press(desk.press(made[-1], "Go on: when"), "Go on: review")
    (send,) = [label for label, _ in answer.buttons if label.startswith("Send ")]
    answer = desk.press(answer, send)
    assert "The mailing is confirmed" in answer.words, answer.words
    mailing_id = answer.button("Refresh")["mailing"]

    def finished() -> Row | None:
        row = office.live.row("mailings", mailing_id=mailing_id, part="mailing")
        return row if row["state"] == "finished" else None

    ended = eventually(finished, "a mailing that is finished")
    assert ended is not None
    return ended, made[-1]

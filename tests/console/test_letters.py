"""*Create the HTML emails or Form Letters*: written in the console, tried out, and stored as versions."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import cycle
from typing import Any

import pytest

from chalicelib.domain.actor import Role
from chalicelib.domain.directory import Entry
from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.domain.trigger import Event, Trigger
from chalicelib.handlers.console.letters_words import KINDS
from chalicelib.models import studio as studio_table
from chalicelib.models.client import Client
from chalicelib.models.directory import index_writes, stands
from chalicelib.models.letter import heads, text_of
from chalicelib.models.transaction import transact
from chalicelib.models.trigger import trigger_put
from chalicelib.services import clock
from chalicelib.services.functions import FakeFunctions
from chalicelib.settings import settings
from tests.console.desk import Answer, Desk
from tests.engine import Engine
from tests.handlers.studios import STUDIO, store
from tests.handlers.visits import Visitor

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = (
    '</textarea><cwdb-action action="call" endpoint="arn:evil">{"view":"x"}</cwdb-action>\u202e"\'{{ 7*7 }}'
)
PREFERENCES = replace(
    STUDIO.preferences,
    studio_name="Lantern Studio",
    sender_email="hello@lantern.example",
    public_url="https://refer.lantern.example",
)


@pytest.fixture(autouse=True)
def _at(tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store(replace(STUDIO, preferences=PREFERENCES))


@pytest.fixture
def desk() -> Desk:
    return Desk(Role.MANAGER)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> FakeFunctions:
    functions = FakeFunctions()
    monkeypatch.setattr("chalicelib.handlers.console.letters_preview.functions", lambda: functions)
    return functions


def jane(**known: Any) -> Client:
    row = Client(
        "jane",
        client_ref="jane",
        created_at=NOW,
        created_on=NOW.date(),
        **{"first_name": "Jane", "last_name": "Lake", **known},
    )
    row.save()
    (place,) = stands(["jane"]).values()
    assert transact(index_writes(place, [Entry("name#l", "lake#jane")], [])).stands
    return row


def begun(desk: Desk, kind: Kind = Kind.INVITATION, form: str = "HTML email") -> Answer:
    return desk.press(desk.ask("letters"), f"Write your own: {KINDS[kind]}, {form}")


def saved(desk: Desk, **form: str) -> Answer:
    return desk.press(begun(desk), "Save", {"description": "Spring", **form})


def only() -> LetterHead:
    (head,) = heads()
    return head


def said(version: int = 1) -> Any:
    words = text_of(LetterRef(only().letter_id, version))
    assert words is not None
    return words


def test_a_letter_is_written_from_the_one_that_ships_and_stored(desk: Desk, tables: Engine) -> None:
    form = begun(desk)
    assert "do you know someone" in form.values["subject"]
    assert '<a href="{{ referral.link }}">' in form.values["html"]
    for shown in (
        "{{ referral.link }}",
        "The client's link for friends",
        "https://refer.harborlight.example/r/",
    ):
        assert shown in form.words
    assert "{{ reward.code }}" not in form.words
    done = desk.press(form, "Save", {"description": "Spring", "text": ""})
    assert "Spring is stored as version 1." in done.words
    assert (only().kind, only().form.value, only().latest) == (Kind.INVITATION, "email", 1)
    assert "Dear {{ client.first_name }}," in said().text
    assert [row["what"] for row in tables.rows("audit")] == ["added"]


def test_a_letter_that_speaks_of_a_program_says_so(desk: Desk) -> None:
    assert "It speaks of one, so it should be sent with one." in begun(desk).words
    assert "It speaks of one" not in begun(desk, Kind.REWARD).words


def test_a_letter_begins_with_nothing_where_that_is_chosen(desk: Desk) -> None:
    new = desk.press(desk.ask("letters"), "Write a letter")
    form = desk.press(new, "Begin", {"kind": "note", "form": "text", "start": "empty"})
    assert form.values.keys() == {"description", "text"}
    assert form.values["text"] == ""
    done = desk.press(form, "Save", {"description": "Sale", "text": "Hi {{ client.first_name }}!"})
    assert "Sale is stored as version 1." in done.words
    assert said().text == "Hi {{ client.first_name }}!"


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("html", "<p>\n{{ nope }}</p>", "Line 2: {{ nope }} is no merge field."),
        (
            "subject",
            "{{ gift.code }}",
            "Line 1: {{ gift.code }} is a merge field that letters of this kind do not have.",
        ),
        ("html", '<a href="{{ client.last_name }}">x</a>', "holds no address, so no link can begin with it."),
        ("subject", "", "Nothing stands here that could be sent."),
        ("html", "x" * 70_000, "This is more than 64 kB."),
        ("text", "x" * 30_000, "This is longer than 20,000 letters"),
        ("description", " ", "Please call it something, so that it can be chosen."),
    ],
)
def test_what_is_wrong_stands_beside_its_part_and_nothing_is_stored(
    part: str, typed: str, told: str, desk: Desk, tables: Engine
) -> None:
    refused = saved(desk, **{part: typed})
    assert "Please put this right; nothing was stored" in refused.words
    assert refused.words.count(told) == 2, "above the form and beside the part"
    assert refused.values[part].strip() == typed[: 65_537 if part == "html" else 20_001].strip()
    assert tables.rows("letters") == tables.rows("audit") == []
    right = {"description": "Spring", "subject": "Hi", "html": "<p>Hi</p>", "text": ""}
    assert "is stored as version 1." in desk.press(refused, "Save", right).words


def test_what_cleaning_takes_out_is_told(desk: Desk) -> None:
    done = saved(desk, html="<p onclick='x'>Hi</p><script>1</script>")
    assert "Taken out of the HTML: script, onclick." in done.words
    assert said().html == "<p>Hi</p>"


def test_editing_makes_the_next_version_and_the_first_one_stays(desk: Desk, tables: Engine) -> None:
    saved(desk, subject="One")
    form = desk.press(desk.ask("letters"), "Edit Spring")
    assert "Version 1 is in use; saving makes version 2." in form.words
    assert "Spring is stored as version 2." in desk.press(form, "Save", {"subject": "Two"}).words
    assert (said(1).subject, said(2).subject) == ("One", "Two")
    form = desk.press(desk.ask("letters"), "Edit Spring")
    assert "There was nothing to save" in desk.press(form, "Save").words
    assert only().latest == 2


def test_a_second_editor_is_told_keeps_what_was_typed_and_may_go_on(desk: Desk) -> None:
    saved(desk, subject="One")
    mine = desk.press(desk.ask("letters"), "Edit Spring")
    theirs = desk.press(Desk(Role.MANAGER, calls=100).ask("letters"), "Edit Spring")
    desk.press(theirs, "Save", {"subject": "Theirs"})
    told = desk.press(mine, "Save", {"subject": "Mine"})
    assert "Somebody else saved it meanwhile" in told.words
    assert "It stands now as Spring (version 2)." in told.words
    assert (told.values["subject"], said(2).subject, only().latest) == ("Mine", "Theirs", 2)
    kept = desk.press(told, "Keep mine")
    assert "Spring is stored as version 3." in desk.press(kept, "Save").words
    assert (said(2).subject, said(3).subject) == ("Theirs", "Mine")


def test_pressing_save_twice_stores_once(desk: Desk, tables: Engine) -> None:
    form = begun(desk)
    typed = {"description": "Spring"}
    desk.press(form, "Save", typed)
    again = desk.press(form, "Save", typed)
    assert "This was done already" in again.words
    assert "Spring is stored as version 1." in again.words
    assert len(tables.rows("letters")) == 2


def test_what_is_typed_stays_in_hand_and_can_be_thrown_away(desk: Desk, tables: Engine) -> None:
    form = begun(desk)
    assert "Begun and not finished" not in desk.ask("start").words, "nothing is typed yet"
    desk.press(form, "Preview", {"subject": "Half a thought"})
    resumed = desk.press(desk.ask("start"), f"Resume Letter: {KINDS[Kind.INVITATION]}")
    assert resumed.values["subject"] == "Half a thought"
    assert "What was typed is thrown away." in desk.press(resumed, "Throw away what is typed").words
    assert "This was done already" in desk.press(resumed, "Save", {"description": "x"}).words
    assert tables.rows("letters") == []


def test_the_words_that_ship_come_back_when_asked_for(desk: Desk) -> None:
    form = begun(desk)
    first = form.values["subject"]
    back = desk.press(form, "Start from the one that ships", {"subject": "Mine", "description": "Spring"})
    assert (back.values["subject"], back.values["description"]) == (first, "Spring")


def test_a_copy_is_a_letter_of_its_own(desk: Desk) -> None:
    saved(desk, subject="One")
    form = desk.press(desk.ask("letters"), "Copy Spring")
    assert (form.values["description"], form.values["subject"]) == ("Copy of Spring", "One")
    desk.press(form, "Save", {"subject": "Two"})
    assert [(head.description, head.latest) for head in heads()] == [("Copy of Spring", 1), ("Spring", 1)]


def question(answer: Answer) -> str:
    (asked,) = re.findall(r'confirmation="([^"]*)"', answer.html)
    return unescape(asked)


def test_before_a_letter_is_retired_whoever_goes_on_sending_it_is_named(desk: Desk) -> None:
    saved(desk)
    assert question(desk.ask("letters")) == (
        "Retire Spring? It is offered no more. No program and no trigger names it."
    )
    letter = only().letter_id
    kept: dict[str, Any] = {"reward_letter": True, "reward_letter_id": letter}
    for name, terms in {
        "Friends": {**kept, "gift_letter": True, "gift_letter_id": letter},
        "Unticked": {**kept, "reward_letter": False},
        "Of another": {**kept, "reward_letter_id": "other"},
        "Brides": kept,
    }.items():
        of_program = Terms(program_id=name.lower(), program_name=name, **terms)
        studio_table.save_item(
            Program(program_id=name.lower(), description=name, terms=of_program, inactive=name == "Brides")
        )
    for name in ("Booked", "Left", "Without"):
        letter_id = None if name == "Without" else letter
        made = Trigger(
            trigger_id=name.lower(),
            description=name,
            event=Event.SESSION_BOOKED,
            letter_id=letter_id,
            active=name == "Booked",
        )
        assert transact([trigger_put(made)]).stands
    asked = question(desk.ask("letters"))
    assert asked == (
        "Retire Spring? It is offered no more. These go on sending it: the program Brides (retired), "
        "the program Friends, the trigger Booked, the trigger Left (off)."
    )


def test_what_nights_send_by_themselves_is_named_too(desk: Desk) -> None:
    saved(desk)
    letter = only().letter_id
    rule = LoyaltyRule(every_cents=Cents(10_000), reward_cents=Cents(1_000), letter_id=letter)
    preferences = replace(studio_table.load().preferences, loyalty=rule, expiring_letter_id=letter)
    assert studio_table.save_preferences(preferences)
    asked = question(desk.ask("letters"))
    assert "go on sending it: the loyalty program (off), the warnings before rewards end." in asked


def test_a_retired_letter_is_marked_and_can_be_offered_again(desk: Desk) -> None:
    saved(desk)
    listed = desk.ask("letters")
    retired = desk.press(listed, "Retire Spring")
    assert "Whoever names it goes on sending it." in retired.words
    assert only().inactive
    assert "retired" in retired.words
    assert "is offered again." in desk.press(retired, "Offer Spring again").words
    assert not only().inactive
    assert "Nothing was changed" in desk.press(listed, "Retire Spring").words, "it moved since it was seen"
    assert not only().inactive


def test_a_preview_with_a_real_client_opens_above_the_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    jane(first_name="Jané")
    form = begun(desk)
    finder = desk.press(form, "Choose a client for the preview", {"subject": "For {{ client.first_name }}"})
    found = desk.press(finder, "Find", {"look_for": "lake"})
    chosen = desk.press(found, "Choose Lake, Jané")
    assert "Previewed with Lake, Jané" in chosen.words
    assert chosen.values["subject"] == "For {{ client.first_name }}", "what was typed is kept"
    assert 'display="popup"' in chosen.html
    shown = desk.press(chosen, "Preview")
    assert "For Jané" in shown.words
    assert "Dear Jané," in shown.words
    address = shown.html.partition("https://refer.lantern.example")[2].partition('"')[0]
    page = Visitor(monkeypatch, NOW).ask("GET", address)
    assert page.status == 200
    assert "Dear Jané," in page.text
    assert "Lantern Studio" in page.text
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_preview_is_there_for_nobody_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(monkeypatch, NOW)
    for token in ("", "?t=", "?t=nonsense"):
        assert visitor.ask("GET", f"/preview/letter{token}").status == 404


def test_a_preview_of_what_cannot_be_saved_says_why(desk: Desk) -> None:
    shown = desk.press(begun(desk), "Preview", {"subject": "{{ nope }}"})
    assert "Please put this right first" in shown.words
    assert "Subject: Line 1: {{ nope }} is no merge field." in shown.words


def test_a_test_goes_to_the_studio_s_own_address(desk: Desk, outside: FakeFunctions, tables: Engine) -> None:
    done = desk.press(begun(desk), "Send a test to hello@lantern.example", {"subject": "Try"})
    assert "It is on its way" in done.words
    ((name, payload),) = outside.started
    assert name == settings.send_function
    (kept,) = [row for row in tables.rows("drafts") if row["draft_id"] == payload["sample"]]
    assert kept["content"]["subject"] == "Try"
    assert payload.keys() == {"sample"}, "the console says what, never to whom"


def test_without_a_sender_no_test_is_offered(desk: Desk) -> None:
    store(replace(STUDIO, preferences=replace(PREFERENCES, sender_email="", version=1)))
    assert not [label for label, _ in begun(desk).buttons if label.startswith("Send a test")]


def test_a_text_message_shows_its_parts_and_what_makes_them_dear(desk: Desk) -> None:
    form = begun(desk, Kind.REWARD, "Text message")
    assert "travels in 2 parts" in form.words
    dear = desk.press(form, "Preview", {"text": "Grüße 🎉 {{ reward.code }}"})
    assert "🎉" in dear.words
    resumed = desk.ask("letters", "resume", {"draft": form.button("Save")["draft"]})
    assert "Letters such as 🎉 leave room for 70 in a part instead of 160." in resumed.words


@pytest.mark.parametrize(("kind", "form"), list(zip(Kind, cycle(LetterForm), strict=False)))
def test_every_kind_can_be_written_previewed_and_stored(kind: Kind, form: LetterForm, desk: Desk) -> None:
    new = desk.press(desk.ask("letters"), "Write a letter")
    editor = desk.press(new, "Begin", {"kind": kind.value, "form": form.value})
    typed = {"description": "Mine", **({"subject": "Hi"} if form is LetterForm.EMAIL else {})}
    assert "Please put this right" not in desk.press(editor, "Preview", typed).words
    assert "is stored as version 1." in desk.press(editor, "Save", typed).words
    assert (only().kind, only().form) == (kind, form)


def test_a_hostile_letter_changes_no_screen(desk: Desk) -> None:
    refused = saved(desk, html=HOSTILE, subject=HOSTILE, text=HOSTILE, description=HOSTILE[:70])
    assert "{{ 7*7 }} is no merge field." in refused.words
    harmless = HOSTILE.replace("{{ 7*7 }}", "")
    done = desk.press(refused, "Save", {"html": harmless, "subject": harmless[:100], "text": harmless})
    assert "is stored as version 1." in done.words
    assert "cwdb" not in said().html
    edited = desk.press(
        desk.ask("letters"), next(label for label, _ in done.buttons if label.startswith("Edit"))
    )
    desk.press(edited, "Preview")


@pytest.mark.parametrize("given", [{}, {"kind": "nope", "form": "email"}, {"kind": "note", "form": "fax"}])
def test_what_no_screen_offers_begins_nothing(given: dict[str, str], desk: Desk, tables: Engine) -> None:
    assert "Nothing was changed" in desk.ask("letters", "begin", given).words
    assert tables.rows("drafts") == []


def test_a_letter_that_is_not_there_is_not_opened(desk: Desk) -> None:
    for do in ("edit", "copy"):
        assert "There is no such letter" in desk.ask("letters", do, {"letter": "nope"}).words
    assert "Nothing was changed" in desk.ask("letters", "retire", {"letter": "nope", "version": 1}).words


def test_only_a_manager_writes_letters(tables: Engine) -> None:
    for role in (Role.VIEWER, Role.OPERATOR):
        assert "This is not on your dashboard" in Desk(role).ask("letters").words

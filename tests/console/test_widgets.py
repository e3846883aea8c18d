"""The framework of the console: roles, routing, escaping, forms; whatever happens is a screen."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.handlers import console as operators_console
from chalicelib.handlers.widgets import blocks
from chalicelib.handlers.widgets.ask import Ask, Form, NotAsked, ask_of, role_of
from chalicelib.handlers.widgets.blocks import (
    Action,
    Buttons,
    Column,
    Facts,
    Group,
    Line,
    Screen,
    Table,
    Text,
)
from chalicelib.handlers.widgets.render import rendered
from chalicelib.handlers.widgets.routing import Act, View, Widgets
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.transaction import Unknown, transact
from tests.console.desk import FUNCTION, Answer, Desk
from tests.engine import Engine

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
HOSTILE = (
    '</td></p><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action><script>"\'{{ 7*7 }}\u202e\u2066'
)


def asked(event: dict[str, Any], role: str = "operator") -> Ask:
    return ask_of(event, endpoint=f"{FUNCTION}:{role}", request_id="r1", now=NOW)


def widgets(monkeypatch: pytest.MonkeyPatch, **acts: Act) -> Widgets:
    """A console of one view, `view`, with these acts."""
    made = Widgets({"view": "unused"}, "## Help")
    shown = View("View", {name.removeprefix("open"): act for name, act in acts.items()})
    monkeypatch.setattr(Widgets, "view", lambda _, name: shown if name == "view" else None)
    return made


def answer(console: Widgets, event: dict[str, Any], role: str = "operator") -> str:
    return console.answer(event, endpoint=f"{FUNCTION}:{role}", request_id="r1")


def screen(ask: Ask) -> Screen:
    return Screen(title="Here", blocks=[Text("All is well")])


def test_describe_answers_markdown_with_an_example_of_the_parameters() -> None:
    assert "``` yaml\nview: start" in operators_console.WIDGETS.answer(
        {"describe": True}, endpoint="", request_id=""
    )


@pytest.mark.parametrize(
    ("role", "needed", "is_shown"),
    [
        ("viewer", Role.VIEWER, True),
        ("viewer", Role.OPERATOR, False),
        ("viewer", Role.MANAGER, False),
        ("operator", Role.VIEWER, True),
        ("operator", Role.OPERATOR, True),
        ("operator", Role.MANAGER, False),
        ("manager", Role.MANAGER, True),
    ],
)
def test_a_role_may_do_what_the_ones_before_it_may(
    role: str, needed: Role, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[Ask] = []

    def show(ask: Ask) -> Screen:
        called.append(ask)
        return screen(ask)

    html = answer(widgets(monkeypatch, open=Act(show, needed)), {"view": "view"}, role)
    assert ("All is well" in html, bool(called)) == (is_shown, is_shown)
    assert is_shown or "dashboard alone" in html


@pytest.mark.parametrize(
    "arn", ["", FUNCTION, f"{FUNCTION}:$LATEST", f"{FUNCTION}:7", f"{FUNCTION}:admin", "operator"]
)
def test_whoever_does_not_come_through_an_alias_is_refused_in_words(arn: str) -> None:
    with pytest.raises(NotAsked, match="aliases"):
        role_of(arn)


def test_a_role_that_the_event_claims_counts_for_nothing() -> None:
    event = {"role": "manager", "widgetContext": {"params": {"role": "manager"}}}
    assert asked(event, "viewer").actor.role is Role.VIEWER


@pytest.mark.parametrize("merged", [False, True])
def test_what_the_button_carries_wins_over_the_widgets_parameters(merged: bool) -> None:
    params = {"view": "start", "dashboard": "rewards"}
    event = {**(params if merged else {}), "view": "clients", "do": "find", "page": 2}
    ask = asked({**event, "widgetContext": {"params": params}})
    assert (ask.view, ask.do, ask.whole("page"), ask.dashboard) == ("clients", "find", 2, "rewards")


def test_an_opened_widget_shows_what_its_parameters_say() -> None:
    params = {"view": "night", "dashboard": "reports"}
    assert asked({**params, "widgetContext": {"params": params}}).view == "night"


@pytest.mark.parametrize(
    "event",
    [{}, {"widgetContext": None}, {"widgetContext": []}, {"widgetContext": {"forms": "x", "timeRange": 3}}],
)
def test_an_event_of_another_shape_opens_the_first_screen(event: dict[str, Any]) -> None:
    ask = asked(event)
    assert (ask.view, ask.do, ask.form.arrived) == ("start", "", False)


def test_a_zoomed_time_range_wins() -> None:
    span = {"start": 0, "end": 5000, "zoom": {"start": 1000, "end": 2000}}
    ask = asked({"widgetContext": {"timeRange": span}})
    assert ask.range_start == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text", "ticked"),
    [
        ("yes", "yes", True),
        ("on", "on", True),
        (True, "yes", True),
        ("true", "true", True),
        (["no", "yes"], "yes", True),
        ("no", "no", False),
        (False, "", False),
        (None, "", False),
        ([], "", False),
        ("maybe", "maybe", False),
        (7, "7", False),
    ],
)
def test_only_a_clear_yes_is_a_yes(value: Any, text: str, ticked: bool) -> None:
    form = Form({"tick": value})
    assert (form.text("tick"), form.ticked("tick")) == (text, ticked)


def test_what_is_absent_is_not_selected() -> None:
    assert (Form({}).ticked("tick"), Form({}).texts("groups"), Form({}).arrived) == (False, (), False)


def test_several_choices_arrive_as_a_list_or_as_one() -> None:
    assert Form({"groups": ["a", " b ", ""]}).texts("groups") == ("a", "b")
    assert Form({"groups": "a"}).texts("groups") == ("a",)


@pytest.mark.usefixtures("tables")
def test_everything_that_a_screen_says_becomes_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every place of every block, with a name that would be markup, an action and a turn of direction."""
    action = Action(HOSTILE, HOSTILE, HOSTILE, {"name": HOSTILE}, confirm=HOSTILE, aria_label=HOSTILE)
    help_ = blocks.Help(HOSTILE, HOSTILE, [HOSTILE])
    said: dict[str, Any] = {"name": "field", "label": HOSTILE, "hint": HOSTILE, "error": HOSTILE}
    options = [blocks.Option("a", HOSTILE)]
    phone = blocks.Phone(HOSTILE, HOSTILE, HOSTILE)
    everything: list[blocks.Block] = [
        Text(HOSTILE),
        blocks.Heading(HOSTILE),
        *(blocks.Message(HOSTILE, [HOSTILE], tone) for tone in blocks.Tone),
        Facts([(HOSTILE, HOSTILE), (HOSTILE, phone), (HOSTILE, (HOSTILE, action))], HOSTILE),
        Group(HOSTILE, [Line(**said, value=HOSTILE, suggestions=[HOSTILE]), help_, Text(HOSTILE)]),
        Group("", [blocks.Area(**said, value=HOSTILE), blocks.Tick(**said)]),
        Group("", [blocks.Choice(**said, options=options, value="a", help=help_)]),
        Group("", [blocks.Choices(**said, options=options, values=["a"])]),
        Table(HOSTILE, [Column(HOSTILE)], [[HOSTILE], [blocks.Badge(HOSTILE)], [action]], more=[action]),
        Table(HOSTILE, [Column(HOSTILE)], [], empty=HOSTILE),
        Buttons([action, help_]),
        blocks.Tabs(HOSTILE, [action, action], 1),
        blocks.Snippet(HOSTILE, HOSTILE),
        help_,
    ]
    shown = Screen(title=HOSTILE, blocks=everything, trail=[action], back=action)
    html = rendered(shown, asked({"widgetContext": {"widgetId": HOSTILE}}))
    assert "<script" not in html
    assert Answer(html).endpoints == {f"{FUNCTION}:operator"}
    shown_text = re.sub(r"<cwdb-action.*?</cwdb-action>", "", html, flags=re.S)
    assert not {"\u202e", "\u2066"} & set(shown_text)
    assert "{{ 7*7 }}" in Answer(html).words
    for payload in re.findall(r'<cwdb-action action="call"[^>]*>(.*?)</cwdb-action>', html, flags=re.S):
        assert "<" not in payload


def test_an_actions_json_parses_back_to_what_was_given() -> None:
    given = {"name": HOSTILE, "n": 3, "nested": {"quotes": "\"'", "list": [1, None, True]}}
    html = rendered(Screen(title="x", blocks=[Buttons([Action("Go", "v", "d", given)])]), asked({}))
    assert Answer(html).button("Go") == {**given, "view": "v", "do": "d"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://studio.example/", "data:text/html,x", "//x.example"]
)
def test_a_link_leads_to_a_page_or_is_a_bug(url: str) -> None:
    with pytest.raises(ValueError, match="must lead to a page"):
        rendered(Screen(title="x", blocks=[blocks.Link("Go", url)]), asked({}))


def test_each_error_stands_beside_its_control_and_in_the_summary() -> None:
    group = Group(
        "", [Line(name="first", label="First name", error="Enter a name", hint="As on the passport")]
    )
    html = rendered(Screen(title="x", blocks=[group]), asked({}))
    assert 'role="alert"' in html
    assert html.count("Enter a name") == 2
    described = re.search(r'aria-describedby="([^"]*)"', html)
    assert described is not None
    for each in described.group(1).split():
        assert f'id="{each}"' in html


def test_every_button_is_a_button_and_stands_before_its_action() -> None:
    html = Desk(Role.MANAGER).ask("nowhere").html
    assert html.count("<button ") == html.count('<button type="button"')
    assert html.count("<cwdb-action") == len(re.findall(r"</button><cwdb-action", html)) > 0


def test_all_styles_stand_under_one_class() -> None:
    style = re.findall(r"<style>(.*?)</style>", Desk().ask("nowhere").html, flags=re.S)
    (css,) = style
    selectors = {each.strip() for rule in re.findall(r"([^{}]+)\{", css) for each in rule.split(",")}
    assert selectors
    assert {each for each in selectors if not re.match(r"\.sr(-dark)?[ .]|\.sr$", each)} == set()


def test_the_dark_theme_is_another_class() -> None:
    assert 'class="sr sr-dark"' in rendered(screen(asked({})), asked({"widgetContext": {"theme": "dark"}}))


def test_a_fault_is_a_screen_and_the_log_holds_nothing_that_was_typed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(ask: Ask) -> Screen:
        raise ValueError(f"secret {ask.form.text('name')}")

    caplog.set_level(logging.INFO)
    event = {"view": "view", "widgetContext": {"forms": {"all": {"name": "Jane Doe"}}}}
    html = answer(widgets(monkeypatch, open=Act(fail)), event)
    assert "It is our fault" in html
    assert "r1" in html
    record = next(each for each in caplog.records if each.message == "screen failed")
    assert (record.alias, record.view, record.fault) == ("operator", "view", "ValueError")  # type: ignore[attr-defined]
    assert not [each for each in caplog.records if "Jane" in json.dumps(vars(each), default=str)]


def test_a_lost_answer_is_told_apart_from_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(ask: Ask) -> Screen:
        raise Unknown("no answer")

    html = answer(widgets(monkeypatch, open=Act(lose)), {"view": "view"})
    assert "do not know whether that was stored" in html


@pytest.mark.parametrize(
    ("view", "do"), [("nowhere", ""), ("view", "nothing"), ("__init__", ""), ("../x", "")]
)
def test_what_is_not_there_is_said_so(view: str, do: str, monkeypatch: pytest.MonkeyPatch) -> None:
    console = widgets(monkeypatch, open=Act(screen))
    assert "There is no such screen" in answer(console, {"view": view, "do": do})


def test_every_view_of_the_console_is_there_with_a_first_screen() -> None:
    for name in operators_console.NAMES:
        view = operators_console.WIDGETS.view(name)
        assert isinstance(view, View)
        assert view.title


def test_a_draft_is_changed_by_whoever_read_it_last_and_used_once(tables: Engine) -> None:
    actor = Actor(role=Role.OPERATOR, request_id="r1")
    begin_draft("d1", "client_edit", {"a": "1"}, actor=actor, now=NOW)
    mine, theirs = (Draft.find("d1", "client_edit", NOW) for _ in range(2))
    assert mine is not None
    assert theirs is not None
    assert theirs.change({"a": "2"}, NOW)
    assert not mine.change({"a": "3"}, NOW)
    assert not transact([mine.used_write("stored", NOW)]).stands
    assert transact([theirs.used_write("stored", NOW)]).stands
    used = Draft.find("d1", "client_edit", NOW)
    assert used is not None
    assert (used.is_open, used.outcome, used.content) == (False, "stored", {"a": "2"})
    assert not used.change({"a": "4"}, NOW)
    assert Draft.find("d1", "preferences", NOW) is None


@pytest.mark.parametrize(
    ("view", "do"),
    [
        ("clients", "exported"),
        ("clients", "resume"),
        ("imports", "note"),
        ("outbox", "note"),
        ("outbox", "again"),
        ("blocks", "one"),
        ("join", "finish"),
        ("join", "review"),
        ("client", ""),
        ("client_edit", "edit"),
        ("doubts", "look"),
        ("profile", ""),
        ("picture", ""),
    ],
)
def test_a_button_that_carries_nothing_gets_words_and_no_fault(view: str, do: str, tables: Engine) -> None:
    for given in ({}, dict.fromkeys(("client", "other", "export", "draft", "notice", "part"), "")):
        assert "our fault" not in Desk(Role.MANAGER).ask(view, do, given, {}).words
    assert not tables.rows("audit")

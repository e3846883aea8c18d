"""What the page does is what CloudWatch's documentation says of dashboards with custom widgets."""

import json

import pytest
from playwright.sync_api import expect

from local.console.server import Server
from tests.browser.looking import Unsound
from tests.harness.bookings import Bookings, button, page
from tests.harness.conftest import FUNCTION, PARAMS, Stand, body

WIDGET_CONTEXT = {
    *("dashboardName", "widgetId", "accountId", "locale", "timezone", "period", "isAutoPeriod", "timeRange"),
    *("theme", "linkCharts", "title", "forms", "params", "width", "height"),
}
ALL_ON = {"refresh": True, "resize": True, "timeRange": True}
GO = button("Go", "OWN", {"do": "go"})


def test_nothing_is_invoked_before_it_is_allowed(stand: Stand):
    console = stand.show(Bookings()).console()
    console.open("Work", allow=False)
    assert stand.desk.events == []
    console.page.get_by_role("button", name="Allow once").click()
    console.headed("Bookings")
    console.page.reload()
    expect(console.page.get_by_role("button", name="Allow once")).to_be_visible()
    console.page.get_by_role("button", name="Allow always").click()
    console.headed("Bookings")
    console.reopen()
    console.headed("Bookings")
    assert len(stand.desk.events) == 3


def test_an_opening_tells_the_parameters_twice_and_everything_that_is_documented(stand: Stand):
    stand.show(Bookings()).console().open("Work")
    (event,) = stand.desk.events
    context = event["widgetContext"]
    assert {name: event[name] for name in event if name != "widgetContext"} == PARAMS == context["params"]
    assert context.keys() == WIDGET_CONTEXT
    assert (context["dashboardName"], context["title"], context["theme"]) == ("Work", "Bookings", "light")
    assert context["accountId"] == FUNCTION.split(":")[4]
    assert context["forms"] == {"all": {}}
    told = context["timeRange"]
    assert (told["mode"], told["end"] - told["start"], "zoom" in told) == ("relative", 3 * 3_600_000, False)


@pytest.mark.parametrize(("merge", "also"), [("no", {}), ("yes", PARAMS)])
def test_an_action_tells_its_own_json(stand: Stand, merge: str, also: dict[str, str]):
    stand.says(page("Go", GO)).console(merge=merge).open("Work").press("Go")
    event = stand.desk.events[-1]
    assert {name: event[name] for name in event if name != "widgetContext"} == {**also, "do": "go"}
    assert event["widgetContext"]["params"] == PARAMS


def test_the_function_learns_by_which_alias_it_was_invoked(stand: Stand):
    console = stand.show(lambda event, context: context.invoked_function_arn).console()
    console.open("Work").reads(FUNCTION)


def test_its_documentation_is_asked_for_and_its_parameters_are_lifted_out(stand: Stand):
    console = stand.show(Bookings()).console().open("Work")
    console.page.get_by_role("button", name="Get documentation").click()
    expect(console.popup.get_by_role("group", name="Parameters")).to_have_text("view: bookings\n")
    console.close_popup()
    assert stand.desk.events[-1] == {"describe": True}


@pytest.mark.parametrize("why", ALL_ON)
def test_a_widget_is_called_anew_only_for_what_it_follows(stand: Stand, why: str):
    steps = {"refresh": "Refresh dashboard", "resize": "Resize", "timeRange": "12h"}
    console = stand.show(Bookings(), body({**dict.fromkeys(ALL_ON, False), why: True})).console()
    with pytest.raises(Unsound, match="work-updates"):
        console.open("Work")
    for each, name in steps.items():
        before = len(stand.desk.events)
        console.page.get_by_role("button", name=name, exact=True).click()
        console.page.wait_for_function("consolePage.running === 0")
        assert len(stand.desk.events) - before == (each == why)


def test_the_time_range_is_told_with_its_zoom_while_there_is_one(stand: Stand):
    follows = {"refresh": False, "resize": False, "timeRange": True}
    console = stand.show(Bookings(), body(follows), name="a-Reports-viewer").console().open("Reports-viewer")

    def told():
        return stand.desk.events[-1]["widgetContext"]["timeRange"]

    console.choose_range("1d")
    assert told()["relativeStart"] == 86_400_000
    console.choose_days("2026-11-01", "2026-11-30")
    assert told() == {"mode": "absolute", "start": 1_793_491_200_000, "end": 1_796_083_200_000}
    console.zoom()
    start, end = told()["zoom"]["start"], told()["zoom"]["end"]
    assert (start - told()["start"], end - start) == (7.5 * 86_400_000, 15 * 86_400_000)
    console.choose_range("1h")
    assert "zoom" not in told()


@pytest.mark.parametrize(("again", "sent"), [("no", {}), ("yes", {"here": "1", "note": "late"})])
def test_a_refresh_sends_what_was_typed_or_does_not(stand: Stand, again: str, sent: dict[str, str]):
    console = stand.show(Bookings(), body(ALL_ON)).console(refresh_forms=again)
    with pytest.raises(Unsound):
        console.open("Work")
    console.fill("Note", "late")
    with pytest.raises(Unsound):
        console.refresh()
    assert stand.desk.events[-1]["widgetContext"]["forms"] == {"all": sent}


@pytest.mark.parametrize(("units", "width"), [("px", range(900, 1240)), ("grid", range(24, 25))])
def test_the_size_is_told_in_pixels_or_in_the_grid(stand: Stand, units: str, width: range):
    stand.show(Bookings()).console(width_units=units).open("Work")
    assert stand.desk.events[-1]["widgetContext"]["width"] in width


def test_a_confirmation_asks_before_anything_is_sent(stand: Stand):
    stand.says(page("Go", button("Go", "OWN", {}, confirm="Really?")))
    console = stand.console().open("Work")
    console.press("Go", decline="Really")
    assert len(stand.desk.events) == 1
    console.press("Go", confirm="Really?")
    assert len(stand.desk.events) == 2
    with pytest.raises(AssertionError, match="was asked"):
        console.press("Go")


@pytest.mark.parametrize(("scope", "note"), [("own", "|here"), ("all", "there|here")])
def test_a_popup_sends_its_own_controls_or_all(stand: Stand, scope: str, note: str):
    bookings = Bookings()
    console = stand.show(bookings).console(popup_forms=scope).open("Work")
    console.fill("Note", "there")
    console.press("Add more")
    console.fill("More", "here")
    console.press("Keep note")
    assert bookings.notes == [note]
    expect(console.popup).to_have_count(0)


def test_an_answer_may_come_in_a_popup_and_leaves_the_widget_as_it_is(stand: Stand):
    stand.says(page("Go", button("Go", "OWN", {}, popup=True)))
    console = stand.console().open("Work")
    console.press("Go")
    expect(console.popup).to_be_visible()
    console.close_popup()
    console.headed("Go")


CONTROLS = """
<label for="t">T</label><input id="t" name="text" value="a">
<label for="n">N</label><textarea id="n" name="area">b</textarea>
<label for="s">S</label><select id="s" name="one"><option value="x">X</option>
<option value="y" selected>Y</option></select>
<label for="m">M</label><select id="m" name="many" multiple><option value="x" selected>X</option>
<option value="y" selected>Y</option><option value="z">Z</option></select>
<label for="r">R</label><input type="radio" id="r" name="radio" value="no"><label for="q">Q</label>
<input type="radio" id="q" name="radio" value="yes" checked>
<label for="d">D</label><input id="d" name="off" disabled value="d">
<label for="b">B</label><input type="checkbox" id="b" name="ticked" value="yes" checked>
<label for="u">U</label><input type="checkbox" id="u" name="bare" value="yes">
<label for="v">V</label><input type="checkbox" id="v" name="list" value="1" checked>
<label for="w">W</label><input type="checkbox" id="w" name="list" value="2" checked>
"""
ALWAYS = {"here": "1", "text": "a", "area": "b", "one": "y", "many": ["x", "y"], "radio": "yes"}


@pytest.mark.parametrize(
    ("box", "boxes"),
    [
        ("omit", {"ticked": "yes", "list": ["1", "2"]}),
        ("bool", {"ticked": True, "bare": False, "list": True}),
        ("value", {"ticked": "yes", "bare": "yes", "list": "2"}),
    ],
)
@pytest.mark.parametrize("around", ["{}", "<form>{}</form>"])
def test_what_stands_in_the_controls_is_sent_under_their_names(
    stand: Stand, box: str, boxes: dict[str, object], around: str
):
    stand.says(page("Go", around.format(CONTROLS) + GO))
    stand.console(box=box, boxes="proven").open("Work").press("Go")
    assert stand.desk.events[-1]["widgetContext"]["forms"]["all"] == {**ALWAYS, **boxes}


@pytest.mark.parametrize(("clicks", "calls"), [("each", 2), ("once", 1)])
def test_a_second_click_counts_while_the_answer_is_awaited_or_does_not(stand: Stand, clicks: str, calls: int):
    console = stand.says(page("Go", GO)).console(clicks=clicks).open("Work")
    console.button("Go").evaluate("each => { each.click(); each.click() }")
    console.page.wait_for_function("consolePage.running === 0")
    assert len(stand.desk.events) == 1 + calls


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"markdown": "## Hello"}, "## Hello"),
        ({"rows": [1]}, '"rows"'),
        ("", ""),
        ("plain words", "plain words"),
    ],
)
def test_what_is_no_html_is_shown_as_text(stand: Stand, answer: object, shown: str):
    stand.show(lambda event, context: answer).console().open("Work").reads(shown)


def test_tab_comes_to_every_action_and_control_in_their_order(stand: Stand):
    for isolation in ("plain", "shadow"):
        console = stand.show(Bookings()).console(isolation=isolation).open("Work")
        assert console.tabbed() == ["Note", "Add more", "Load"]


@pytest.mark.parametrize("isolation", ["plain", "shadow"])
def test_two_widgets_do_not_reach_into_each_other(stand: Stand, isolation: str):
    dashboard = body()
    both = {"widgets": [{**widget, "width": 12} for widget in dashboard["widgets"] * 2]}
    console = stand.show(Bookings(), both).console(isolation=isolation).open("Work")
    console.widget = 1
    console.fill("Note", "second")
    console.press("Load")
    console.headed("Look through")
    console.widget = 0
    console.headed("Bookings")
    assert stand.desk.events[-1]["widgetContext"]["widgetId"] == "widget-2"
    assert stand.desk.events[-1]["widgetContext"]["forms"]["all"]["note"] == "second"


def asked(stand: Stand, arn: str, payload: object) -> dict[str, object]:
    """What the page's server answers to a call, without a browser."""
    sent = json.dumps({"endpoint": arn, "payload": payload}).encode()
    return dict(json.loads(Server(stand.desk).reply("POST", "api/invoke", sent).body))


def test_only_what_a_dashboard_names_can_be_invoked(stand: Stand):
    stand.show(Bookings())
    assert "no dashboard names" in str(asked(stand, f"{FUNCTION}x", {"describe": True})["broken"])
    assert "result" in asked(stand, FUNCTION, {"describe": True})
    assert len(stand.desk.events) == 1


def test_more_than_lambda_carries_is_refused_both_ways(stand: Stand):
    stand.show(lambda event, context: "x" * 6 * 1024 * 1024)
    assert "more than a call" in str(asked(stand, FUNCTION, {})["broken"])
    assert "more than a call" in str(asked(stand, FUNCTION, {"x": "x" * 6 * 1024 * 1024})["broken"])
    assert len(stand.desk.events) == 1


def test_another_website_cannot_make_the_page_invoke(stand: Stand):
    console = stand.show(Bookings()).console()
    place = f"{console.url}/api/invoke"
    answer = console.page.request.post(
        place, data=json.dumps({"endpoint": FUNCTION, "payload": {}}), headers={"Content-Type": "text/plain"}
    )
    assert (answer.status, stand.desk.events) == (404, [])

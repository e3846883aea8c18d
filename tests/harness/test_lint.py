"""Each thing that an answer may not do, done once: the page must find it, and nothing else."""

import pytest

from tests.browser.looking import Unsound
from tests.harness.bookings import HOSTILE, button, page
from tests.harness.conftest import Stand, body

CALL = '<cwdb-action action="call" endpoint="OWN">{}</cwdb-action>'
PRESS = '<button type="button">Go</button>'
LABELLED = '<label for="g-x">X</label><input id="g-x" name="x">'
ROW = f"<table><tbody><tr><td>{PRESS}</td>{CALL}</tr></tbody></table>"
BROKEN = {
    "rule 1: an action carries the work": (
        "work-in-action",
        button("Go", "OWN", {"rows": [{"client": 1, "keep": True}]}),
    ),
    "rule 1: an action carries very much": ("work-in-action", button("Go", "OWN", {"rows": "1," * 2000})),
    "rule 3: a box before the probe": (
        "box-before-probe",
        '<label for="g-x">X</label><input type="checkbox" id="g-x" name="x" value="yes">',
    ),
    "rule 4: a count that no question names": ("count-not-confirmed", button("Go", "OWN", {"n": 23})),
    "rule 4: a question that names another count": (
        "count-not-confirmed",
        button("Go", "OWN", {"n": 23}, confirm="Create 230 rewards?"),
    ),
    "rule 6: an action's JSON not escaped": (
        "invalid-json",
        f'{PRESS}<cwdb-action action="call" endpoint="OWN">{{"name": "<b>Ann</b>"}}</cwdb-action>',
    ),
    "rule 6: an attribute that was left": ("handler-attribute removed", '<p onclick="alert(1)">Ann</p>'),
    "rule 7: an anchor that leads nowhere": (
        "action-not-focusable unreachable",
        f'<a class="btn">Go</a>{CALL}',
    ),
    "rule 7: a span": ("action-not-focusable unreachable", f"<span>Go</span>{CALL}"),
    "rule 7: a span that takes the keyboard and heeds no key": (
        "action-not-focusable",
        f'<span tabindex="0">Go</span>{CALL}',
    ),
    "rule 7: a button that Tab skips": (
        "action-not-focusable unreachable",
        f'<button type="button" tabindex="-1">Go</button>{CALL}',
    ),
    "rule 7: a button without type": ("button-without-type", f"<button>Go</button>{CALL}"),
    "rule 8: an action in a row": ("action-in-table action-not-focusable unreachable", ROW),
    "rule 8: an action in a table": (
        "action-in-table",
        f"<p>Ann</p>{PRESS}<table>{CALL}<tbody><tr><td>1</td></tr></tbody></table>",
    ),
    "rule 8: a raw end of a paragraph in JSON": (
        "misnested invalid-json",
        f'<p>{PRESS}<cwdb-action action="call" endpoint="OWN">{{"name": "</p>"}}</cwdb-action></p>',
    ),
    "a script": ("removed", "<script>alert(1)</script>"),
    "a frame": ("removed", '<iframe title="x" src="https://elsewhere.example/"></iframe>'),
    "an svg use": ("removed", '<svg aria-hidden="true"><use href="#x"></use></svg>'),
    "an address that runs": ("removed", '<a href="javascript:alert(1)">Go</a>'),
    "an action first of all": ("orphan-action", f"<div>{CALL}</div>"),
    "a call of nothing": ("call-without-endpoint", f'{PRESS}<cwdb-action action="call">{{}}</cwdb-action>'),
    "a call of another function": (
        "foreign-endpoint endpoint",
        f"{PRESS}{CALL.replace('OWN', 'arn:aws:lambda:us-east-1:1:function:evil')}",
    ),
    "a call of another role": (
        "foreign-endpoint endpoint",
        f'{PRESS}<cwdb-action action="call" endpoint="OWNmanager"></cwdb-action>',
    ),
    "JSON that is none": ("invalid-json", f"{PRESS}{CALL.replace('{}', '{do: load}')}"),
    "JSON that is no object": ("invalid-json", f"{PRESS}{CALL.replace('{}', '[1]')}"),
    "a call when the mouse comes": (
        "mouseenter",
        f"{PRESS}{CALL.replace('<cwdb-action', '<cwdb-action event=mouseenter')}",
    ),
    "a display that is none": (
        "unknown-value",
        f"{PRESS}{CALL.replace('<cwdb-action', '<cwdb-action display=tab')}",
    ),
    "styles for every button": ("unscoped-css", "<style>button{color:#000}</style>"),
    "styles for the page": ("unscoped-css", "<style>:root{--x:#000}</style>"),
    "styles beside a class of ours": ("unscoped-css", "<style>.g,.other{color:#000}</style>"),
    "styles for our neighbor": ("unscoped-css", "<style>.g ~ p{color:#000}</style>"),
    "styles under a condition": ("unscoped-css", "<style>@media print{p{color:#000}}</style>"),
    "styles from elsewhere": ("unscoped-css", '<style>@import "x.css";</style>'),
    "a name for a movement": ("unscoped-css", "<style>@keyframes x{from{opacity:0}}</style>"),
    "a control without name": ("control-without-name", '<label for="g-x">X</label><input id="g-x">'),
    "a control without label": ("control-without-label", '<input name="x">'),
    "a control whose label names nothing": (
        "control-without-label",
        '<label for="g-y">X</label><input name="x">',
    ),
    "a hidden value without name": ("control-without-name", '<input type="hidden" value="1">'),
    "one id for two": ("id-twice", f'{LABELLED}<p id="g-x">Ann</p>'),
    "a name that the page has for itself": (
        "taken-name",
        '<label for="g-x">X</label><select id="g-x" name="style"><option>X</option></select>',
    ),
    "a file": ("file-control", '<label for="g-x">X</label><input type="file" id="g-x" name="x">'),
    "more than 150 kB": ("too-large bytes", f"<p>{'x' * 150_000}</p>"),
    "text that turns around what follows": ("direction-mark", "<p>Ann \u202egninrom</p>"),
    "a question that turns around": (
        "direction-mark",
        button("Go", "OWN", {}, "KEEP").replace("KEEP", "\u202ed?"),
    ),
}


def found(console) -> set[str]:
    """What the page says is wrong, in short."""
    report = console.page.evaluate("consolePage.report()")
    told = {each["code"] for each in report["faults"]}
    told |= {name for name in ("removed", "unreachable") if report[name]}
    own = console.page.evaluate("consolePage.own")
    told |= {"endpoint"} if set(report["endpoints"]) - set(own) else set()
    return told | ({"bytes"} if report["bytes"] > 150_000 else set())


@pytest.mark.parametrize("name", BROKEN)
def test_the_page_finds(stand: Stand, name: str):
    codes, html = BROKEN[name]
    console = stand.says(page("Broken", html)).same_console()
    with pytest.raises(Unsound):
        console.open("Work")
    assert found(console) == set(codes.split())


def test_rule_2_controls_without_a_value_that_always_comes_are_found(stand: Stand):
    bare = page("Broken", LABELLED).replace('<input type="hidden" name="here" value="1">', "")
    console = stand.says(bare).console()
    with pytest.raises(Unsound, match="no-sentinel"):
        console.open("Work")


# Braces alone are text to a page; what a template makes of them is the product's own test.
@pytest.mark.parametrize("hostile", [name for name in HOSTILE if "{{" not in name])
def test_rule_6_a_name_that_is_not_escaped_is_found(stand: Stand, hostile: str):
    console = stand.says(page("Broken", f"<p><b>{hostile}</b></p>")).same_console()
    with pytest.raises(Unsound):
        console.open("Work")


@pytest.mark.parametrize("why", ["refresh", "resize", "timeRange"])
def test_rule_9_a_widget_for_work_that_is_called_anew_is_found(stand: Stand, why: str):
    on = {"refresh": False, "resize": False, "timeRange": False, why: True}
    console = stand.says(page("Good", ""), dashboard=body(on)).console()
    with pytest.raises(Unsound, match=f"work-updates.*updateOn.{why}"):
        console.open("Work")


def test_rule_9_what_is_not_told_is_on_and_is_found(stand: Stand):
    dashboard = body({"refresh": False})
    with pytest.raises(Unsound, match="work-updates"):
        stand.says(page("Good", ""), dashboard=dashboard).console().open("Work")


def test_reports_may_follow_the_time_range_and_nothing_else(stand: Stand):
    on = {"refresh": False, "resize": False, "timeRange": True}
    stand.says(page("Good", ""), dashboard=body(on), name="studio-Reports-viewer").console().open(
        "Reports-viewer"
    )


def test_a_box_is_fine_where_the_probe_has_shown_what_it_sends(stand: Stand):
    _, html = BROKEN["rule 3: a box before the probe"]
    stand.says(page("Good", html)).console(boxes="proven").open("Work")


def test_a_form_that_is_sent_to_nowhere_is_found(stand: Stand):
    console = stand.says(page("Good", f"<form>{LABELLED}</form>")).console().open("Work")
    console.field("X").press("Enter")
    with pytest.raises(Unsound, match="form-sent"):
        console.look_round()


def test_a_function_that_fails_is_found(stand: Stand):
    def failing(event, context):
        raise RuntimeError("no")

    with pytest.raises(Unsound, match="no-answer: Unhandled: RuntimeError"):
        stand.show(failing).console().open("Work")


def test_what_axe_finds_is_found(stand: Stand):
    faint = page("Faint", '<p style="color:#ddd">Hardly to be read</p>')
    stand.says(faint).console(axe=False).open("Work")
    with pytest.raises(Unsound, match="axe color-contrast"):
        stand.console(axe=True).open("Work")

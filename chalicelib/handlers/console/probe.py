"""The probe: opened once after deploying, it finds out what no documentation says of this AWS console.

A Query for the studio, and a GetItem and a transaction for each report.
"""

from collections.abc import Callable, Mapping

from chalicelib.domain.actor import Role
from chalicelib.domain.probe import Finding, Point, Verdict, popup_finding
from chalicelib.flows.report_probe import report_click, report_point, report_probe
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Choice,
    Column,
    Group,
    Heading,
    Message,
    Option,
    Probe,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models import probe
from chalicelib.services import clock

VIEW_NAME = "probe"
AGAIN = Action("Back to the check", VIEW_NAME)
WAIT_SECONDS = 12
WHAT_TO_DO = (
    "Tick the box that says Tick this one, untick the one that says Untick this one, leave everything else as"
    " it is, answer the four questions below, and press Report. Then press the four buttons under More, one"
    " after the other; each says what came of it."
)
ASKED: Mapping[Point, str] = {
    Point.FORM: "Values arrive at all",
    Point.BOXES: "Boxes to tick",
    Point.DAY: "A day",
    Point.NUMBER: "A number",
    Point.RADIO: "One of two",
    Point.MANY: "Several of a list",
    Point.OUTSIDE: "A field by itself",
    Point.INSIDE: "A field inside a form",
    Point.POPUP: "A form in a popup",
    Point.DRAWING: "A button in a drawing",
    Point.TWICE: "Two quick clicks",
    Point.WAITING: f"An answer that takes {WAIT_SECONDS} seconds",
    Point.WIDTH: "What a widget's width is counted in",
    Point.REFRESH: "A refresh",
    Point.STYLE: "Styles at the beginning",
    Point.INNER_STYLE: "Styles further down",
    Point.STICKY: "Lines that stay while scrolling",
    Point.ISOLATION: "The dashboard around this looks as ever",
}
QUESTIONS = (
    (Point.STYLE, "A: do the words stand in a double frame?"),
    (Point.INNER_STYLE, "B: are the words spread wide?"),
    (Point.STICKY, "C: does the first line stay on top when you scroll?"),
    (Point.ISOLATION, "Does the dashboard around this look as it did before?"),
)
ANSWERS = (Option("", "I did not look"), Option("yes", "Yes"), Option("no", "No"))
UNASKED = Finding(Verdict.OPEN, "Not asked yet.")
NEVER_REFRESHED = Finding(Verdict.OPEN, "Not needed: screens for work are never called anew by the console.")
TONES = {Verdict.WORKS: Tone.GOOD, Verdict.FAILS: Tone.ERROR, Verdict.OPEN: Tone.INFO}


def show(ask: Ask) -> Screen:
    """What to do, the controls, and what was found so far."""
    return _screen(ask, probe.load(), [])


def report(ask: Ask) -> Screen:
    """What arrived is kept and shown."""
    found = report_probe(ask.form.values, ask.width, actor=ask.actor, now=ask.now)
    line = (
        "Boxes to tick are used from now on."
        if found.boxes.can_be_told_apart
        else "Lists of Yes and No stay in place of boxes."
    )
    return _screen(ask, found, [Message("Reported", [line], Tone.GOOD)])


def popup(ask: Ask) -> Screen:
    """A form inside a popup."""
    del ask
    return Screen(
        title="A form in a popup",
        blocks=[
            Probe("popup"),
            Buttons([Action("Report from the popup", VIEW_NAME, "from_popup", primary=True)]),
        ],
    )


def from_popup(ask: Ask) -> Screen:
    """What a button in a popup sends."""
    return _kept(ask, Point.POPUP, popup_finding(ask.form.values))


def drawing(ask: Ask) -> Screen:
    """A button inside a drawing."""
    del ask
    told = Text("Press the button in the drawing. If there is none, or nothing happens, press the one below.")
    pressed = Action("In the drawing", VIEW_NAME, "drawn")
    missing = Action("There is no button", VIEW_NAME, "not_drawn")
    return Screen(
        title="A button in a drawing",
        blocks=[told, Probe("drawing", pressed), Buttons([missing])],
        trail=[HOME, AGAIN],
        back=AGAIN,
    )


def drawn(ask: Ask) -> Screen:
    """A button in a drawing was pressed."""
    return _kept(ask, Point.DRAWING, Finding(Verdict.WORKS, "A button in a drawing works."))


def not_drawn(ask: Ask) -> Screen:
    """There was nothing to press."""
    return _kept(ask, Point.DRAWING, Finding(Verdict.FAILS, "A button in a drawing cannot be pressed."))


def twice(ask: Ask) -> Screen:
    """Pressed twice, quickly: how many calls arrive."""
    return _screen(ask, report_click(ask.text("turn"), actor=ask.actor, now=ask.now), [])


def wait(ask: Ask) -> Screen:
    """An answer that takes its time; whether it is shown, only the person in front of it can tell."""
    del ask
    clock.pause(WAIT_SECONDS)
    seen = Action("I see this", VIEW_NAME, "waited", primary=True)
    told = Text(f"This answer took {WAIT_SECONDS} seconds. Press the button to say that you see it.")
    return Screen(title="The answer came", blocks=[told, Buttons([seen])], trail=[HOME, AGAIN], back=AGAIN)


def waited(ask: Ask) -> Screen:
    """The slow answer was seen."""
    words = f"The console waits {WAIT_SECONDS} seconds for an answer."
    return _kept(ask, Point.WAITING, Finding(Verdict.WORKS, words))


def _kept(ask: Ask, point: Point, finding: Finding) -> Screen:
    found = report_point(point, finding, actor=ask.actor, now=ask.now)
    tone = Tone.GOOD if finding.verdict is Verdict.WORKS else Tone.WARNING
    return _screen(ask, found, [Message(ASKED[point], [finding.words], tone)])


def _screen(ask: Ask, found: probe.Probe, told: list[Block]) -> Screen:
    questions = [Choice(name=f"p_{point.value}", label=label, options=ANSWERS) for point, label in QUESTIONS]
    return Screen(
        title="Check this console",
        blocks=[
            *told,
            Text(WHAT_TO_DO),
            Probe("form"),
            Group("What do you see?", questions, columns=2),
            Buttons([Action("Report", VIEW_NAME, "report", primary=True)]),
            Heading("More"),
            Buttons(
                [
                    Action("Open a popup with a form", VIEW_NAME, "popup", popup=True),
                    Action("Open a drawing with a button", VIEW_NAME, "drawing"),
                    Action("Press this twice, quickly", VIEW_NAME, "twice", {"turn": ask.actor.request_id}),
                    Action(f"Wait {WAIT_SECONDS} seconds", VIEW_NAME, "wait"),
                ]
            ),
            _table(ask, found),
        ],
        trail=[HOME],
    )


def _table(ask: Ask, found: probe.Probe) -> Table:
    rows: list[list[Cell]] = []
    for point, label in ASKED.items():
        unasked = NEVER_REFRESHED if point is Point.REFRESH else UNASKED
        finding = found.found.get(point.value, unasked)
        rows.append([label, Badge(finding.verdict.value, TONES[finding.verdict]), finding.words])
    when = "What was found"
    if found.reported_at is not None:
        zone = ask.studio.preferences.local_zone()
        when += f", last reported {on_the_clock(found.reported_at, zone)}"
    return Table(when, [Column("Point"), Column("Verdict"), Column("What came of it")], rows)


ACTS: Mapping[str, Callable[[Ask], Screen]] = {
    "": show,
    "report": report,
    "popup": popup,
    "from_popup": from_popup,
    "drawing": drawing,
    "drawn": drawn,
    "not_drawn": not_drawn,
    "twice": twice,
    "wait": wait,
    "waited": waited,
}
VIEW = View("Check this console", acts={name: Act(act, Role.MANAGER) for name, act in ACTS.items()})

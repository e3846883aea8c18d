"""The probe as a manager uses it, under each convention that the console's page can be given."""

import pytest

from chalicelib.domain.probe import Boxes, Point
from chalicelib.models import probe, studio
from chalicelib.services import clock
from tests.browser.console import Console
from tests.browser.desk import Walk

OPENED = {"boxes": "proven"}  # The probe alone shows boxes before they are proven.


def opened(desk: Walk, **conventions: str) -> Console:
    console = desk.console(**{**OPENED, **conventions}).open("Set-up-manager")
    console.press("Check this console")
    return console


def filled(console: Console) -> None:
    """As the screen asks: one box ticked, one unticked, and told what is seen."""
    console.page.get_by_label("Tick this one", exact=True).check()
    console.page.get_by_label("Untick this one", exact=True).uncheck()
    console.choose("A: do the words stand in a double frame?", "Yes")
    console.choose("C: does the first line stay on top when you scroll?", "No")


def verdicts() -> dict[str, str]:
    return {name: finding.verdict.value for name, finding in probe.load().found.items()}


@pytest.mark.parametrize(
    ("box", "isolation", "sanitiser"),
    [("omit", "plain", "documented"), ("bool", "shadow", "strict"), ("value", "plain", "strict")],
)
def test_what_the_console_does_with_boxes_decides_how_the_logo_asks(
    desk: Walk, box: str, isolation: str, sanitiser: str
):
    console = opened(desk, box=box, isolation=isolation, sanitiser=sanitiser)
    filled(console)
    console.press("Report")
    assert studio.load().boxes is Boxes(box)
    found = verdicts()
    asked = (Point.FORM, Point.DAY, Point.NUMBER, Point.RADIO, Point.MANY, Point.OUTSIDE, Point.INSIDE)
    assert {found[point.value] for point in asked} == {"works"}
    assert found[Point.BOXES.value] == ("fails" if box == "value" else "works")
    assert (found["style"], found["sticky"]) == ("works", "fails")
    assert "isolation" not in found, "who did not look says nothing"
    console.press("Start")
    console.press("Logo")
    shown = console.page.get_by_role("checkbox", name="Show Logo")
    if box == "value":
        assert not shown.count()
        console.choose("Show Logo", "Yes")
    else:
        shown.check()
    console.press("Save Show Logo")
    assert studio.load().preferences.show_logo
    if box != "value":
        console.page.get_by_role("checkbox", name="Show Logo").uncheck()
        console.press("Save Show Logo")
        assert not studio.load().preferences.show_logo


@pytest.mark.parametrize("popup_forms", ["own", "all"])
def test_a_popup_tells_whose_controls_it_sends(desk: Walk, popup_forms: str):
    console = opened(desk, popup_forms=popup_forms)
    console.press("Open a popup with a form")
    console.press("Report from the popup")
    words = probe.load().found[Point.POPUP.value].words
    assert words.endswith("no others." if popup_forms == "own" else "below it too.")


def test_a_button_in_a_drawing_works_and_a_slow_answer_is_seen(desk: Walk, monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(clock, "pause", waited.append)
    console = opened(desk)
    console.press("Open a drawing with a button")
    console.press("In the drawing")
    console.press("Wait 12 seconds")
    console.press("I see this")
    console.press("Press this twice, quickly")
    assert waited == [12]
    assert {verdicts()[each.value] for each in (Point.DRAWING, Point.WAITING, Point.TWICE)} == {"works"}

"""The probe's findings are kept."""

from collections.abc import Iterator

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.probe import Boxes, Finding, Point, Verdict
from chalicelib.flows.report_probe import report_click, report_point, report_probe
from chalicelib.models import probe, studio
from tests.domain.test_probe import WHOLE
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
WORKS = Finding(Verdict.WORKS, "A button in a drawing works.")


def _a_studio(ground: Ground) -> None:
    del ground
    scenes.studio()


def _report(ground: Ground) -> None:
    report_probe(WHOLE, 1184, actor=MANAGER, now=ground.now)


def _press(ground: Ground) -> None:
    report_point(Point.DRAWING, WORKS, actor=MANAGER, now=ground.now)


def _click(ground: Ground) -> None:
    report_click("turn-1", actor=MANAGER, now=ground.now)


def _reported(ground: Ground) -> Iterator[str]:
    return missing(boxes_are_known=studio.load().boxes is Boxes.OMIT, **_once(ground))


def _pressed(ground: Ground) -> Iterator[str]:
    return missing(it_is_kept=probe.load().found.get(Point.DRAWING.value) == WORKS, **_once(ground))


def _clicked(ground: Ground) -> Iterator[str]:
    return missing(one_call=probe.load().twice == ("request-1",), **_once(ground))


def _once(ground: Ground) -> dict[str, bool]:
    return {
        "once": probe.load().version == 1,
        "one_record": [row["about"] for row in ground.rows("audit")] == ["probe"],
    }


FLOWS = (
    Flow(name="report_probe", prepare=_a_studio, act=_report, goal=_reported, calls=2),
    Flow(name="report_point", prepare=_a_studio, act=_press, goal=_pressed, calls=2),
    Flow(name="report_click", prepare=_a_studio, act=_click, goal=_clicked, calls=2),
)

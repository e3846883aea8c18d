"""A client asks, on their own page, for a change of what the studio knows."""

from collections.abc import Iterator

from chalicelib.flows.ask_for_change import Asked, ask_for_change
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

WORDS = "I moved to Elm Street."


def _client(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)


def _ask(ground: Ground) -> None:
    asked = ask_for_change(scenes.RITA, WORDS, studio=studio.load(), now=ground.now)
    assert asked is Asked.ASKED, f"the client reads {asked}"


def _asked_once(ground: Ground) -> Iterator[str]:
    (client,) = ground.rows("clients")
    tasks = [task["text"] for task in client.get("tasks") or []]
    audited = [row["what"] for row in ground.rows("audit")]
    return missing(
        one_task=len(tasks) == 1 and tasks[0].endswith(WORDS),
        one_audit=audited == ["change asked for"],
    )


FLOWS = (Flow(name="ask_for_change", prepare=_client, act=_ask, goal=_asked_once, calls=2),)

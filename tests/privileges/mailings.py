"""A mailing, by the function that makes its list and sends it, and as its list is looked through."""

from datetime import date
from typing import Any

import app
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Wanted
from chalicelib.domain.recipients import Criteria
from chalicelib.flows.begin_mailing import prepare_mailing
from chalicelib.models.client import Client
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows import mailings
from tests.faults.ground import Ground
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later

WANTED = Wanted(
    criteria=Criteria(sales_since=date(2026, 1, 1)),
    kind=Kind.INVITATION,
    form=LetterForm.EMAIL,
    program_id="friends",
)


class ShortOfTime(Context):
    """A function that has no time left after each page, under the name that it is deployed with."""

    function_name = settings.run_mailing_function

    def __init__(self) -> None:
        super().__init__(iter([0] * 99))


def _asked_for(ground: Ground) -> None:
    mailings.people(ground)
    for client_id in (scenes.ANNA, scenes.BERT, scenes.CARL):
        scenes.invoice(client_id, f"I-{client_id}", 20_000, ground.now)
    prepare_mailing(
        mailings.draft(ground),
        WANTED,
        "Spring",
        runner=mailings.runner(),
        actor=mailings.MANAGER,
        now=ground.now,
    )


def _run(ground: Ground) -> None:
    while ground.started:
        name, payload = ground.started.pop(0)
        assert name == settings.run_mailing_function
        app.run_mailing(payload, ShortOfTime())


def _make_the_list_and_send(ground: Ground) -> None:
    _run(ground)
    with unheard():
        mailings.confirm(ground)
        Client(scenes.ANNA).update([Client.merged_into.set(scenes.BERT)])
        ground.started.clear()
    later(ground, minutes=15)
    assert app.run_mailing({}, ShortOfTime()) == {"started": 1}
    _run(ground)
    (row,) = [each for each in ground.rows("mailings") if each["part"] == "mailing"]
    assert row["state"] == "finished", row
    app.run_mailing({"mailing": row["mailing_id"], "report": True}, ShortOfTime())


def _listed(ground: Ground) -> None:
    _asked_for(ground)
    _run(ground)


def _look_it_through(ground: Ground) -> None:
    given: dict[str, Any] = {"view": "mailings", "mailing": mailings.mailing_id(ground)}
    for do in ("", "show", "people"):
        answer = app.console({**given, "do": do, "side": "to"}, Context(alias="operator"))
        assert "our fault" not in answer, do


WORKS = (
    Work(name="a mailing", functions=("run_mailing",), prepare=_asked_for, act=_make_the_list_and_send),
    Work(name="a mailing's list", functions=("console",), prepare=_listed, act=_look_it_through),
)

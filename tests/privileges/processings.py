"""Loyalty rewards by hand, by the function that pays them, and as their list is looked through."""

from dataclasses import replace
from typing import Any

import app
from chalicelib.domain import loyalty
from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef, LetterText
from chalicelib.domain.letters import Kind
from chalicelib.domain.processing import Outcome, Skip
from chalicelib.flows.begin_processing import begin_processing
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.eligible import TO, Eligible
from chalicelib.models.letter import head_put, version_put
from chalicelib.models.transaction import transact
from chalicelib.settings import settings
from tests.console.desk import FORM_CAME, Answer
from tests.faults import scenes
from tests.faults.flows import processings
from tests.faults.ground import Ground
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work, later

OWN = LetterRef("own", 1)


class ShortOfTime(Context):
    """A function that has no time left after each page, under the name that it is deployed with."""

    function_name = settings.process_loyalty_function

    def __init__(self) -> None:
        super().__init__(iter([0] * 99))


def _asked_for(ground: Ground) -> None:
    """Everyone is to get the studio's own letter on paper; Bert's sales are more than one entry holds."""
    processings.people(ground)
    for number in range(3):
        scenes.invoice(scenes.BERT, f"INV-more-{number}", 10_000, ground.now)
    for letter_id, kind in (("own", Kind.LOYALTY), ("friendly", Kind.REWARD)):
        text = LetterText(kind=kind, form=LetterForm.PRINT, html="<p>Thank you</p>")
        head = LetterHead(
            letter_id=letter_id,
            kind=kind,
            form=LetterForm.PRINT,
            description=letter_id,
            latest=1,
            changed_at=ground.now,
            version=0,
        )
        put = version_put(LetterRef(letter_id, 1), text, saved_by="manager", now=ground.now)
        assert transact([head_put(head), put]).stands
    begin_processing(
        "cause",
        replace(processings.RULE, letter_id="own"),
        studio=studio.load(),
        runner=processings.runner(),
        actor=processings.MANAGER,
        now=ground.now,
    )


def _run(ground: Ground) -> None:
    while ground.started:
        name, payload = ground.started.pop(0)
        assert name == settings.process_loyalty_function
        app.process_loyalty(payload, ShortOfTime())
        with unheard():
            if processings.run_row(ground)["state"] == "writing":
                Client(scenes.ANNA).update([Client.merged_into.set(scenes.BERT)])


def _load_and_pay(ground: Ground) -> None:
    _run(ground)
    with unheard():
        processings.confirm(ground)
        ground.started.clear()
        failed = Eligible.find(processings.run_id(ground), TO + scenes.ANNA)
        assert transact(failed.without_writes(Outcome.FAILED, Skip.FAILED)).stands
    later(ground, minutes=15)
    assert app.process_loyalty({}, ShortOfTime()) == {"started": 1}
    whole = loyalty.INVOICES_MAX
    loyalty.INVOICES_MAX = 2
    try:
        _run(ground)
    finally:
        loyalty.INVOICES_MAX = whole
    assert processings.run_row(ground)["state"] == "finished"


def _listed(ground: Ground) -> None:
    _asked_for(ground)
    _run(ground)


def _asked(view: str, do: str, given: dict[str, Any], form: dict[str, str] | None = None) -> Answer:
    context = {"widgetId": "widget-1", "theme": "light", "params": {}}
    forms = {"all": {**FORM_CAME, **(form or {})}}
    event = {**given, "view": view, "do": do, "widgetContext": {**context, "forms": forms}}
    answer = Answer(app.console(event, Context(alias="manager")))
    assert "our fault" not in answer.words, do
    return answer


def _look_it_through(ground: Ground) -> None:
    given: dict[str, Any] = {"processing": processings.run_id(ground)}
    _asked("processing", "", given)
    shown = _asked("processing", "list", given)
    for label in ("Sort by sales, largest first", "Sort by reward, largest first", "Keep this page"):
        carried = dict(shown.button(label))
        _asked(carried.pop("view"), carried.pop("do"), carried, shown.values)
    for sought in ("lake", "1"):
        carried = dict(shown.button("Find"))
        _asked(carried.pop("view"), carried.pop("do"), carried, {**shown.values, "find": sought})
    carried = dict(shown.button("Keep this page"))
    _asked(carried.pop("view"), carried.pop("do"), carried, {**shown.values, f"reward_{scenes.ANNA}": ""})
    review = _asked("processing", "review", given)
    assert "Unticked by you" in review.words
    carried = dict(review.button("Back to the list"))
    _asked(carried.pop("view"), carried.pop("do"), carried)
    _asked("processing", "lines", given)
    _asked("processing", "lines", {**given, "side": "without"})
    _asked("processing", "change", given)


WORKS = (
    Work(name="rewards by hand", functions=("process_loyalty",), prepare=_asked_for, act=_load_and_pay),
    Work(name="a list of eligible clients", functions=("console",), prepare=_listed, act=_look_it_through),
)

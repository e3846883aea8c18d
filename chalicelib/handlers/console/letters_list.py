"""The studio's letters, each with what can be done to it, and those that ship with the product.

A Query for the letters, and where one can be retired one each for the programs and triggers that name them.
"""

from collections.abc import Sequence

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.flows.retire_letter import retire_letter
from chalicelib.flows.save_letter import Outcome
from chalicelib.handlers.console.clocks import on_the_clock
from chalicelib.handlers.console.letters_senders import retiring_question
from chalicelib.handlers.console.letters_words import IN_FORM, KINDS, VIEW_NAME, purpose_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Badge,
    Block,
    Buttons,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.letter import heads
from chalicelib.models.trigger import triggers
from chalicelib.services.letters import NOT_SHIPPED

SHOWN_MAX = 40
LETTERS = Action("Letters", VIEW_NAME)
NEW = Action("Write a letter", VIEW_NAME, "new", primary=True)
WHAT_THEY_ARE = (
    "A letter of your own goes in place of the one that ships where a program, a trigger or a mailing "
    "names it. Our sheet adds who writes and why, your postal address, and to marketing the way to stop it."
)


def show(ask: Ask, *told: Block) -> Screen:
    """The letters, the retired ones last, a page at a time."""
    every = sorted(heads(), key=lambda head: head.inactive)
    start = max(ask.whole("from") or 0, 0)
    shown = every[start : start + SHOWN_MAX]
    rows = [_row(head, sure, ask) for head, sure in zip(shown, _questions(shown, ask), strict=True)]
    titles = ("Letter", "Kind", "Form", "Version", "Last change", "Go on")
    more = []
    if start:
        more.append(Action("Previous page", VIEW_NAME, "", {"from": max(start - SHOWN_MAX, 0)}))
    if start + SHOWN_MAX < len(every):
        more.append(Action("Next page", VIEW_NAME, "", {"from": start + SHOWN_MAX}))
    empty = "None yet: the letters that ship go out."
    return Screen(
        title="Letters",
        blocks=[
            *told,
            Text(WHAT_THEY_ARE),
            Buttons([NEW]),
            Table("Your letters", [Column(each) for each in titles], rows, empty=empty, more=more),
            _shipped(),
        ],
        trail=[HOME],
    )


def retire(ask: Ask) -> Screen:
    """The letter is offered no more."""
    return _moved(ask, inactive=True)


def reactivate(ask: Ask) -> Screen:
    """The letter is offered again."""
    return _moved(ask, inactive=False)


def _moved(ask: Ask, *, inactive: bool) -> Screen:
    saved = retire_letter(
        ask.text("letter"),
        inactive=inactive,
        version=ask.whole("version") or 0,
        actor=ask.actor,
        now=ask.now,
    )
    if saved.outcome is Outcome.CHANGED or saved.head is None:
        line = "Somebody else has changed the letter since you saw it. Below is how it stands now."
        return show(ask, Message("Nothing was changed", [line], Tone.WARNING))
    now = "is retired. Whoever names it goes on sending it." if inactive else "is offered again."
    return show(ask, Message("Stored", [f"{saved.head.description} {now}"], Tone.GOOD))


def _questions(shown: Sequence[LetterHead], ask: Ask) -> list[str]:
    """What is asked before each of them is retired, by the programs and triggers as they stand."""
    if all(head.inactive for head in shown):
        return [""] * len(shown)
    programs, known = ask.studio.programs.values(), triggers().values()
    return [retiring_question(head, programs, known, ask.studio.preferences) for head in shown]


def _row(head: LetterHead, sure: str, ask: Ask) -> list[Cell]:
    zone = ask.known_studio.preferences.local_zone()
    name: Cell = (head.description, Badge("retired")) if head.inactive else head.description
    return [
        name,
        KINDS[head.kind],
        IN_FORM[head.form],
        str(head.latest),
        on_the_clock(head.changed_at, zone),
        _actions(head, sure),
    ]


def _actions(head: LetterHead, sure: str) -> Sequence[Action]:
    given = {"letter": head.letter_id}
    moved = {**given, "version": head.version}
    called = head.description
    return [
        Action("Edit", VIEW_NAME, "edit", given, aria_label=f"Edit {called}"),
        Action("Copy", VIEW_NAME, "copy", given, aria_label=f"Copy {called}"),
        Action("Offer again", VIEW_NAME, "reactivate", moved, aria_label=f"Offer {called} again")
        if head.inactive
        else Action("Retire", VIEW_NAME, "retire", moved, aria_label=f"Retire {called}", confirm=sure),
    ]


def _shipped() -> Table:
    """The letters that need nobody to write them, each a beginning for one's own."""
    rows: list[list[Cell]] = [
        [KINDS[kind], purpose_of(kind), _beginnings(kind)] for kind in Kind if kind not in NOT_SHIPPED
    ]
    columns = [Column("Kind"), Column("Purpose"), Column("Write your own from it")]
    return Table("Letters that ship", columns, rows)


def _beginnings(kind: Kind) -> list[Action]:
    return [
        Action(
            IN_FORM[form],
            VIEW_NAME,
            "begin",
            {"kind": kind.value, "form": form.value},
            aria_label=f"Write your own: {KINDS[kind]}, {IN_FORM[form]}",
        )
        for form in LetterForm
    ]

"""A program is retired, brought back, or, where nobody ever used it, deleted. Eight calls at most."""

from collections.abc import Iterator
from dataclasses import replace

from chalicelib.domain.program import Program
from chalicelib.flows.delete_program import delete_program
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_change import ProgramChange
from chalicelib.flows.program_figures import Uses, program_uses
from chalicelib.flows.save_program import save_program
from chalicelib.handlers.console.program_form import LIST, VIEW
from chalicelib.handlers.console.program_list import GONE, anew, counted, list_screen, program_screen
from chalicelib.handlers.console.program_words import SENTENCES
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Facts, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME

CHANGED = Message(
    "Somebody else changed it meanwhile", ["Nothing was stored. This is how it stands."], Tone.WARNING
)


def retire(ask: Ask) -> Screen:
    """Offer the program no more."""
    return _switched(ask, inactive=True)


def reactivate(ask: Ask) -> Screen:
    """Offer the program again."""
    return _switched(ask, inactive=False)


def ask_first(ask: Ask) -> Screen:
    """Who uses the program; where nobody does, the button that deletes it."""
    program = ask.studio.programs.get(ask.text("program"))
    if program is None:
        return list_screen(ask, GONE)
    return _deleting(program, program_uses(program.program_id))


def remove(ask: Ask) -> Screen:
    """Delete it, unless somebody uses it by now."""
    version = ask.whole("version") or 0
    change = delete_program(ask.text("program"), version, actor=ask.actor, now=ask.now)
    if change.outcome is Outcome.STORED:
        return list_screen(ask, Message("Deleted", ["It is there no more."], Tone.GOOD))
    if change.program is None:
        return list_screen(ask, GONE)
    if change.uses is not None:
        return _deleting(change.program, change.uses)
    return program_screen(ask, change.program, CHANGED)


def _switched(ask: Ask, *, inactive: bool) -> Screen:
    program = ask.studio.programs.get(ask.text("program"))
    if program is None:
        return list_screen(ask, GONE)
    wanted = replace(program, inactive=inactive, version=ask.whole("version") or 0)
    change = save_program(wanted, actor=ask.actor, now=ask.now)
    standing = change.program or program
    return program_screen(anew(ask), standing, _told(change, inactive=inactive))


def _told(change: ProgramChange, *, inactive: bool) -> Message:
    if change.outcome is Outcome.STORED:
        words = "It is offered no more." if inactive else "It is offered again."
        return Message("Retired" if inactive else "Active", [words], Tone.GOOD)
    if change.outcome is Outcome.REFUSED:
        return Message(
            "Nothing was stored", [SENTENCES[each] for each in change.objections.values()], Tone.WARNING
        )
    return CHANGED


def _deleting(program: Program, uses: Uses) -> Screen:
    given = {"program": program.program_id, "version": program.version}
    opened = Action("Leave it as it is", VIEW, "look", given)
    blocks: list[Block] = [Facts([("Program", program.description), *_uses(uses)])]
    if uses:
        blocks.append(
            Message(
                "It cannot be deleted",
                ["Only what nobody ever used can be deleted.", "Retired, it is offered no more."],
            )
        )
        buttons = [opened]
    else:
        blocks.append(Text("Nobody ever used it. Deleting cannot be undone."))
        delete = Action(
            "Delete it", VIEW, "remove", given, primary=True, confirm=f"Delete {program.description}?"
        )
        buttons = [delete, opened]
    return Screen(title="Delete a program", blocks=[*blocks, Buttons(buttons)], trail=[HOME, LIST])


def _uses(uses: Uses) -> Iterator[tuple[str, str]]:
    yield "Clients enrolled", counted(uses.enrolled)
    yield "Enrollments that have ended", counted(uses.ended)
    yield "Referrals", counted(uses.referrals)
    yield "Triggers that enroll in it", ", ".join(uses.triggers) or "none"

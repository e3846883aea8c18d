"""The referral programs: listed, looked at, set up by a draft in hand, copied, retired and deleted.

The form costs the studio's Query, that of the letters, the draft and its change; saving a Query, the
letters' and a transaction more, and the audit's where somebody else has saved meanwhile.
"""

from dataclasses import replace
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.domain.ids import made_from
from chalicelib.domain.program import Program, Terms
from chalicelib.domain.program_edit import TEXTS, TICKS, judged, typed_of
from chalicelib.domain.setting_value import NO, YES
from chalicelib.flows.list_change import Outcome
from chalicelib.flows.program_change import ProgramChange
from chalicelib.flows.save_program import save_program
from chalicelib.handlers.console import program_end, program_list
from chalicelib.handlers.console.audit_words import in_words
from chalicelib.handlers.console.program_form import LIST, TITLE, Form, form_screen
from chalicelib.handlers.console.program_form import VIEW as HERE
from chalicelib.handlers.console.program_list import GONE, anew, list_screen, program_screen
from chalicelib.handlers.console.program_words import SENTENCES, today
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Facts, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived
from chalicelib.handlers.widgets.routing import Act, View
from chalicelib.models.audit import audit_of
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads
from chalicelib.models.program import record_name

TEXT_MAX = 500  # More than any setting takes, and little enough for a draft.


def new(ask: Ask) -> Screen:
    """An empty form, with nothing ticked."""
    return _begun(ask, None, _empty(""))


def edit(ask: Ask) -> Screen:
    """The program as it stands."""
    program = ask.studio.programs.get(ask.text("program"))
    return _begun(ask, program, program) if program is not None else list_screen(ask, GONE)


def copy(ask: Ask) -> Screen:
    """A new program with the settings of this one."""
    program = ask.studio.programs.get(ask.text("program"))
    if program is None:
        return list_screen(ask, GONE)
    return _begun(ask, None, replace(program, description=f"Copy of {program.description}", inactive=False))


def resume(ask: Ask) -> Screen:
    """The form as it was left."""
    draft = in_hand(ask, HERE, LIST)
    return draft if isinstance(draft, Screen) else form_screen(_form(ask, draft))


def promise_as_typed(ask: Ask) -> Screen:
    """Keep what was typed, and show what it would promise."""
    kept = _kept(ask)
    return kept if isinstance(kept, Screen) else form_screen(_form(ask, kept, judging=True))


def save(ask: Ask) -> Screen:
    """Store the program, or say what stands against it."""
    draft = _kept(ask)
    if isinstance(draft, Screen):
        return draft
    form = _form(ask, draft, judging=True)
    if form.errors:
        return form_screen(form)
    change = save_program(form.wanted, actor=ask.actor, now=ask.now, draft=draft)
    return _told(ask, form, change)


def _told(ask: Ask, form: Form, change: ProgramChange) -> Screen:
    if change.outcome is Outcome.STORED and change.program is not None:
        words = f"{change.program.description} is stored" + (
            " as inactive." if change.program.inactive else " and in use."
        )
        return program_screen(anew(ask), change.program, Message("Stored", [words], Tone.GOOD))
    if change.outcome is Outcome.GONE:
        return list_screen(ask, GONE)
    if change.outcome is Outcome.REFUSED:
        errors = {name: SENTENCES[each] for name, each in change.objections.items()}
        return form_screen(replace(form, errors=errors))
    return _upon_theirs(anew(ask), form.draft, change.program)


def _upon_theirs(ask: Ask, draft: Draft, standing: Program | None) -> Screen:
    """Go on from what somebody else stored: theirs, but for what was typed here."""
    if standing is None:
        return list_screen(ask, GONE)
    content = draft.content
    theirs, base, mine = typed_of(standing), content["base"], content["typed"]
    typed = {name: mine[name] if mine[name] != base[name] else theirs[name] for name in theirs}
    both = sorted(name for name in theirs if theirs[name] != base[name] and typed[name] != theirs[name])
    changed = {**content, "base": theirs, "typed": typed, "version": standing.version}
    if not draft.change(changed, ask.now):
        return _moved_on()
    words = ["Nothing of yours was stored. Theirs is in the form, but for what you typed. Save it again."]
    if both:
        words.append("You both changed something: what you typed stands in the form and replaces theirs.")
    told: list[Block] = [Message("Somebody else changed this meanwhile", words, Tone.WARNING)]
    for record in audit_of(record_name(standing.program_id), 1):
        pairs = [("It was", record.before), ("They made it", record.after)]
        told.append(
            Facts([(label, in_words(each, ask.studio)) for label, each in pairs], title="What they changed")
        )
    return form_screen(_form(ask, draft), *told)


def _begun(ask: Ask, standing: Program | None, shown: Program) -> Screen:
    typed = typed_of(shown)
    content = {
        "program_id": standing.program_id if standing is not None else "",
        "copy_of": shown.program_id if standing is None else "",
        "version": standing.version if standing is not None else 0,
        "base": typed,
        "typed": typed,
    }
    about = record_name(standing.program_id) if standing is not None else None
    title = standing.description if standing is not None else "A new program"
    draft = begun(ask, HERE, content, about=about, title=title, listed=False)
    return form_screen(_form(ask, draft))


def _kept(ask: Ask) -> Draft | Screen:
    """The draft with what was typed stored in it; a text that did not arrive was not emptied."""
    draft = in_hand(ask, HERE, LIST)
    if isinstance(draft, Screen):
        return draft
    if not ask.form.arrived:
        return not_arrived(LIST)
    typed = dict(draft.content["typed"])
    typed |= {name: YES if ask.form.ticked(name) else NO for name in TICKS}
    typed |= {name: ask.form.text(name)[:TEXT_MAX] for name in TEXTS if name in ask.form.values}
    if typed == draft.content["typed"] or draft.change({**draft.content, "typed": typed}, ask.now):
        return draft
    again = in_hand(ask, HERE, LIST)
    return again if isinstance(again, Screen) else _moved_on()


def _moved_on() -> Screen:
    told = Message(
        "Somebody went on with it in another window",
        ["Nothing was stored. Please begin again."],
        Tone.WARNING,
    )
    return Screen(title=TITLE, blocks=[told], trail=[LIST], back=LIST)


def _form(ask: Ask, draft: Draft, *, judging: bool = False) -> Form:
    """The draft as a form; with `judging` what is wrong stands beside it."""
    content: dict[str, Any] = draft.content
    before = _before(ask, draft)
    letters = heads()
    found = judged(content["typed"], before, ask.studio, today(ask), letters)
    errors = {name: SENTENCES[each] for name, each in found.objections.items()} if judging else {}
    return Form(
        ask=ask,
        draft=draft,
        before=before,
        typed=content["typed"],
        wanted=found.program,
        letters=letters,
        errors=errors,
    )


def _before(ask: Ask, draft: Draft) -> Program:
    """What the form is typed over: the program as it stands, or of a new one that which it copies."""
    content = draft.content
    program_id = content["program_id"] or made_from("program", draft.draft_id)
    standing = ask.studio.programs.get(content["program_id"] or content["copy_of"]) or _empty(program_id)
    return replace(standing, program_id=program_id, version=content["version"])


def _empty(program_id: str) -> Program:
    return Program(program_id=program_id, description="", terms=Terms(program_id=program_id, program_name=""))


VIEW = View(
    title=TITLE,
    acts={
        "": Act(program_list.show, Role.OPERATOR),
        "look": Act(program_list.look, Role.OPERATOR),
        **{
            name: Act(shown, Role.MANAGER)
            for name, shown in {
                "new": new,
                "edit": edit,
                "copy": copy,
                "resume": resume,
                "try": promise_as_typed,
                "save": save,
                "retire": program_end.retire,
                "reactivate": program_end.reactivate,
                "delete": program_end.ask_first,
                "remove": program_end.remove,
            }.items()
        },
    },
)

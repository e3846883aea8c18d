"""What can be done in a menu of preferences: turn its tabs, save it whole, go on from what others saved.

Each act makes at most five calls to AWS: the studio's Query, the draft, its change, the transaction, and
the audit's Query where somebody else has saved. None of them grows with the number of clients.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from chalicelib.domain.actor import Role
from chalicelib.domain.edit import Edit, edit_begun, edit_of
from chalicelib.domain.objection import Objection
from chalicelib.domain.setting import set_up_of, texts
from chalicelib.domain.setting_value import NO, YES
from chalicelib.flows.begin_edit import edit_as_shown
from chalicelib.flows.save_preferences import ABOUT, Outcome, save_preferences
from chalicelib.handlers.console.preference_screens import noting, others_screen, tab_screen
from chalicelib.handlers.console.preference_words import SENTENCES
from chalicelib.handlers.console.preference_work import Bench, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Screen, Tick, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived, used
from chalicelib.handlers.widgets.routing import Act, View
from chalicelib.models.transaction import transact

TEXT_MAX = 5000  # More than any setting takes, and little enough for a draft.
Shown = Callable[[Work, str], Screen]


def view_of(bench: Bench, **more: Shown) -> View:
    """The menu's view; `more` are acts of its own, done once what was typed is kept."""
    acts: dict[str, Shown] = {"": tab_screen, "resume": tab_screen, "forget": _forget}
    acts |= {"mine": _keep_mine, "theirs": _take_theirs}
    typed: dict[str, Shown] = {"tab": _turn, "save": _save, "others": others_screen, **more}
    return View(
        bench.title,
        {name: Act(partial(_done, bench, act), Role.MANAGER) for name, act in acts.items()}
        | {name: Act(partial(_done, bench, act, typing=True), Role.MANAGER) for name, act in typed.items()},
    )


def _done(bench: Bench, act: Shown, ask: Ask, *, typing: bool = False) -> Screen:
    """The act's screen; with `typing` the form's values are kept first."""
    if typing and not ask.form.arrived:
        return not_arrived(bench.again)
    work = _work(bench, ask)
    if isinstance(work, Work) and typing:
        work = _kept(work, work.edit.typing(_told(work, ask.text("tab"))))
    return work if isinstance(work, Screen) else act(work, ask.text("tab"))


def _work(bench: Bench, ask: Ask) -> Work | Screen:
    """The work that the button names, or a new one; a screen where it cannot go on."""
    if ask.text("draft"):
        draft = in_hand(ask, bench.menu.value, bench.again)
        if isinstance(draft, Screen):
            return draft
        return Work(ask=ask, bench=bench, edit=edit_of(bench.menu, draft.content), draft=draft)
    fresh, version = _fresh(bench, ask), ask.whole("version")
    if version is None:
        return fresh
    edit = edit_as_shown(bench.menu, ask.studio, version, ask.text("seen"))
    if edit is not None:
        return replace(fresh, edit=edit)
    told = "Somebody else changed what this screen showed. This is how it stands; please type again."
    return tab_screen(noting(fresh, "Nothing was taken over", told, Tone.WARNING), ask.text("tab"))


def _fresh(bench: Bench, ask: Ask) -> Work:
    return Work(ask=ask, bench=bench, edit=edit_begun(bench.menu, ask.studio))


def _told(work: Work, tab: str) -> dict[str, str]:
    """What the form says of the tab's controls. A text that did not arrive was not emptied."""
    form, typed = work.ask.form, {}
    for each in work.controls(tab):
        if isinstance(each, Tick):
            typed[each.name] = YES if form.ticked(each.name) else NO
        elif each.name in form.values:
            typed[each.name] = form.text(each.name)[:TEXT_MAX]
    return typed


def _kept(work: Work, edit: Edit) -> Work | Screen:
    """The work with its draft as `edit` is; a draft begins where something is typed for the first time."""
    ask, bench = work.ask, work.bench
    if work.draft is None:
        if not edit.typed:
            return replace(work, edit=edit)
        draft = begun(ask, bench.menu.value, edit.content(), about=ABOUT, title=bench.title)
        return replace(work, edit=edit, draft=draft)
    if edit == work.edit or work.draft.change(edit.content(), ask.now):
        return replace(work, edit=edit)
    again = _work(bench, ask)
    if isinstance(again, Screen):
        return again
    told = "Somebody went on with it in another window. This is how it is there; please type again."
    return tab_screen(noting(again, "Nothing was taken over", told, Tone.WARNING), ask.text("tab"))


def _turn(work: Work, tab: str) -> Screen:
    return tab_screen(work, work.ask.text("to") or tab)


def _save(work: Work, tab: str) -> Screen:
    """All of it is stored or, with what is wrong beside each setting, nothing."""
    ask, bench = work.ask, work.bench
    if work.draft is None:
        return tab_screen(noting(work, "There was nothing to save", "Nothing differs from what stands."), tab)
    saved = save_preferences(work.edit, work.draft, actor=ask.actor, now=ask.now)
    if saved.outcome is Outcome.USED:
        return used(work.draft, bench.again)
    if saved.outcome is Outcome.UNCHANGED:
        return tab_screen(noting(work, "There was nothing to save", "It stands like this already."), tab)
    if saved.outcome is Outcome.OBJECTED:
        return _with_errors(work, tab, saved.judgement.objections)
    after = replace(ask, given={})  # A new reading of the studio, as it is stored now.
    if saved.outcome is Outcome.OVERTAKEN:
        return others_screen(replace(work, ask=after), tab)
    return tab_screen(noting(_fresh(bench, after), "Saved", "It is stored and in use.", Tone.GOOD), tab)


def _with_errors(work: Work, tab: str, objections: Mapping[str, Objection]) -> Screen:
    """The tab with what is wrong, or the first tab that shows some of it."""
    errors = {name: SENTENCES[each] for name, each in objections.items()}
    if "field_options" in errors:
        errors.setdefault("field_email", errors.pop("field_options"))
    keys = [tab, *(each.key for each in work.bench.tabs(work))]
    wrong = (key for key in keys if any(control.name in errors for control in work.controls(key)))
    return tab_screen(replace(work, errors=errors), next(wrong, tab))


def _keep_mine(work: Work, tab: str) -> Screen:
    return _rebased(work, tab, theirs=False)


def _take_theirs(work: Work, tab: str) -> Screen:
    return _rebased(work, tab, theirs=True)


def _rebased(work: Work, tab: str, *, theirs: bool) -> Screen:
    """Go on from what others saved; where both changed a setting, one of the two values is in the form."""
    studio = work.ask.studio
    edit = work.edit.upon(texts(set_up_of(studio)), studio.preferences.version, theirs=theirs)
    kept = _kept(work, edit)
    if isinstance(kept, Screen):
        return kept
    told = "Their values are taken over." if theirs else "What you typed is kept."
    return tab_screen(noting(kept, "Nothing of yours is stored yet", told), tab)


def _forget(work: Work, tab: str) -> Screen:
    """Throw away what was typed."""
    ask, bench = work.ask, work.bench
    if work.draft is not None:
        thrown = work.draft.used_write("What was typed here was thrown away.", ask.now)
        if not transact([thrown]).stands:
            return used(work.draft, bench.again)
    fresh = _fresh(bench, ask)
    return tab_screen(noting(fresh, "Nothing was changed", "What was typed is thrown away."), tab)

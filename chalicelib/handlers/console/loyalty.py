"""The loyalty program of nights: its rule, what it would give before it is switched on, and its switch.

The form costs the studio's Query, that of the letters, the draft and its change; saving a Query, the
letters', the preview's read and a transaction more. A preview is a run of the night: it is begun here.
"""

from dataclasses import replace

from chalicelib.domain.actor import Role
from chalicelib.domain.loyalty_edit import changes_who_gets, is_due, mark_of, needs_preview
from chalicelib.flows.preview_loyalty import begin_preview, preview_of, shows
from chalicelib.flows.save_loyalty import Outcome, Saved, save_loyalty
from chalicelib.handlers.console.loyalty_form import AGAIN, TITLE, Form, form_screen
from chalicelib.handlers.console.loyalty_preview import preview_screen
from chalicelib.handlers.console.loyalty_standing import standing_screen
from chalicelib.handlers.console.loyalty_work import (
    begun_form,
    form_in_hand,
    kept_form,
    moved_on,
    upon_theirs,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import used
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.services.functions import functions
from chalicelib.settings import settings

CHANGES = (
    "The program is running. By what you typed the next night looks at everyone again, and may give rewards "
    "for sales that earned none before."
)


def show(ask: Ask) -> Screen:
    """How the program stands."""
    return standing_screen(ask)


def edit(ask: Ask) -> Screen:
    """The form, with the program as it stands."""
    return form_screen(begun_form(ask))


def see(ask: Ask) -> Screen:
    """What the next night would give by the rule as it stands."""
    return _previewed(begun_form(ask))


def resume(ask: Ask) -> Screen:
    """The form as it was left."""
    form = form_in_hand(ask, judging=False)
    return form if isinstance(form, Screen) else form_screen(form)


def promise_as_typed(ask: Ask) -> Screen:
    """Keep what was typed, and show what it would promise."""
    form = kept_form(ask)
    return form if isinstance(form, Screen) else form_screen(form)


def save(ask: Ask) -> Screen:
    """Store the program; but first, where it is switched on or gives other rewards, what it would give."""
    form = kept_form(ask)
    if isinstance(form, Screen):
        return form
    before = ask.studio.preferences
    if form.wrong:
        return form_screen(form)
    if needs_preview(before, form.wanted):
        return _previewed(form)
    if is_due(before) and changes_who_gets(ask.studio, form.wanted) and not _is_seen(form):
        return _offered(form)
    return _stored(form)


def preview(ask: Ask) -> Screen:
    """What was typed, as the next night would do it."""
    form = kept_form(ask)
    return form if isinstance(form, Screen) else _previewed(form)


def preview_first(ask: Ask) -> Screen:
    """What the draft holds, as the next night would do it."""
    form = form_in_hand(ask)
    return form if isinstance(form, Screen) else _previewed(form)


def look(ask: Ask) -> Screen:
    """The preview as it stands now."""
    form = form_in_hand(ask)
    if isinstance(form, Screen):
        return form
    return preview_screen(form, preview_of(form.draft.content["preview"]))


def again(ask: Ask) -> Screen:
    """A preview anew."""
    form = form_in_hand(ask)
    return form if isinstance(form, Screen) else _begun(form)


def confirm(ask: Ask) -> Screen:
    """Store what was seen, or what nobody wanted to see first."""
    form = form_in_hand(ask)
    return form if isinstance(form, Screen) else _stored(form)


def _offered(form: Form) -> Screen:
    """The running rule is about to give other rewards: whoever wants to may look first."""
    buttons = [
        form.action("See what it would give first", "preview_first", primary=True),
        form.action("Save without looking", "confirm"),
    ]
    told = Message("Other amounts, or another start date", [CHANGES], Tone.WARNING)
    return Screen(
        title=TITLE,
        blocks=[told, Buttons(buttons)],
        trail=[HOME, AGAIN],
        back=form.action("Back to the form", "resume"),
        draft_id=form.draft.draft_id,
    )


def _is_seen(form: Form) -> bool:
    return shows(preview_of(form.draft.content["preview"]), form.wanted, form.ask.studio, form.ask.now)


def _previewed(form: Form) -> Screen:
    """The preview of exactly this rule, begun where there is none that still holds."""
    if form.wrong:
        return form_screen(form)
    run = preview_of(form.draft.content["preview"])
    is_of_this = run is not None and run.fingerprint == mark_of(form.ask.studio, form.wanted)
    if run is not None and is_of_this and (not run.is_finished or _is_seen(form)):
        return preview_screen(form, run)
    return _begun(form)


def _begun(form: Form) -> Screen:
    rule = form.wanted.stored_rule
    if form.wrong or rule is None:
        return form_screen(form)
    run_id = begin_preview(
        rule,
        mark_of(form.ask.studio, form.wanted),
        actor=form.ask.actor,
        functions=functions(),
        function_name=settings.night_function,
    )
    if not form.draft.change({**form.draft.content, "preview": run_id}, form.ask.now):
        return moved_on()
    return preview_screen(form, preview_of(run_id))


def _stored(form: Form) -> Screen:
    if form.wrong:
        return form_screen(form)
    content = form.draft.content
    saved = save_loyalty(
        content["base"],
        content["typed"],
        form.draft,
        preview=content["preview"],
        actor=form.ask.actor,
        now=form.ask.now,
    )
    return _told(form, saved)


def _told(form: Form, saved: Saved) -> Screen:
    ask = replace(form.ask, given={})  # A new reading of the studio, as it is stored now.
    if saved.outcome is Outcome.STORED:
        running = (
            "The next night follows it." if is_due(saved.studio.preferences) else "Nights issue nothing."
        )
        return standing_screen(ask, Message("Stored", [running], Tone.GOOD))
    if saved.outcome is Outcome.UNCHANGED:
        return standing_screen(ask, Message("There was nothing to store", ["It stands like this already."]))
    if saved.outcome is Outcome.USED:
        return used(form.draft, AGAIN)
    if saved.outcome is Outcome.WRONG:
        return form_screen(replace(form, wrong=saved.wrong))
    return _previewed(form) if saved.outcome is Outcome.UNSEEN else upon_theirs(ask, form.draft)


VIEW = View(
    title=TITLE,
    acts={
        name: Act(shown, Role.MANAGER)
        for name, shown in {
            "": show,
            "edit": edit,
            "resume": resume,
            "try": promise_as_typed,
            "save": save,
            "preview": preview,
            "preview_first": preview_first,
            "look": look,
            "again": again,
            "confirm": confirm,
            "see": see,
        }.items()
    },
)

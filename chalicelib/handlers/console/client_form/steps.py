"""An act on a client's form in hand: the draft is found, what stands in the controls is taken along."""

from collections.abc import Callable

from chalicelib.domain.client_edit import capitalized
from chalicelib.handlers.console.client_form import shown
from chalicelib.handlers.console.client_form.work import VIEW as HERE
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets import drafting
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Message, Screen, Tone
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft

NEW = Action("New client", HERE, "new")
Step = Callable[[Work, Ask], Screen]
ELSEWHERE = Message(
    "This form was changed at the same time", ["Here it is as it stands; nothing was stored."], Tone.WARNING
)


def step(act: Step, *, merging: bool = True) -> Callable[[Ask], Screen]:
    """An act on a form in hand. What stands in the controls of its area is taken along when `merging`."""

    def done(ask: Ask) -> Screen:
        draft = drafting.found(ask, HERE)
        if draft is None:
            return drafting.gone(NEW)
        if not draft.is_open:
            return _used(draft)
        work = Work(draft, draft.content)
        if merging:
            if not ask.form.arrived:
                return drafting.not_arrived(work.action("Back to the form", "resume"))
            work = _merged(work, ask)
        return act(work, ask)

    return done


def _merged(work: Work, ask: Ask) -> Work:
    """The form with what was typed; nothing of it where the button stood beside another area."""
    merge = shown.AREAS[work.tab].merge
    if merge is None or work.row is not None or ask.text("at") != work.tab:
        return work
    typed = merge(work.typed, ask.form)
    return work.having(typed=capitalized(typed, work.base, ask.studio))


def kept(work: Work, ask: Ask) -> Screen:
    """The form, stored as it is."""
    if not work.keep(ask.now):
        return elsewhere(work, ask)
    return _shown(work, ask)


def elsewhere(work: Work, ask: Ask) -> Screen:
    """The form as another click has left it."""
    draft = Draft.find(work.draft.draft_id, HERE, ask.now)
    if draft is None:
        return drafting.gone(NEW)
    if not draft.is_open:
        return _used(draft)
    return _shown(Work(draft, draft.content).telling(ELSEWHERE), ask)


def _shown(work: Work, ask: Ask) -> Screen:
    return shown.form(work, ask) if work.row is None else shown.row_form(work, ask, work.row)


def _used(draft: Draft) -> Screen:
    client_id = draft.content.get("client_id")
    again = Action("Open the client", "client", "", {"client": client_id}) if client_id else NEW
    return drafting.used(draft, again)


def tab(work: Work, ask: Ask) -> Screen:
    """Another area."""
    to = ask.text("to")
    return kept(work.having(tab=to if to in shown.AREAS else work.tab, row=None), ask)


def client_of(client_id: str) -> Client | None:
    """The client as it stands, or None."""
    return next(iter(Client.batch_get([client_id], consistent_read=True)), None) if client_id else None

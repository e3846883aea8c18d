"""A client's form is saved: after a warning of whom it may be, and never over what others changed."""

from dataclasses import replace

from chalicelib.domain.client_edit import read_edit
from chalicelib.domain.client_typed import rebased, typed_of
from chalicelib.domain.names import shown_name
from chalicelib.flows.find_duplicates import find_duplicates
from chalicelib.flows.save_client import Outcome, save_client, stands
from chalicelib.handlers.console.client_form import moved, outcomes, shown
from chalicelib.handlers.console.client_form.steps import Step, client_of, elsewhere, kept
from chalicelib.handlers.console.client_form.work import Work, name_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Buttons, Message, Screen, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.transaction import transact


def save(work: Work, ask: Ask) -> Screen:
    """Store everything, after a warning of whom it may be already."""
    if not work.keep(ask.now):
        return elsewhere(work, ask)
    return _saved(work, ask, warn=True)


def anyway(work: Work, ask: Ask) -> Screen:
    """Store everything: who it may be was seen."""
    return _saved(work, ask, warn=False)


def _saved(work: Work, ask: Ask, *, warn: bool) -> Screen:
    if warn:
        found = _unseen(work, ask)
        if found is not None:
            return found
    result = save_client(work.edit(), work.draft, ask.studio, actor=ask.actor, now=ask.now)
    match result.outcome:
        case Outcome.REFUSED:
            first = shown.area_of(next(iter(result.problems)))
            has_one = any(shown.area_of(control) == work.tab for control in result.problems)
            work = work if has_one else work.having(tab=first)
            return kept(replace(work, problems=result.problems), ask)
        case Outcome.MOVED:
            assert result.standing is not None
            return moved.show(work, ask, result.standing)
        case Outcome.USED:
            return elsewhere(work, ask)
        case Outcome.GONE:
            return outcomes.gone(ask)
        case Outcome.STORED | Outcome.UNCHANGED:
            order = ask.studio.preferences.name_order
            name = shown_name(work.typed["first_name"], work.typed["last_name"], order)
            return outcomes.saved(
                work.client_id, name or "The client", stored=result.outcome is Outcome.STORED
            )


def _unseen(work: Work, ask: Ask) -> Screen | None:
    """The warning of those who may be the same and were not shown yet."""
    client = None if work.is_new else client_of(work.client_id)
    before = dict(client.attribute_values) if client is not None else {}
    edited = read_edit(work.typed, before, ask.studio, ask.now)
    if edited.problems:
        return None
    found = find_duplicates(work.client_id, before, edited.values, ask.studio)
    seen = set(work.content["seen"])
    if {each.client.client_id for each in found} <= seen:
        return None
    shown_now = work.having(seen=sorted(seen | {each.client.client_id for each in found}))
    if not shown_now.keep(ask.now):
        return elsewhere(work, ask)
    return outcomes.duplicates(shown_now, ask, found)


def take(*, keep_mine: bool) -> Step:
    """Go on from the record as others left it."""

    def taken(work: Work, ask: Ask) -> Screen:
        client = client_of(work.client_id)
        if client is None or not stands(client):
            return outcomes.gone(ask)
        standing = typed_of(client.attribute_values, ask.studio)
        typed = rebased(work.base, standing, work.typed, keep_mine=keep_mine)
        referrer = client_of(typed["referred_by"])
        work = work.having(
            base=standing,
            typed=typed,
            version=client.version,
            read_at=ask.now.isoformat(),
            referrer_name=name_of(referrer, ask.studio) if referrer is not None else "",
        )
        told = Message("Look it over and save", ["Nothing was stored yet."], Tone.INFO)
        return kept(work.telling(told), ask)

    return taken


def leave(work: Work, ask: Ask) -> Screen:
    """Forget what was typed."""
    left = {"client_id": "" if work.is_new else work.client_id}
    if not transact([work.draft.used_write("It was left without saving.", ask.now, content=left)]).stands:
        return elsewhere(work, ask)
    ways = [HOME, shown.CLIENTS]
    if not work.is_new:
        ways.insert(0, Action("Open the client", "client", "", {"client": work.client_id}))
    told = Message("Nothing was stored", ["What was typed here is forgotten."], Tone.INFO)
    return Screen(title=work.title(ask.studio), blocks=[told, Buttons(ways)])

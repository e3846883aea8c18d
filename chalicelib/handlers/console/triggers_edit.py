"""A trigger in hand: its event chosen, its form filled in, read back, and stored once."""

import secrets
from dataclasses import replace

from chalicelib.domain.ids import made_from
from chalicelib.domain.records import from_plain, to_plain
from chalicelib.domain.setting_value import YES
from chalicelib.domain.trigger import ONLY_BEFORE, Event, Trigger, cleaned, kinds_for
from chalicelib.domain.trigger_typed import TEXT_MAX, TEXTS, TICKS, trigger_of, typed_of
from chalicelib.flows.save_trigger import Outcome, foreseen, save_trigger
from chalicelib.handlers.console.triggers_form import event_screen, form_screen, review_screen
from chalicelib.handlers.console.triggers_list import GONE, list_screen, look_screen
from chalicelib.handlers.console.triggers_words import LIST, VIEW_NAME, letters_by_id
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived, used
from chalicelib.models.draft import Draft
from chalicelib.models.trigger import triggers

KEY_BYTES = 12
MOVED = Message(
    "Somebody else changed it meanwhile",
    ["Nothing was stored. This is how it stands now; edit it again."],
    Tone.WARNING,
)
OTHER_HAND = Message("Changed in another window", ["This is how it was left there."], Tone.WARNING)


def new(ask: Ask) -> Screen:
    """A new trigger begins with its event."""
    return event_screen(ask, None)


def begin(ask: Ask) -> Screen:
    """The form of the chosen event, for a new trigger or for the one in hand."""
    if not ask.form.arrived:
        return not_arrived(LIST)
    told = ask.form.text("event")
    if told not in list(Event):
        return event_screen(ask, None)
    event = Event(told)
    if not ask.text("draft"):
        trigger_id = made_from("trigger", secrets.token_urlsafe(KEY_BYTES))
        return _begun(ask, _of_event(Trigger(trigger_id=trigger_id, description="", event=event), event))
    draft = in_hand(ask, VIEW_NAME, LIST)
    if isinstance(draft, Screen):
        return draft
    base = _of_event(_drafted(draft), event)
    if not draft.change({"base": to_plain(base), "typed": typed_of(base)}, ask.now):
        return _form(ask, draft, OTHER_HAND)
    return _form(ask, draft)


def edit(ask: Ask) -> Screen:
    """The trigger as it stands."""
    trigger = triggers().get(ask.text("trigger"))
    return _begun(ask, trigger) if trigger is not None else list_screen(ask, GONE)


def resume(ask: Ask) -> Screen:
    """The form as it was left."""
    draft = in_hand(ask, VIEW_NAME, LIST)
    return draft if isinstance(draft, Screen) else _form(ask, draft)


def another_event(ask: Ask) -> Screen:
    """Keep what was typed, and choose the event anew."""
    draft = _kept(ask)
    return draft if isinstance(draft, Screen) else event_screen(ask, _drafted(draft).event, draft)


def read_back(ask: Ask) -> Screen:
    """Keep what was typed; read it back, or say what stands against it."""
    draft = _kept(ask)
    return draft if isinstance(draft, Screen) else _review(ask, draft)


def review(ask: Ask) -> Screen:
    """The review of what is in hand."""
    draft = in_hand(ask, VIEW_NAME, LIST)
    return draft if isinstance(draft, Screen) else _review(ask, draft)


def save(ask: Ask) -> Screen:
    """Store the trigger that was read back."""
    draft = in_hand(ask, VIEW_NAME, LIST)
    if isinstance(draft, Screen):
        return draft
    change = save_trigger(_drafted(draft), actor=ask.actor, now=ask.now, draft=draft)
    if change.outcome is Outcome.REFUSED:
        base = from_plain(Trigger, draft.content["base"])
        return form_screen(ask, draft, base, draft.content["typed"], change.objections)
    if change.trigger is None:
        return list_screen(ask, GONE)
    if change.outcome is Outcome.CHANGED:
        standing = Draft.find(draft.draft_id, VIEW_NAME, ask.now)
        if standing is not None and not standing.is_open:
            return used(standing, LIST)
        return look_screen(ask, change.trigger, MOVED)
    on = "It is on." if change.trigger.active else "It is off: nothing goes until you switch it on."
    return look_screen(ask, change.trigger, Message("Stored", [on], Tone.GOOD))


def _review(ask: Ask, draft: Draft) -> Screen:
    wanted = cleaned(_drafted(draft))
    against = foreseen(wanted, triggers())
    if against:
        base = from_plain(Trigger, draft.content["base"])
        return form_screen(ask, draft, base, draft.content["typed"], against)
    return review_screen(ask, draft, wanted, letters_by_id())


def _begun(ask: Ask, base: Trigger) -> Screen:
    content = {"base": to_plain(base), "typed": typed_of(base)}
    title = f"Trigger: {base.description or 'new'}"
    return _form(
        ask, begun(ask, VIEW_NAME, content, about=f"trigger#{base.trigger_id}", title=title, listed=False)
    )


def _form(ask: Ask, draft: Draft, *told: Message) -> Screen:
    base = from_plain(Trigger, draft.content["base"])
    return form_screen(ask, draft, base, draft.content["typed"], {}, *told)


def _kept(ask: Ask) -> Draft | Screen:
    """The draft with what was typed in it; only the controls that are known are walked."""
    draft = in_hand(ask, VIEW_NAME, LIST)
    if isinstance(draft, Screen):
        return draft
    if not ask.form.arrived:
        return not_arrived(LIST)
    before = draft.content["typed"]
    typed = {name: ask.form.text(name, before[name])[:TEXT_MAX] for name in TEXTS}
    typed |= {name: YES if ask.form.ticked(name) else "" for name in TICKS}
    if typed != before and not draft.change({**draft.content, "typed": typed}, ask.now):
        standing = in_hand(ask, VIEW_NAME, LIST)
        return standing if isinstance(standing, Screen) else _form(ask, standing, OTHER_HAND)
    return draft


def _drafted(draft: Draft) -> Trigger:
    return trigger_of(from_plain(Trigger, draft.content["base"]), draft.content["typed"])


def _of_event(trigger: Trigger, event: Event) -> Trigger:
    """The trigger waiting for this event, with a letter that can tell of it."""
    kinds = kinds_for(event)
    if trigger.kind not in kinds:
        trigger = replace(trigger, kind=kinds[0], letter_id=None)
    return cleaned(replace(trigger, event=event, before=event in ONLY_BEFORE))

"""The triggers: listed, looked at, edited by a draft in hand, tried, switched, retired and deleted."""

from chalicelib.domain.actor import Role
from chalicelib.flows.save_trigger import Outcome, TriggerChange
from chalicelib.flows.switch_trigger import delete_trigger, retire_trigger, switch_trigger
from chalicelib.handlers.console import triggers_edit, triggers_list, triggers_log, triggers_try
from chalicelib.handlers.console.triggers_edit import MOVED
from chalicelib.handlers.console.triggers_list import GONE, list_screen, look_screen
from chalicelib.handlers.console.triggers_words import SENTENCES
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Message, Screen, Tone
from chalicelib.handlers.widgets.routing import Act, View

DELETED = Message("Deleted", ["It is there no more."], Tone.GOOD)
KEPT = Message("It is kept", ["It met something already, so its log stays. Retire it instead."], Tone.WARNING)


def switch_on(ask: Ask) -> Screen:
    """From now on it fires."""
    return _told(ask, _switched(ask, on=True), "It is on. What happened before now is ignored.")


def switch_off(ask: Ask) -> Screen:
    """It fires no more; what waits is let go when it would be due."""
    return _told(ask, _switched(ask, on=False), "It is off. Whoever waits is skipped when the time comes.")


def retire(ask: Ask) -> Screen:
    """It is off, and stands behind the others."""
    change = retire_trigger(ask.text("trigger"), ask.whole("version") or 0, actor=ask.actor, now=ask.now)
    return _told(ask, change, "It is off, and stands behind the others. Switched on, it is back.")


def delete(ask: Ask) -> Screen:
    """It is removed, unless it met something."""
    change = delete_trigger(ask.text("trigger"), ask.whole("version") or 0, actor=ask.actor, now=ask.now)
    if change.outcome is Outcome.STORED:
        return list_screen(ask, DELETED)
    return _told(ask, change, "")


def _switched(ask: Ask, *, on: bool) -> TriggerChange:
    version = ask.whole("version") or 0
    return switch_trigger(ask.text("trigger"), version, on=on, actor=ask.actor, now=ask.now)


def _told(ask: Ask, change: TriggerChange, done: str) -> Screen:
    if change.trigger is None:
        return list_screen(ask, GONE)
    if change.outcome is Outcome.STORED:
        told = Message("Done", [done], Tone.GOOD)
    elif change.outcome is Outcome.REFUSED:
        lines = [SENTENCES[each] for each in change.objections.values()]
        told = Message("It was not switched on", ["Edit it first.", *lines], Tone.WARNING)
    else:
        told = KEPT if change.outcome is Outcome.FIRED else MOVED
    return look_screen(ask, change.trigger, told)


_OF_OPERATORS = {"": triggers_list.show, "look": triggers_list.look, "log": triggers_log.log}
_OF_MANAGERS = {
    "new": triggers_edit.new,
    "begin": triggers_edit.begin,
    "edit": triggers_edit.edit,
    "event": triggers_edit.another_event,
    "resume": triggers_edit.resume,
    "read": triggers_edit.read_back,
    "review": triggers_edit.review,
    "save": triggers_edit.save,
    "try": triggers_try.tried,
    "on": switch_on,
    "off": switch_off,
    "retire": retire,
    "delete": delete,
}
VIEW = View(
    title="Triggers",
    acts={
        **{name: Act(shown, Role.OPERATOR) for name, shown in _OF_OPERATORS.items()},
        **{name: Act(shown, Role.MANAGER) for name, shown in _OF_MANAGERS.items()},
    },
)

"""A trigger as it is typed into its form: controls of text on their way to a trigger and back."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.money import Cents, NotMoney, from_text, to_text
from chalicelib.domain.setting_value import YES
from chalicelib.domain.trigger import Trigger

BEFORE, AFTER = "before", "after"
TEXT_MAX = 200
NO_NUMBER = -1
"""Stands for what was typed as a number and is none."""
TEXTS = (
    *("description", "status", "session_type", "sale_min", "days", "before", "hour", "letter", "program"),
)
TICKS = ("skip_enrolled",)
Typed = Mapping[str, str]


def typed_of(trigger: Trigger) -> dict[str, str]:
    """The controls of a trigger as it stands."""
    least = trigger.sale_min_cents
    return {
        "description": trigger.description,
        "status": trigger.status_id or "",
        "session_type": trigger.session_type or "",
        "sale_min": "" if least is None else to_text(least),
        "days": str(trigger.days),
        "before": BEFORE if trigger.before else AFTER,
        "hour": str(trigger.hour),
        "letter": letter_choice(trigger.kind, trigger.form, trigger.letter_id),
        "program": trigger.program_id or "",
        "skip_enrolled": YES if trigger.skip_enrolled else "",
    }


def trigger_of(base: Trigger, typed: Typed) -> Trigger:
    """The trigger with what was typed in the place of what stood; what is no number shows as an objection."""
    kind, form, letter_id = _letter(typed["letter"], base)
    return replace(
        base,
        description=typed["description"],
        status_id=typed["status"] or None,
        session_type=typed["session_type"] or None,
        sale_min_cents=_cents(typed["sale_min"]),
        days=_whole(typed["days"]),
        before=typed["before"] == BEFORE,
        hour=_whole(typed["hour"]),
        kind=kind,
        form=form,
        letter_id=letter_id,
        program_id=typed["program"] or None,
        skip_enrolled=typed["skip_enrolled"] == YES,
    )


def letter_choice(kind: Kind, form: LetterForm, letter_id: str | None) -> str:
    """One line of the letters to choose from."""
    return f"{kind.value}:{form.value}:{letter_id or ''}"


def _letter(choice: str, base: Trigger) -> tuple[Kind, LetterForm, str | None]:
    kind, _, rest = choice.partition(":")
    form, _, letter_id = rest.partition(":")
    try:
        return Kind(kind), LetterForm(form), letter_id or None
    except ValueError:
        return base.kind, base.form, base.letter_id


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len("10000") else NO_NUMBER


def _cents(text: str) -> Cents | None:
    try:
        return from_text(text) if text else None
    except NotMoney:
        return Cents(0)

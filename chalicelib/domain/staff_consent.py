"""The evidence of consents that staff tick: who ticked, when, and how the client agreed. Source: rules 7."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

TICKS = {
    "allow_marketing": ("marketing", "Allow Marketing"),
    "allow_email_marketing": ("email", "Allow Email Marketing"),
}
TEXTS = "Text messages"
SOURCE = "staff"
NOTE_MAX = 200


def evidence(
    before: Mapping[str, Any], changed: Mapping[str, Any], *, note: str, by: str, now: datetime
) -> list[dict[str, Any]]:
    """One line for each consent that `changed` gives or takes on the record `before`.

    `note` says how the client agreed, in the words of who ticked; the tick's own label stands before it.
    Leave to send texts belongs to a number: with another number it is given anew. Who leaves the
    studio's default for new clients as it stands has ticked it: there is one way to say yes.
    """
    answers = [(kind, label, bool(changed[name])) for name, (kind, label) in TICKS.items() if name in changed]
    if "phones" in changed:
        texted_before, texted = _texted(before), _texted(changed)
        if texted != texted_before:
            answers.append(("text", TEXTS, bool(texted)))
    return [
        {
            "kind": kind,
            "given": given,
            "wording": f"{label}: {note}" if note else f"{label}: ticked by staff",
            "at": now.isoformat(),
            "source": SOURCE,
            "by": by,
        }
        for kind, label, given in answers
    ]


def _texted(record: Mapping[str, Any]) -> set[str]:
    return {line["number"] for line in record.get("phones") or [] if line.get("sms")}

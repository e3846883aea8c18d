"""What the letters' screens say: of kinds and forms, and of what stands against a letter."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.letter_edit import (
    DESCRIPTION_MAX,
    FIELDS_MAX,
    HTML_BYTES_MAX,
    SUBJECT_MAX,
    TEXT_MAX,
    TEXT_MESSAGE_MAX,
    Fault,
    Objection,
)
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.letters import FORMS, Kind
from chalicelib.domain.notice import Purpose

VIEW_NAME = "letters"
KINDS: Mapping[Kind, str] = {
    Kind.INVITATION: "Invitation to recommend",
    Kind.REMINDER: "Reminder of the invitation",
    Kind.REWARD: "Reward earned",
    Kind.GIFT: "Gift for a friend",
    Kind.LOYALTY: "Loyalty reward",
    Kind.EXPIRING: "Reward that ends soon",
    Kind.PROFILE_REQUEST: "Request to look over the details",
    Kind.NOTE: "Message of your own",
    Kind.THANKS: "Reward given by hand",
}
IN_FORM: Mapping[LetterForm, str] = {
    LetterForm.EMAIL: "HTML email",
    LetterForm.PRINT: "Form letter to print",
    LetterForm.TEXT: "Text message",
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.MARKETING: "Marketing: goes to clients who allow it, with a way to stop.",
    Purpose.SERVICE: "Service: goes to everyone whose address works.",
}
LABELS = {
    "description": "Description",
    "subject": "Subject",
    "html": "HTML body",
    "text": "Text body",
}
NAMELESS = "Please call it something, so that it can be chosen."
_TOO_LONG = {
    "description": f"This is longer than {DESCRIPTION_MAX} letters.",
    "subject": f"This is longer than {SUBJECT_MAX} letters.",
    "html": f"This is more than {HTML_BYTES_MAX // 1024} kB.",
    "text": f"This is longer than {TEXT_MAX:,} letters; a text message may have {TEXT_MESSAGE_MAX:,}.",
}


def purpose_of(kind: Kind) -> str:
    """In a sentence, who gets letters of this kind."""
    return PURPOSES[FORMS[kind].purpose]


def name_of(head: LetterHead) -> str:
    """A letter as lists and choices show it."""
    return f"{head.description} (version {head.latest})"


def sentences(faults: Iterable[Fault]) -> dict[str, str]:
    """What stands against each part, in sentences beside it."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.part, []).append(_sentence(fault))
    return {part: " ".join(lines) for part, lines in told.items()}


def _sentence(fault: Fault) -> str:
    where = f"Line {fault.line}: {fault.found}"
    if fault.objection is Objection.EMPTY:
        return NAMELESS if fault.part == "description" else "Nothing stands here that could be sent."
    if fault.objection is Objection.TOO_LONG:
        return _TOO_LONG[fault.part]
    if fault.objection is Objection.TOO_MANY_FIELDS:
        return f"These are more than {FIELDS_MAX} merge fields."
    if fault.objection is Objection.FIELD_OF_OTHERS:
        return f"{where} is a merge field that letters of this kind do not have."
    if fault.objection is Objection.NO_LINK:
        return f"{where} holds no address, so no link can begin with it."
    return f"{where} is no merge field."

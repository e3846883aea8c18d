"""Who goes on sending a letter that is retired: programs, triggers, and what nights send by themselves."""

from collections.abc import Iterable, Iterator

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.program import Program
from chalicelib.domain.studio import Preferences
from chalicelib.domain.trigger import Trigger

NAMED_MAX = 10
"""More would fill the question; what is left out is counted."""


def retiring_question(
    head: LetterHead, programs: Iterable[Program], triggers: Iterable[Trigger], preferences: Preferences
) -> str:
    """What is asked before the letter is retired, with the names of whoever goes on sending it."""
    asked = f"Retire {head.description}? It is offered no more."
    senders = [
        *_nights(head.letter_id, preferences),
        *_programs(head.letter_id, programs),
        *_triggers(head.letter_id, triggers),
    ]
    if not senders:
        return f"{asked} No program and no trigger names it."
    named = ", ".join(senders[:NAMED_MAX])
    rest = len(senders) - NAMED_MAX
    return f"{asked} These go on sending it: {named}{f' and {rest} more' if rest > 0 else ''}."


def _nights(letter_id: str, preferences: Preferences) -> Iterator[str]:
    """The loyalty program, also while it is off, and the warnings before rewards end."""
    rule = preferences.loyalty
    if rule is not None and rule.letter and rule.letter_id == letter_id:
        yield f"the loyalty program{'' if preferences.loyalty_active else ' (off)'}"
    if preferences.expiring_letter_id == letter_id:
        yield "the warnings before rewards end"


def _programs(letter_id: str, programs: Iterable[Program]) -> Iterator[str]:
    """Retired ones too: what was begun in them may complete."""
    for each in programs:
        terms = each.terms
        if (terms.reward_letter and terms.reward_letter_id == letter_id) or (
            terms.gift_letter and terms.gift_letter_id == letter_id
        ):
            yield f"the program {each.description}{' (retired)' if each.inactive else ''}"


def _triggers(letter_id: str, triggers: Iterable[Trigger]) -> Iterator[str]:
    """Those that are off or retired too: each can be switched on again."""
    for each in triggers:
        if each.letter_id == letter_id:
            yield f"the trigger {each.description}{'' if each.active else ' (off)'}"

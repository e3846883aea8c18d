"""Which letter comes with the rewards of a loyalty rule."""

from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.letters import Kind
from chalicelib.domain.studio import LoyaltyRule
from chalicelib.models.letter import current_ref


def loyalty_letter(rule: LoyaltyRule) -> Outgoing | None:
    """The rule's letter in the version that goes from now on, by one read where it is the studio's own.

    None where the rule asks for none.
    """
    if not rule.letter:
        return None
    ref = current_ref(rule.letter_id) if rule.letter_id is not None else None
    return Outgoing(kind=Kind.LOYALTY, form=rule.letter_form, ref=ref)

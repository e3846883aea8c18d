"""A manager voids what is left of a reward; what was used of it stays in history. Source: rules 4."""

from chalicelib.domain.ledger import Kind
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.reward_act import Refusal, void_refusal
from chalicelib.flows.reward_change import Change, change_reward, standing_of
from chalicelib.flows.stop_letter import stop_letter_writes
from chalicelib.models.audit import audit_put
from chalicelib.models.posting import Posting, RewardChange
from chalicelib.models.reward import Reward


def void_reward(change: Change) -> Refusal | None:
    """Void the reward, with the audit of it; why not, or None. A repeat of the same change writes nothing.

    A letter that still waits to tell of it does not go: nothing is left of what it promises. Also of a
    client who was erased: the books go on.
    """

    def posting_of(row: Reward) -> Posting | Refusal:
        why = void_refusal(standing_of(row, change.now), change.actor.role)
        if why is not None:
            return why
        entry = change.entry(Kind.VOID, row.remaining_cents)
        audit = audit_put(
            f"client#{row.client_id}",
            "reward voided",
            before={"left": to_text(row.remaining_cents)},
            after={
                "left": to_text(0),
                "reward": row.code,
                "reason": change.reason,
                "entry": entry.entry_id,
            },
            actor=change.actor,
            now=change.now,
        )
        voided = RewardChange(
            row=row, remaining_cents=Cents(0), voided=True, reasons={entry.entry_id: change.reason}
        )
        others = [audit, *stop_letter_writes(row), *change.others]
        return Posting(entries=[entry], reward_changes=[voided], others=others)

    return change_reward(change, Kind.VOID, posting_of)

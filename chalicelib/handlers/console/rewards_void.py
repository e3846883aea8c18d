"""A manager makes what is left of a reward void. Five calls."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.actor import Role
from chalicelib.domain.money import to_display
from chalicelib.domain.reward_act import Refusal, void_refusal
from chalicelib.domain.reward_typed import VOID, read_void
from chalicelib.flows.reward_change import standing_of
from chalicelib.flows.void_reward import void_reward
from chalicelib.handlers.console.rewards_extend import change_of, reason_area
from chalicelib.handlers.console.rewards_words import REFUSALS
from chalicelib.handlers.console.rewards_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Facts, Group, Text
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client


def _begins_with(ask: Ask, client: Client) -> Mapping[str, str]:
    del ask, client
    return {}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    row, currency = work.row, work.ask.studio.preferences.currency
    shown: list[Block] = []
    if row is not None:
        left = to_display(row.remaining_cents, currency)
        shown.append(Facts([("Reward", row.code), ("Left of it", left)]))
    return [
        *shown,
        Text("What is left can never be used again. What was used of it stays as it is."),
        Group("", [reason_area(work.typed, problems)]),
    ]


def _review(work: Work) -> Reviewed | Problems:
    ask, row = work.ask, work.row
    reason = read_void(work.typed)
    if not isinstance(reason, str):
        return reason
    currency = ask.studio.preferences.currency
    if row is None:
        return Reviewed(facts=[], cents=0, button="", confirm="", against=[REFUSALS[Refusal.NO_REWARD]])
    left = to_display(row.remaining_cents, currency)
    why = void_refusal(standing_of(row, ask.now), ask.actor.role)
    if row.transferred_to is not None:
        why = Refusal.NO_CLIENT
    return Reviewed(
        facts=[
            ("Reward", row.code),
            ("Client", work.name),
            ("Issued for", to_display(row.face_cents, currency)),
            ("Used or ended before", to_display(row.face_cents - row.remaining_cents, currency)),
            ("Made void now", left),
            ("Reason", reason),
        ],
        cents=int(row.remaining_cents),
        button=f"Make {left} void",
        confirm=f"Make {left} of {row.code} void? It cannot be given back.",
        against=[REFUSALS[why]] if why is not None else [],
    )


def _act(work: Work, would: Reviewed) -> Said:
    reason = read_void(work.typed)
    assert isinstance(reason, str), "it was reviewed"
    outcome = f"{to_display(would.cents, work.ask.studio.preferences.currency)} were made void."
    why = void_reward(change_of(work, reason, outcome))
    if why is not None:
        return Said(False, REFUSALS[why])
    return Said(True, outcome)


KIND = Kind(
    name="void",
    title="Make a reward void",
    fields=lambda _: VOID,
    begins_with=_begins_with,
    form=_form,
    review=_review,
    act=_act,
    role=Role.MANAGER,
)

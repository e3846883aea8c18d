"""A reward is redeemed at the front desk: how much on which invoice, then in numbers. Nine calls."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.money import Cents, to_display, to_text
from chalicelib.domain.redemption import WORDS
from chalicelib.domain.redemption import Refusal as RedeemRefusal
from chalicelib.domain.reward_act import Refusal
from chalicelib.domain.reward_typed import REDEEM, read_redeem
from chalicelib.flows.redeem_rewards import redeem_rewards, spendable
from chalicelib.flows.reward_history import was_earned_with
from chalicelib.handlers.console.rewards_words import REFUSALS, last_day
from chalicelib.handlers.console.rewards_work import Kind, Work, open_invoices
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Facts,
    Group,
    Line,
    Option,
    Text,
)
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.reward import Reward


def _begins_with(ask: Ask, client: Client) -> Mapping[str, str]:
    """With one open invoice, that and as much as can be used on it; with several, all that is left."""
    row = Reward.find(client.client_id, ask.text("reward"))
    invoices = open_invoices(client.client_id)
    if row is None:
        return {}
    one = invoices[0] if len(invoices) == 1 else None
    most = min(row.remaining_cents, one.figures.due_cents) if one is not None else row.remaining_cents
    return {"amount": to_text(most), "invoice": one.invoice_ref if one is not None else ""}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    ask, row, typed = work.ask, work.row, work.typed
    currency = ask.studio.preferences.currency
    shown: list[Block] = []
    if row is not None:
        facts = [
            ("Reward", row.code),
            ("Left of it", to_display(row.remaining_cents, currency)),
            ("Last day", last_day(row, ask.studio, ask.now)),
        ]
        shown.append(Facts(list(facts)))
    options = [Option("", "Please choose")]
    for each in work.open_invoices:
        due = to_display(each.figures.due_cents, currency)
        options.append(Option(each.invoice_ref, f"{each.invoice_ref} of {each.invoiced_on}: {due} due"))
    if len(options) == 1:
        shown.append(Text("This client has no invoice with anything due. Write one first."))
    amount = Line(
        name="amount",
        label="How much of it is used",
        kind=Typing.MONEY,
        size=12,
        value=typed.get("amount", ""),
        hint="What is not used stays on the reward.",
        error=problems.get("amount", ""),
    )
    invoice = Choice(
        name="invoice",
        label="On which invoice",
        options=options,
        value=typed.get("invoice", ""),
        error=problems.get("invoice", ""),
    )
    new = Action("New invoice", "invoices", "new", {"client": work.client_id})
    return [*shown, Group("", [amount, invoice]), Buttons([new])]


def _review(work: Work) -> Reviewed | Problems:
    ask, row = work.ask, work.row
    currency = ask.studio.preferences.currency
    if row is None:
        return _nothing(REFUSALS[Refusal.NO_REWARD])
    if not work.is_a_client or row.transferred_to is not None:
        return _nothing(REFUSALS[Refusal.NO_CLIENT])
    why = spendable(row).refusal(ask.now)
    if why is not None:
        return _nothing(WORDS[why])
    invoices = {each.invoice_ref: each for each in work.open_invoices}
    due = {ref: each.figures.due_cents for ref, each in invoices.items()}
    read = read_redeem(work.typed, row.remaining_cents, due)
    if isinstance(read, dict):
        return read
    ref, cents = read
    amount = to_display(cents, currency)
    is_its_own = was_earned_with(row, ref)
    return Reviewed(
        facts=[
            ("Reward", row.code),
            ("Client", work.name),
            ("Invoice", f"{ref} of {invoices[ref].invoiced_on}"),
            ("Due on the invoice", to_display(due[ref], currency)),
            ("Used of the reward", amount),
            ("Then due on the invoice", to_display(due[ref] - cents, currency)),
            ("Then left of the reward", to_display(row.remaining_cents - cents, currency)),
        ],
        cents=int(cents),
        button=f"Redeem {amount}",
        confirm=f"Redeem {amount} of {row.code} on the invoice {ref}?",
        against=[WORDS[RedeemRefusal.EARNED_HERE]] if is_its_own else [],
    )


def _act(work: Work, would: Reviewed) -> Said:
    ref, cents = work.typed["invoice"], Cents(would.cents)
    assert work.row is not None, "it was reviewed"
    code = work.row.code
    currency = work.ask.studio.preferences.currency
    outcome = f"{to_display(cents, currency)} of {code} were redeemed on the invoice {ref}."
    done = redeem_rewards(
        work.client_id,
        ref,
        [(work.reward_id, cents)],
        key=work.draft.draft_id,
        actor=work.ask.actor,
        now=work.ask.now,
        studio=work.ask.studio,
        others=[work.used(outcome)],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    due = to_display(done.due_cents, currency)
    return Said(True, f"{outcome} {due} are due on the invoice now.")


def _nothing(why: str) -> Reviewed:
    return Reviewed(facts=[], cents=0, button="", confirm="", against=[why])


KIND = Kind(
    name="redeem",
    title="Redeem a reward",
    fields=lambda _: REDEEM,
    begins_with=_begins_with,
    form=_form,
    review=_review,
    act=_act,
)

"""Money comes in on an invoice, or is given back: the forms and their reviews."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.domain.invoice_edit import (
    NOT_A_DAY,
    NOT_MONEY,
    REASON_MAX,
    WORDS,
    Refusal,
    payment_refusal,
    read_amount,
    read_day,
    refund_refusal,
)
from chalicelib.domain.money import Cents, to_text
from chalicelib.flows.refund_invoice import refund_invoice
from chalicelib.flows.take_payment import take_payment
from chalicelib.handlers.console.invoices_words import money
from chalicelib.handlers.console.invoices_work import Kind, Work, today_text
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Facts, Group, Line
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice

AMOUNT, DAY, REASON = "amount", "on", "reason"


def _begins_with_due(ask: Ask, _: Client, invoice: Invoice | None) -> Mapping[str, Any]:
    assert invoice is not None
    return {"typed": {AMOUNT: to_text(invoice.figures.due_cents), DAY: today_text(ask)}}


def _begins_with_nothing(ask: Ask, _: Client, __: Invoice | None) -> Mapping[str, Any]:
    return {"typed": {AMOUNT: "", DAY: today_text(ask), REASON: ""}}


def _stands(work: Work) -> Facts:
    figures, studio = work.standing.figures, work.ask.studio
    return Facts(
        [
            ("Total", money(figures.total_cents, studio)),
            ("Paid", money(figures.paid_cents, studio)),
            ("Paid by rewards", money(figures.paid_by_rewards_cents, studio)),
            ("Given back", money(figures.refunded_cents, studio)),
            ("Due", money(figures.due_cents, studio)),
        ]
    )


def _lines(work: Work, problems: Problems, amount_hint: str) -> list[Line]:
    typed = work.typed
    return [
        Line(
            name=AMOUNT,
            label="Amount",
            value=typed[AMOUNT],
            kind=Typing.MONEY,
            size=12,
            hint=amount_hint,
            error=problems.get(AMOUNT, ""),
            required=True,
        ),
        Line(
            name=DAY,
            label="Day",
            value=typed[DAY],
            kind=Typing.DAY,
            size=12,
            hint="On which the money changed hands, such as 2026-11-22.",
            error=problems.get(DAY, ""),
            required=True,
        ),
    ]


def _read(work: Work) -> tuple[Cents, date] | dict[str, str]:
    """Amount and day, or what is wrong with them."""
    problems: dict[str, str] = {}
    cents, day = read_amount(work.typed[AMOUNT]), read_day(work.typed[DAY])
    if cents is None:
        problems[AMOUNT] = NOT_MONEY
    elif cents <= 0:
        problems[AMOUNT] = "The amount is more than nothing."
    if day is None:
        problems[DAY] = NOT_A_DAY
    elif day > work.today:
        problems[DAY] = "This day is still to come."
    return problems if problems or cents is None or day is None else (cents, day)


def _pay_form(work: Work, problems: Problems) -> Sequence[Block]:
    due = money(work.standing.figures.due_cents, work.ask.studio)
    return [
        _stands(work),
        Group("The payment", _lines(work, problems, f"At most {due}, which is due."), columns=2),
    ]


def _pay_review(work: Work) -> Reviewed | Problems:
    read = _read(work)
    if isinstance(read, dict):
        return read
    (cents, on), studio, before = read, work.ask.studio, work.standing
    refused = payment_refusal(before.figures, cents)
    if refused is Refusal.MORE_THAN_DUE:
        due = money(before.figures.due_cents, studio)
        return {AMOUNT: f"{WORDS[refused]} {due} is due."}
    after = before.changed(work.ask.now)
    after.paid(before.paid_cents + cents)
    return Reviewed(
        facts=[
            ("Payment", money(cents, studio)),
            ("Day", on.isoformat()),
            ("Due afterwards", money(after.figures.due_cents, studio)),
            ("Paid in full", "yes" if after.figures.is_paid_in_full else "not yet"),
            ("Counts as a sale", money(after.sale_cents, studio)),
        ],
        cents=cents,
        button=f"Take the payment of {money(cents, studio)}",
        confirm="",
        against=[] if refused is None else [WORDS[refused]],
    )


def _take(work: Work, _: Reviewed) -> Said:
    read, ask = _read(work), work.ask
    assert not isinstance(read, dict)
    done = take_payment(
        work.client_id,
        work.invoice_ref,
        read[0],
        on=read[1],
        key=work.draft.draft_id,
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        version=work.standing.version,
        others=[work.used("The payment was taken.")],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    return Said(True, f"A payment of {money(read[0], ask.studio)} was taken.", work.invoice_ref)


def _refund_form(work: Work, problems: Problems) -> Sequence[Block]:
    most = money(work.standing.figures.refundable_cents, work.ask.studio)
    reason = Line(
        name=REASON,
        label="Reason",
        value=work.typed[REASON],
        error=problems.get(REASON, ""),
        required=True,
        size=50,
    )
    lines = _lines(work, problems, f"At most {most}, which was paid and not given back.")
    return [_stands(work), Group("What is given back", [*lines, reason], columns=2)]


def _refund_review(work: Work) -> Reviewed | Problems:
    read = _read(work)
    problems = read if isinstance(read, dict) else {}
    problems |= reason_problem(work.typed[REASON])
    if isinstance(read, dict) or problems:
        return problems
    (cents, on), studio, before = read, work.ask.studio, work.standing
    refused = refund_refusal(before.figures, cents)
    if refused is Refusal.MORE_THAN_PAID:
        most = money(before.figures.refundable_cents, studio)
        return {AMOUNT: f"{WORDS[refused]} It is {most}."}
    after = before.changed(work.ask.now)
    after.refunded(before.refunded_cents + cents)
    return Reviewed(
        facts=[
            ("Given back", money(cents, studio)),
            ("Day", on.isoformat()),
            ("Reason", work.typed[REASON]),
            (
                "Counts as a sale",
                f"{money(after.sale_cents, studio)}, was {money(before.sale_cents, studio)}",
            ),
        ],
        cents=cents,
        button=f"Store that {money(cents, studio)} was given back",
        confirm="",
        against=[] if refused is None else [WORDS[refused]],
    )


def reason_problem(text: str) -> dict[str, str]:
    """What is wrong with a reason, by its control."""
    if text and len(text) <= REASON_MAX:
        return {}
    return {REASON: f"Please say why, in at most {REASON_MAX} letters."}


def _give_back(work: Work, _: Reviewed) -> Said:
    read, ask = _read(work), work.ask
    assert not isinstance(read, dict)
    done = refund_invoice(
        work.client_id,
        work.invoice_ref,
        read[0],
        on=read[1],
        reason=work.typed[REASON],
        key=work.draft.draft_id,
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        version=work.standing.version,
        others=[work.used("It was stored that money was given back.")],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    return Said(True, f"{money(read[0], ask.studio)} was given back.", work.invoice_ref)


PAY = Kind(
    name="pay",
    title="Take a payment",
    begins_with=_begins_with_due,
    fields=lambda _: (AMOUNT, DAY),
    form=_pay_form,
    review=_pay_review,
    act=_take,
)
REFUND = Kind(
    name="refund",
    title="Give money back",
    begins_with=_begins_with_nothing,
    fields=lambda _: (AMOUNT, DAY, REASON),
    form=_refund_form,
    review=_refund_review,
    act=_give_back,
)

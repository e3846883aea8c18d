"""An invoice is made void: why, and what goes back with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.invoice_edit import WORDS, Refusal
from chalicelib.flows.void_invoice import void_invoice
from chalicelib.handlers.console.invoices_money import REASON, reason_problem
from chalicelib.handlers.console.invoices_words import money
from chalicelib.handlers.console.invoices_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Group, Line, Message, Text, Tone
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice


def _begins_with(_: Ask, __: Client, ___: Invoice | None) -> Mapping[str, Any]:
    return {"typed": {REASON: ""}}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    reason = Line(
        name=REASON,
        label="Reason",
        value=work.typed[REASON],
        error=problems.get(REASON, ""),
        required=True,
        size=50,
    )
    return [
        Text("A void invoice counts for nothing, and rewards used on it go back. It stays in the list."),
        Group("Why it is made void", [reason]),
    ]


def _review(work: Work) -> Reviewed | Problems:
    problems = reason_problem(work.typed[REASON])
    if problems:
        return problems
    studio, before = work.ask.studio, work.standing
    paid = before.figures.refundable_cents
    back = [
        (f"Goes back to {line['code']}", money(line["cents"], studio)) for line in before.standing_redemptions
    ]
    kept = f"{money(paid, studio)} was paid and not given back. That stays to be done by hand."
    return Reviewed(
        facts=[
            ("Total", money(before.total_cents, studio)),
            ("Counts as a sale", f"{money(0, studio)}, was {money(before.sale_cents, studio)}"),
            *back,
            ("Reason", work.typed[REASON]),
        ],
        cents=int(before.redeemed_cents),
        button=f"Make invoice {before.invoice_ref} void",
        confirm="",
        notes=[Message("Money was paid on it", [kept], Tone.WARNING)] if paid else [],
        against=[WORDS[Refusal.VOID]] if before.voided_on is not None else [],
    )


def _void(work: Work, _: Reviewed) -> Said:
    ask = work.ask
    done = void_invoice(
        work.client_id,
        work.invoice_ref,
        reason=work.typed[REASON],
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        version=work.standing.version,
        others=[work.used("The invoice was made void.")],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    return Said(True, "The invoice is void.", work.invoice_ref)


VOID = Kind(
    name="void",
    title="Make the invoice void",
    begins_with=_begins_with,
    fields=lambda _: (REASON,),
    form=_form,
    review=_review,
    act=_void,
)

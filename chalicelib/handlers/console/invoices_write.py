"""An invoice is written, or changed: the form and its review."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.invoice_edit import FIELDS, WORDS, Wanted, change_refusal, read_form, typed_of
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.flows.save_invoice import change_of_invoice, changed_row, new_invoice
from chalicelib.handlers.console.invoices_words import location_words, money
from chalicelib.handlers.console.invoices_work import Kind, Work, today_text
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Choice, Group, Line, Message, Option, Tone
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice

OF_A_CHANGE = tuple(name for name in FIELDS if name != "invoice_ref")
NO_LOCATION = Option("", "None")


def _begins_new(ask: Ask, client: Client, _: Invoice | None) -> Mapping[str, Any]:
    typed = dict.fromkeys(FIELDS, "") | {
        "invoiced_on": today_text(ask),
        "location_id": client.location_id or "",
    }
    return {"typed": typed}


def _begins_with_it(_: Ask, __: Client, invoice: Invoice | None) -> Mapping[str, Any]:
    """As it stands; what stood is kept, to tell what was typed from what others change meanwhile."""
    assert invoice is not None
    shown = _shown(invoice)
    return {"typed": shown, "base": shown, "version": invoice.version}


def _shown(invoice: Invoice) -> dict[str, str]:
    shown = typed_of(invoice.figures, invoice.location_id)
    return {name: shown[name] for name in OF_A_CHANGE}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    def line(name: str, label: str, typing: Typing, hint: str, *, required: bool = False) -> Line:
        return Line(
            name=name,
            label=label,
            value=work.typed.get(name, ""),
            error=problems.get(name, ""),
            kind=typing,
            hint=hint,
            required=required,
            size=16,
        )

    number = line("invoice_ref", "Number", Typing.TEXT, "Left empty, it is given the next one.")
    stands = work.ask.studio
    places = [NO_LOCATION, *_places(work)]
    location = Choice(
        name="location_id",
        label="Location",
        options=places,
        value=work.typed["location_id"],
        error=problems.get("location_id", ""),
    )
    currency = stands.preferences.currency
    return [
        *_moved(work),
        Group(
            "The invoice",
            [
                *([] if work.invoice_ref else [number]),
                line("invoiced_on", "Date", Typing.DAY, "Such as 2026-11-22.", required=True),
                line("total", "Total", Typing.MONEY, f"With tax, in {currency}.", required=True),
                line("tax", "Tax in it", Typing.MONEY, "Empty is none."),
                location,
            ],
            columns=2,
        ),
    ]


def _places(work: Work) -> list[Option]:
    kept = work.typed["location_id"]
    items = offered(work.ask.studio, ListKind.LOCATION, standing=[kept] if kept else [])
    return [Option(id_of(each), each.description) for each in items]


def _moved(work: Work) -> list[Block]:
    if not work.invoice_ref or work.standing.version == work.draft.content["version"]:
        return []
    words = "What you did not type over is shown as it is now. Look at it before you go on."
    return [Message("The invoice was changed meanwhile, by somebody or by a file", [words], Tone.WARNING)]


def _typed(work: Work) -> Mapping[str, str]:
    """What is wanted: of a change, what was not typed over is as the invoice has it now."""
    typed = work.typed
    if not work.invoice_ref:
        return typed
    base, stands = work.draft.content["base"], _shown(work.standing)
    mine = {name: typed[name] if typed[name] != base[name] else stands[name] for name in OF_A_CHANGE}
    return {"invoice_ref": work.invoice_ref, **mine}


def _wanted(work: Work) -> Wanted | Problems:
    wanted, problems = read_form(_typed(work), work.ask.studio, work.today)
    return wanted if wanted is not None else problems


def _review_new(work: Work) -> Reviewed | Problems:
    wanted = _wanted(work)
    if not isinstance(wanted, Wanted):
        return wanted
    return Reviewed(
        facts=[("Number", wanted.invoice_ref or "the next one"), *_facts(work, wanted)],
        cents=wanted.total_cents,
        button="Store the invoice",
        confirm="",
    )


def _facts(work: Work, wanted: Wanted) -> list[tuple[str, str]]:
    return [
        ("Date", wanted.invoiced_on.isoformat()),
        ("Total", money(wanted.total_cents, work.ask.studio)),
        ("Tax in it", money(wanted.tax_cents, work.ask.studio)),
        ("Location", location_words(wanted.location_id, work.ask.studio)),
    ]


def _store_new(work: Work, _: Reviewed) -> Said:
    wanted = _wanted(work)
    assert isinstance(wanted, Wanted)
    ask = work.ask
    used = work.used("The invoice was stored.")
    done = new_invoice(work.client_id, wanted, actor=ask.actor, now=ask.now, studio=ask.studio, others=[used])
    if done.refused is not None or done.invoice is None:
        return Said(False, WORDS[done.refused] if done.refused else "")
    ref = done.invoice.invoice_ref
    return Said(True, f"Invoice {ref} is stored. Nothing is paid on it yet.", ref)


def _review_change(work: Work) -> Reviewed | Problems:
    wanted = _wanted(work)
    if not isinstance(wanted, Wanted):
        return wanted
    before, studio = work.standing, work.ask.studio
    after = changed_row(before, wanted, work.ask.now)
    refused = change_refusal(before.figures, before.redeemed_cents, wanted)
    notes: list[Block] = [*_moved(work)]
    too_much = after.paid_cents + after.paid_by_rewards_cents - after.total_cents
    if too_much > 0:
        words = (
            f"{money(too_much, studio)} more was paid than the total. Give money back where it was a payment."
        )
        notes.append(Message("More is paid than the total", [words], Tone.WARNING))
    return Reviewed(
        facts=[
            *_facts(work, wanted),
            ("Due", _from_to(before.figures.due_cents, after.figures.due_cents, work)),
            ("Counts as a sale", _from_to(before.sale_cents, after.sale_cents, work)),
        ],
        cents=wanted.total_cents,
        button="Store the change",
        confirm="",
        notes=notes,
        against=[] if refused is None else [WORDS[refused]],
    )


def _from_to(before: int, after: int, work: Work) -> str:
    said = money(after, work.ask.studio)
    return said if before == after else f"{said}, was {money(before, work.ask.studio)}"


def _store_change(work: Work, _: Reviewed) -> Said:
    wanted = _wanted(work)
    assert isinstance(wanted, Wanted)
    ask = work.ask
    done = change_of_invoice(
        work.client_id,
        replace(wanted, invoice_ref=work.invoice_ref),
        version=work.standing.version,
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        others=[work.used("The change was stored.")],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    return Said(True, "The invoice is as you wrote it.", work.invoice_ref)


NEW = Kind(
    name="new",
    title="New invoice",
    begins_with=_begins_new,
    fields=lambda _: FIELDS,
    form=_form,
    review=_review_new,
    act=_store_new,
    of_an_invoice=False,
)
CHANGE = Kind(
    name="change",
    title="Change the invoice",
    begins_with=_begins_with_it,
    fields=lambda _: OF_A_CHANGE,
    form=_form,
    review=_review_change,
    act=_store_change,
)

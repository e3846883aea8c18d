"""Rewards are redeemed on an invoice, several at once; and one redemption is taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.actor import Role
from chalicelib.domain.invoice_edit import NOT_MONEY, WORDS, Refusal, read_amount
from chalicelib.domain.money import Cents, to_text
from chalicelib.domain.redemption import AT_ONCE_MAX, NEVER, suggested
from chalicelib.domain.redemption import WORDS as REDEEM_WORDS
from chalicelib.domain.redemption import Refusal as RedeemRefusal
from chalicelib.domain.reward import Source
from chalicelib.domain.reward_words import source_words
from chalicelib.flows.redeem_rewards import redeem_rewards, spendable
from chalicelib.flows.return_redeemed import return_redeemed
from chalicelib.flows.reward_history import was_earned_with
from chalicelib.handlers.console.invoices_money import REASON, reason_problem
from chalicelib.handlers.console.invoices_words import money
from chalicelib.handlers.console.invoices_work import Kind, Work
from chalicelib.handlers.console.rewards_words import last_day
from chalicelib.handlers.console.summary.words import READ_MAX
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Block,
    Cell,
    Column,
    Facts,
    Group,
    Line,
    Message,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.invoice import Invoice
from chalicelib.models.reward import Reward

USE = "use_"


def _begins_redeeming(ask: Ask, client: Client, invoice: Invoice | None) -> Mapping[str, Any]:
    """The rewards that could be used, those first that are suggested, each with what is suggested of it."""
    assert invoice is not None
    open_now = [
        each
        for each in Reward.query(client.client_id, limit=READ_MAX, consistent_read=True)
        if each.remaining_cents > 0 and spendable(each).refusal(ask.now) is None
    ]
    in_order = sorted(open_now, key=lambda each: (each.expires_at or NEVER, each.issued_at, each.reward_id))
    usable = [each for each in in_order[: 2 * AT_ONCE_MAX] if not _was_earned_here(each, invoice)]
    shown = usable[:AT_ONCE_MAX]
    parts = dict(suggested(map(spendable, shown), invoice.figures.due_cents, ask.now))
    typed = {
        f"{USE}{number}": to_text(parts[each.reward_id]) if each.reward_id in parts else ""
        for number, each in enumerate(shown)
    }
    return {"rewards": [each.reward_id for each in shown], "typed": typed, "more": len(open_now) > len(shown)}


def _was_earned_here(row: Reward, invoice: Invoice) -> bool:
    return row.source == Source.LOYALTY and was_earned_with(row, invoice.invoice_ref)


def _rewards(work: Work) -> list[tuple[str, Reward | None]]:
    """The rewards of the draft as they stand, each with its control's name."""
    ids = [str(each) for each in work.draft.content["rewards"]]
    keys = [(work.client_id, each) for each in ids]
    found = {row.reward_id: row for row in Reward.batch_get(keys, consistent_read=True)} if keys else {}
    return [(f"{USE}{number}", found.get(each)) for number, each in enumerate(ids)]


def _redeem_form(work: Work, problems: Problems) -> Sequence[Block]:
    studio, rows = work.ask.studio, []
    for name, row in _rewards(work):
        if row is None:
            continue
        use = Line(
            name=name,
            label=f"Use of {row.code}",
            value=work.typed[name],
            kind=Typing.MONEY,
            size=10,
            error=problems.get(name, ""),
            compact=True,
        )
        cells: list[Cell] = [
            row.code,
            money(row.remaining_cents, studio),
            last_day(row, studio, work.ask.now),
            source_words(row.source),
            use,
        ]
        rows.append(cells)
    columns = [
        Column("Reward"),
        Column("Left", number=True),
        Column("Last day"),
        Column("Source"),
        Column("Use"),
    ]
    more = "The client has more rewards; these are the ones to use first."
    return [
        *([Message("Nothing is redeemed yet", [problems[""]], Tone.WARNING)] if problems.get("") else []),
        Facts([("Due on the invoice", money(work.standing.figures.due_cents, studio))]),
        Text("What ends first is used first. Leave empty what is not to be used."),
        *([Text(more)] if work.draft.content["more"] else []),
        Table(
            "Rewards that can be used", columns, rows, empty="The client has no reward that can be used here."
        ),
    ]


def _parts(work: Work) -> list[tuple[Reward, Cents]] | dict[str, str]:
    """What is used of which reward, or what is wrong with what was typed."""
    problems: dict[str, str] = {}
    parts: list[tuple[Reward, Cents]] = []
    for name, row in _rewards(work):
        text = work.typed[name]
        cents = read_amount(text) if text else Cents(0)
        if row is None or cents == 0:
            continue
        if cents is None or cents < 0:
            problems[name] = NOT_MONEY
        elif cents > row.remaining_cents:
            problems[name] = f"Only {money(row.remaining_cents, work.ask.studio)} is left of {row.code}."
        else:
            parts.append((row, cents))
    due_cents = work.standing.figures.due_cents
    if not problems and not parts:
        problems[""] = "Say how much of which reward is used."
    if not problems and sum(cents for _, cents in parts) > due_cents:
        problems[""] = f"That is more than the {money(due_cents, work.ask.studio)} that is due."
    return problems or parts


def _redeem_review(work: Work) -> Reviewed | Problems:
    parts = _parts(work)
    if isinstance(parts, dict):
        return parts
    studio, before = work.ask.studio, work.standing
    total = sum((cents for _, cents in parts), Cents(0))
    due = before.figures.due_cents - total
    return Reviewed(
        facts=[
            *(
                (row.code, f"{money(cents, studio)} of {money(row.remaining_cents, studio)}")
                for row, cents in parts
            ),
            ("Redeemed together", money(total, studio)),
            ("Due afterwards", money(max(due, 0), studio)),
        ],
        cents=total,
        button=f"Redeem {money(total, studio)}",
        confirm="",
        against=[] if before.voided_on is None else [REDEEM_WORDS[RedeemRefusal.INVOICE_VOID]],
    )


def _redeem(work: Work, _: Reviewed) -> Said:
    parts, ask = _parts(work), work.ask
    assert not isinstance(parts, dict)
    done = redeem_rewards(
        work.client_id,
        work.invoice_ref,
        [(row.reward_id, cents) for row, cents in parts],
        key=work.draft.draft_id,
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        others=[work.used("The rewards were redeemed.")],
    )
    if done.refused is not None:
        return Said(False, REDEEM_WORDS[done.refused])
    total = money(sum(cents for _, cents in parts), ask.studio)
    return Said(True, f"{total} was redeemed.", work.invoice_ref)


def _begins_taking_back(ask: Ask, _: Client, __: Invoice | None) -> Mapping[str, Any]:
    return {"entry": ask.text("entry"), "typed": {REASON: ""}}


def _line(work: Work) -> Mapping[str, Any] | None:
    """The redemption that is to be taken back, while it stands."""
    entry_id = work.draft.content["entry"]
    standing = [line for line in work.standing.standing_redemptions if line["entry_id"] == entry_id]
    return standing[0] if standing else None


def _back_form(work: Work, problems: Problems) -> Sequence[Block]:
    reason = Line(
        name=REASON,
        label="Reason",
        value=work.typed[REASON],
        error=problems.get(REASON, ""),
        required=True,
        size=50,
    )
    return [*_about(work), Group("Why it is taken back", [reason])]


def _about(work: Work) -> list[Block]:
    line = _line(work)
    if line is None:
        return [Message("Nothing to take back", [WORDS[Refusal.NO_REDEMPTION]], Tone.WARNING)]
    return [Facts(_redeemed(work, line))]


def _redeemed(work: Work, line: Mapping[str, Any]) -> list[tuple[str, Cell]]:
    return [("Reward", str(line["code"])), ("Redeemed", money(line["cents"], work.ask.studio))]


def _back_review(work: Work) -> Reviewed | Problems:
    problems = reason_problem(work.typed[REASON])
    if problems:
        return problems
    line = _line(work)
    if line is None:
        return Reviewed(facts=[], cents=0, button="", confirm="", against=[WORDS[Refusal.NO_REDEMPTION]])
    amount = money(line["cents"], work.ask.studio)
    return Reviewed(
        facts=[("Reward", str(line["code"])), ("Goes back", amount), ("Reason", work.typed[REASON])],
        cents=int(line["cents"]),
        button=f"Take {amount} back",
        confirm="",
        notes=[
            Text(
                "It goes back to the reward. A reward that is over ends again at once; of one that was taken "
                "back, what the client owes is settled first, and what other rewards settled of it comes "
                "back to them."
            )
        ],
    )


def _take_back(work: Work, _: Reviewed) -> Said:
    ask = work.ask
    done = return_redeemed(
        work.client_id,
        work.invoice_ref,
        str(work.draft.content["entry"]),
        reason=work.typed[REASON],
        actor=ask.actor,
        now=ask.now,
        studio=ask.studio,
        version=work.standing.version,
        others=[work.used("The redemption was taken back.")],
    )
    if done.refused is not None:
        return Said(False, WORDS[done.refused])
    return Said(True, "The redemption was taken back.", work.invoice_ref)


REDEEM = Kind(
    name="redeem",
    title="Redeem rewards",
    begins_with=_begins_redeeming,
    fields=lambda work: tuple(work.typed),
    form=_redeem_form,
    review=_redeem_review,
    act=_redeem,
)
TAKE_BACK = Kind(
    name="take_back",
    title="Take a redemption back",
    begins_with=_begins_taking_back,
    fields=lambda _: (REASON,),
    form=_back_form,
    review=_back_review,
    act=_take_back,
    role=Role.MANAGER,
)

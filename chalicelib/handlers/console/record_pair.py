"""Two records beside each other: their fields, their money, and what becomes of it when they are joined."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.domain.joining import ALONE, CONSENTED, TOGETHER, UNITED, Refusal
from chalicelib.domain.lists import words_of
from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.names import shown_name
from chalicelib.domain.studio import Studio
from chalicelib.flows.compare_records import Comparison, Side
from chalicelib.handlers.console.client_form.moved import LISTS, label_of
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Message, Table, Tone
from chalicelib.models.client import Client

SHOWN_MAX = 300
NAMES = (
    *("first_name", "last_name", "emails", "phones"),
    *(name for names in TOGETHER for name in names if name not in ("picture_at", "status_set_on")),
    *(name for name in ALONE if name not in ("first_name", "last_name", "answers")),
    *(name for name in UNITED if name != "consents"),
    *("notes", *CONSENTED),
)
REFUSALS = {
    Refusal.UNKNOWN: "One of the two records does not exist.",
    Refusal.SAME_RECORD: "That is one and the same record. Choose two.",
    Refusal.ERASED: "One of the two was erased. An erased record is not joined.",
    Refusal.ALREADY_JOINED: "One of the two was joined to another record already.",
    Refusal.CHANGED: "One of the two records changed since you looked at them. Please review them again.",
}
WHY_VOID = {
    "self_referral": "is a referral of themselves and becomes void; what it gave is taken back",
    "friend_is_client": "becomes void: under the other record this was a client already",
    "friend_already_referred": "is outranked and becomes void; what it gave is taken back",
}


def name_of(client: Client, studio: Studio) -> str:
    """Name and number, or what stands for them: one line by which two records are told apart."""
    name = shown_name(client.first_name, client.last_name, studio.preferences.name_order)
    name = name or client.company or "Client without a name"
    number = f"number {client.client_number}" if client.client_number is not None else "prospect"
    return f"{name[:60]} ({number}, since {client.created_on.isoformat()})"


def refused(why: Refusal) -> Message:
    """Why the two are not joined."""
    return Message("Nothing was changed", [REFUSALS[why]], Tone.WARNING)


def fields_table(found: Comparison, studio: Studio) -> Table:
    """What is known on either record, and what will be known."""
    winner, loser = found.winner.client.attribute_values, found.loser.client.attribute_values
    rows: list[list[Cell]] = []
    for name in NAMES:
        values = [winner.get(name), loser.get(name), found.changed.get(name, winner.get(name))]
        if any(each not in (None, "", [], {}) for each in values[:2]):
            rows.append([label_of(name, studio), *(in_words(name, each, studio) for each in values)])
    columns = [Column(title) for title in ("Field", "The record that stays", "The other", "After joining")]
    return Table("What is known", columns, rows)


def numbers_table(found: Comparison, studio: Studio) -> Table:
    """What hangs on either record. Everything of the other goes over."""

    def money(cents: Cents) -> str:
        return to_display(cents, studio.preferences.currency)

    winner, loser = found.winner, found.loser
    both = (winner, loser)
    rows: list[list[Cell]] = []

    def line(label: str, of: Sequence[str], after: str) -> None:
        rows.append([label, *of, after])

    def amounts(label: str, of: Sequence[Cents]) -> None:
        line(label, [money(each) for each in of], money(of[0] + of[1]))

    def counts(label: str, of: Sequence[int]) -> None:
        line(label, [str(each) for each in of], str(sum(of)))

    amounts("Balance of rewards", [each.account.balance_cents for each in both])
    counts("Rewards with something left", [len(each.open_rewards) for each in both])
    counts("All rewards", [len(each.rewards) for each in both])
    amounts("Owed to the studio", [each.account.owed_cents for each in both])
    counts("Invoices", [len(each.invoices) for each in both])
    amounts("Sales", [each.sales_cents for each in both])
    amounts("Sales counted for loyalty", [each.account.qualified_cents for each in both])
    amounts("Sales rewarded already", [each.account.consumed_cents for each in both])
    counts("Sessions", [len(each.sessions) for each in both])
    counts("Referrals made", [len(each.friends) for each in both])
    line("Referred by somebody", [_sent(each) for each in both], _sent_after(found))
    line("Enrolled in", [_enrolled(each, studio) for each in both], _enrolled_after(found, studio))
    titles = ("The record that stays", "The other", "After joining")
    columns = [Column("What"), *(Column(title, number=True) for title in titles)]
    return Table("In numbers", columns, rows)


def what_happens(found: Comparison, studio: Studio) -> Iterator[Block]:
    """In sentences, what joining the two does."""
    loser = found.loser
    left = to_display(loser.account.balance_cents, studio.preferences.currency)
    lines = [
        f"{len(loser.rewards)} rewards with {left} left, {len(loser.invoices)} invoices, "
        f"{len(loser.sessions)} sessions and {len(loser.friends)} referrals made go over, "
        f"{found.things} things in all.",
        "No entry of the ledger is changed: transfers in both ledgers say what went over. Reward codes, "
        "referral links, numbers and addresses of the other record lead to the one that stays.",
    ]
    for friend_id, why in found.referrals.void.items():
        whose = "the record that stays" if friend_id == found.winner.client.client_id else "the other record"
        lines.append(f"The referral of {whose} {WHY_VOID[why]}.")
    if any(found.winner.client.attribute_values.get(name) for name in CONSENTED):
        lines.append("Of two consents the stricter one holds.")
    yield Message("This cannot be undone", lines, Tone.WARNING)


def in_words(name: str, value: Any, studio: Studio) -> str:
    """A field's value in one line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in LISTS:
        listed = value if isinstance(value, list) else [value]
        return ", ".join(words_of(studio, LISTS[name], each) for each in listed if each) or "–"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        text = "; ".join(_line(each) for each in value)
    else:
        text = str(value) if value is not None else ""
    return f"{text[:SHOWN_MAX]}…" if len(text) > SHOWN_MAX else text or "–"


def _line(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    parts = ("label", "number", "first_name", "last_name", "text", "due_on")
    return " ".join(str(value[part]) for part in parts if value.get(part))


def _sent(side: Side) -> str:
    return side.referral.state.replace("_", " ") if side.referral is not None else "no"


def _sent_after(found: Comparison) -> str:
    return found.referrals.state.value.replace("_", " ") if found.referrals.state is not None else "no"


def _enrolled(side: Side, studio: Studio) -> str:
    if side.enrollment is None:
        return "–"
    program = studio.programs.get(side.enrollment.program_id)
    return program.description if program is not None else side.enrollment.program_id


def _enrolled_after(found: Comparison, studio: Studio) -> str:
    side = found.winner if found.winner.enrollment is not None else found.loser
    return _enrolled(side, studio)

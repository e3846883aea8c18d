"""One held referral as a person decides on it: what was noticed, both clients, what depends on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.money import to_display
from chalicelib.domain.program import GiftKind, Terms
from chalicelib.domain.records import from_plain
from chalicelib.domain.referral import Reason
from chalicelib.domain.referral_words import SIGNS, channel_words, said
from chalicelib.domain.suspicion import MARK, POINTS, Evidence, score
from chalicelib.flows.settle_hold import Hold
from chalicelib.handlers.console.client_form.moved import label_of
from chalicelib.handlers.console.record_pair import NAMES, in_words, name_of
from chalicelib.handlers.console.review_list import ReviewList
from chalicelib.handlers.console.summary.words import instant, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Area,
    Block,
    Buttons,
    Cell,
    Column,
    Facts,
    Group,
    Message,
    Screen,
    Table,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral

VIEW_NAME = "holds"
TITLE = "Held referrals"
LIST = ReviewList(TITLE, VIEW_NAME)
NOTE = "note"
GONE = "a client who is gone"


def looked_at(hold: Hold, ask: Ask, *, note: str = "", problem: str = "") -> Screen:
    """What was noticed, both clients, what it would pay, and the two ways to decide."""
    given = {"friend": hold.referral.friend_id, "version": hold.referral.version}
    about = Area(
        name=NOTE,
        label="Your note",
        value=note,
        rows=3,
        hint="Why you decide so. It stands in the changes of the referred client.",
        error=problem,
        required=True,
    )
    name = name_in_words(hold.friend, ask)
    return Screen(
        title=f"Referral of {name}",
        blocks=[
            *_found(hold.referral),
            _what_depends(hold, ask),
            _beside(hold, ask),
            Group("Your decision", [about]),
            Buttons(
                [
                    Action(
                        "Release: let it go on",
                        VIEW_NAME,
                        "release",
                        given,
                        confirm=f"Release the referral of {name}? It goes on and may pay.",
                    ),
                    Action(
                        "Refuse: void the referral",
                        VIEW_NAME,
                        "refuse",
                        given,
                        confirm=f"Void the referral of {name}? Both records are kept.",
                    ),
                ]
            ),
        ],
        trail=[HOME, LIST.way],
    )


def _found(row: Referral) -> Iterator[Block]:
    codes = list(map(str, row.evidence_found or ()))
    if row.reason == Reason.DAILY_CAP:
        yield Message(
            "Over the rewards of a day",
            [
                "As many rewards as your preferences allow were issued that day, for this referring client "
                "or in all. Nothing is wrong with the referral by that alone. Released, it pays."
            ],
        )
    else:
        yield Message(
            "Why this is held",
            [f"What was noticed makes {score(codes)} points; from {MARK} on a person decides."],
            Tone.WARNING,
        )
    rows: list[list[Cell]] = [[said(SIGNS, code), _points(code)] for code in codes]
    columns = [Column("What was noticed"), Column("Points", number=True)]
    yield Table("What was noticed", columns, rows, empty="Nothing.")


def _points(code: str) -> str:
    return str(POINTS[Evidence(code)]) if code in set(Evidence) else "0"


def _what_depends(hold: Hold, ask: Ask) -> Facts:
    row = hold.referral
    currency = ask.studio.preferences.currency
    terms = from_plain(Terms, row.terms) if row.terms is not None else None
    reward, gift = "nothing", "nothing"
    if terms is not None and terms.reward_cents is not None:
        reward = to_display(terms.reward_cents, currency)
    if terms is not None and terms.gift is not None:
        is_money = terms.gift.kind is GiftKind.REWARD and terms.gift.cents is not None
        gift = to_display(terms.gift.cents, currency) if is_money and terms.gift.cents else terms.gift.text
    return Facts(
        [
            ("Sent by", way_to(hold.referrer, ask)),
            ("Program", terms.program_name if terms is not None else "none"),
            ("Came by", channel_words(row.evidence, row.channel)),
            ("Since", instant(row.created_at, ask.studio)),
            ("Held since", instant(row.evaluated_at, ask.studio)),
            ("It would pay the referring client", reward),
            ("It would give the referred client", gift),
        ],
        "What depends on it",
    )


def _beside(hold: Hold, ask: Ask) -> Table:
    both = [_values(hold.referrer), _values(hold.friend)]
    rows: list[list[Cell]] = [
        [label_of(name, ask.studio), *(in_words(name, each.get(name), ask.studio) for each in both)]
        for name in NAMES
        if any(each.get(name) for each in both)
    ]
    titles = ("Field", "Referring client", "Referred client")
    return Table("Both clients", [Column(each) for each in titles], rows)


def _values(client: Client | None) -> Mapping[str, Any]:
    return client.attribute_values if client is not None else {}


def name_in_words(client: Client | None, ask: Ask) -> str:
    """The client's name and number, or that nobody is there."""
    return name_of(client, ask.studio) if client is not None else GONE


def way_to(client: Client | None, ask: Ask) -> Cell:
    """A way to the client's summary, or that nobody is there."""
    return way(client, ask.studio) if client is not None else GONE

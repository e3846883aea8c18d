"""Whom the client sent, who sent the client, and what came of it."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.studio import Studio
from chalicelib.flows.referral_sales import FRIENDS_MAX, ReferralSales, referral_sales
from chalicelib.handlers.console.summary.words import instant, state_badge, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Facts, Table, Text
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral


def referrals(ask: Ask, client: Client) -> Iterator[Block]:
    """Number of Referrals, Referral Sales, each friend and the gift; three calls and one a friend."""
    studio = ask.studio
    made = referral_sales(client.client_id)
    currency = studio.preferences.currency
    own = Referral.of_friend(client.client_id)
    asked = [each.friend_id for each in made.shown] + ([own.referrer_id] if own else [])
    clients = {each.client_id: each for each in Client.batch_get(sorted(set(asked)))}
    yield Facts(
        [
            ("Number of Referrals", f"{made.number}{' or more' if made.is_cut else ''}"),
            ("Referral Sales", to_display(made.sales_cents, currency)),
            (
                "Referred by",
                way(clients[own.referrer_id], studio) if own and own.referrer_id in clients else "nobody",
            ),
            ("That referral", own.state if own else "none"),
        ]
    )
    if made.is_cut:
        yield Text(f"Sales are added up over the first {FRIENDS_MAX} referred clients.")
    yield _friends(made, clients, studio)
    if own is not None and own.gift_state:
        yield Facts([("Gift", _gift(own)), ("State of the gift", own.gift_state)], "The gift of this client")


def _friends(made: ReferralSales, clients: Mapping[str, Client], studio: Studio) -> Block:
    rows: list[list[Cell]] = []
    for each in made.shown:
        friend = clients.get(each.friend_id)
        state = state_badge(each.state)
        rows.append(
            [
                way(friend, studio) if friend else "erased",
                instant(each.created_at, studio),
                state,
                (each.reason or "").replace("_", " "),
                each.evidence.replace("_", " "),
                _gift(each),
                to_display(made.by_friend.get(each.friend_id, Cents(0)), studio.preferences.currency),
            ]
        )
    titles = ("Referred client", "Since", "State", "Why", "Evidence", "Gift")
    columns = [*(Column(each) for each in titles), Column("Sales", number=True)]
    return Table("Referrals made", columns, rows, empty="Nobody yet.")


def _gift(referral: Referral) -> str:
    gift = (referral.terms or {}).get("gift") or {}
    return f"{gift.get('text') or gift.get('kind')} ({referral.gift_state})" if referral.gift_state else ""

"""Whom the client sent, who sent the client, and what came of it."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.money import to_display
from chalicelib.domain.referral import State
from chalicelib.domain.referral_words import CAME_BY, noticed_words, reason_words, said
from chalicelib.domain.studio import Studio
from chalicelib.flows.referral_sales import COUNTED_MAX, FRIENDS_MAX, ReferralSales, referral_sales
from chalicelib.handlers.console.summary.enrollment import enrollment
from chalicelib.handlers.console.summary.gift import friends_gift
from chalicelib.handlers.console.summary.words import instant, state_badge, way
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Block, Cell, Column, Facts, Table, Text
from chalicelib.models.client import Client
from chalicelib.models.referral import Referral


def referrals(ask: Ask, client: Client) -> Iterator[Block]:
    """Number of Referrals, Referral Sales, each friend, the gift and the program; five calls.

    One more for each record that was joined to the client's.
    """
    studio = ask.studio
    made = referral_sales(client.client_id)
    currency = studio.preferences.currency
    own = Referral.of_friend(client.client_id)
    asked = [each.friend_id for each in made.shown] + ([own.referrer_id] if own else [])
    clients = {each.client_id: each for each in Client.batch_get(sorted(set(asked)))}
    yield Facts(
        [
            ("Number of Referrals", f"{made.number:,}{' or more' if made.is_cut else ''}"),
            ("Referral Sales", to_display(made.sales_cents, currency)),
            (
                "Referred by",
                way(clients[own.referrer_id], studio) if own and own.referrer_id in clients else "nobody",
            ),
            ("That referral", own.state if own else "none"),
        ]
    )
    if made.is_cut:
        yield Text(f"Counted are the first {COUNTED_MAX:,} referred clients.")
    elif made.is_shown_cut:
        yield Text(f"Shown are the first {FRIENDS_MAX}; the Client Referral Report has all of them.")
    yield _friends(made, clients, studio)
    referrer = clients.get(own.referrer_id) if own is not None else None
    yield from friends_gift(ask, client, own, referrer)
    yield from enrollment(ask, client)


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
                reason_words(each.reason),
                said(CAME_BY, each.evidence),
                noticed_words(each.evidence_found or ()),
                _gift(each),
                to_display(each.sales_cents, studio.preferences.currency) if each.state != State.VOID else "",
            ]
        )
    titles = ("Referred client", "Since", "State", "Why", "Known by", "Noticed", "Gift")
    columns = [*(Column(each) for each in titles), Column("Sales", number=True)]
    return Table("Referrals made", columns, rows, empty="Nobody yet.")


def _gift(referral: Referral) -> str:
    gift = (referral.terms or {}).get("gift") or {}
    return f"{gift.get('text') or gift.get('kind')} ({referral.gift_state})" if referral.gift_state else ""

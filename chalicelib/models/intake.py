"""Reads, in one call, what a sent form is judged by: its links, its own claim, and who holds its contacts."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.verdict import Standing
from chalicelib.models import transaction
from chalicelib.models.base import Table, client
from chalicelib.models.claim import Claim, form_claim_key
from chalicelib.models.contact import claim_keys
from chalicelib.models.link import Link

TRIES = 6


class Unread(RuntimeError):
    """The tables gave back only a part, time after time: they are overloaded."""


def standing_of(
    nonce: str, contacts: Sequence[str], person: str | None, tokens: Sequence[str]
) -> tuple[Standing, Mapping[str, Link]]:
    """What stands for the form `nonce` with these contacts, this name and birthday; the links of `tokens`.

    Strongly consistent.
    """
    contact_claims = [claim for contact in contacts for claim in claim_keys(contact)]
    person_claims = claim_keys(person) if person is not None else ()
    form_claim = form_claim_key(nonce)
    wanted: dict[type[Table], list[str]] = {Claim: [form_claim, *contact_claims, *person_claims]}
    if tokens:
        wanted[Link] = list(dict.fromkeys(tokens))
    rows = _read(wanted)
    claims = {row.claim: row for row in rows if isinstance(row, Claim)}
    links = {row.token: row for row in rows if isinstance(row, Link)}
    form = claims.pop(form_claim, None)
    doubted = [claims.pop(claim).holder for claim in person_claims if claim in claims]
    standing = Standing(
        person_holders=frozenset(doubted),
        contact_holders=frozenset(row.holder for row in claims.values()),
        form_holder=form.holder if form else None,
        form_payload_hash=form.payload_hash if form else None,
    )
    return standing, links


def _read(wanted: dict[type[Table], list[str]]) -> list[Table]:
    """The rows that exist of `wanted`: one call, unless the tables are too busy to answer it whole."""
    models = {model.Meta.table_name: model for model in wanted}
    asked: dict[str, Any] = {
        model.Meta.table_name: {
            "Keys": [{model._hash_keyname: {"S": key}} for key in keys],
            "ConsistentRead": True,
        }
        for model, keys in wanted.items()
    }
    rows: list[Table] = []
    for attempt in range(TRIES):
        answer = client().batch_get_item(RequestItems=asked)
        for name, items in answer["Responses"].items():
            rows += [models[name].from_raw_data(item) for item in items]
        asked = answer.get("UnprocessedKeys") or {}
        if not asked:
            return rows
        transaction.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - jitter guards no secret
    raise Unread("a BatchGetItem stays unanswered in part")

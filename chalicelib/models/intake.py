"""Reads, in one call, what a sent form is judged by: its links, its own claim, and who holds its contacts."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.verdict import Standing
from chalicelib.models.base import Table
from chalicelib.models.claim import Claim, form_claim_key
from chalicelib.models.contact import claim_keys
from chalicelib.models.link import Link
from chalicelib.models.together import read_together


def standing_of(
    nonce: str, contacts: Sequence[str], person: str | None, tokens: Sequence[str]
) -> tuple[Standing, Mapping[str, Link]]:
    """What stands for the form `nonce` with these contacts, this name and birthday; the links of `tokens`.

    Strongly consistent.
    """
    contact_claims = [claim for contact in contacts for claim in claim_keys(contact)]
    person_claims = claim_keys(person) if person is not None else ()
    form_claim = form_claim_key(nonce)
    claim_names = [form_claim, *contact_claims, *person_claims]
    wanted: dict[type[Table], list[dict[str, str]]] = {Claim: [{"claim": name} for name in claim_names]}
    if tokens:
        wanted[Link] = [{"token": token} for token in dict.fromkeys(tokens)]
    rows = read_together(wanted)
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

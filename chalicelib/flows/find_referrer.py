"""Who sent a visitor of the form: by the code that was typed, else by the link of the address.

A name finds nobody: it is kept for a person to look into. Source: rules 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.who_sent import Said
from chalicelib.models.link import Link

LINK, TYPED_CODE = "link", "typed_code"
OUTRANKED = "stronger_than_link"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The link that counts, if any, and by which evidence; `other` is one that it outranks.

    `unclear` are words that a person must look into: a name, or a code that is none of ours.
    """

    link: Link | None
    evidence: str = LINK
    other: Link | None = None
    unclear: str | None = None


def found_referrer(token: str | None, typed: Said | None, links: Mapping[str, Link]) -> Found:
    """Who it was, from the `links` that stand. The link of an enrollment that was removed is none."""
    live = {each: link for each, link in links.items() if link.removed_at is None}
    by_link = live.get(token or "")
    if typed is None:
        return Found(link=by_link)
    by_code = live.get(typed.token or "")
    if by_code is None:
        return Found(link=by_link, unclear=typed.words)
    differs = by_link is not None and by_link.client_id != by_code.client_id
    return Found(link=by_code, evidence=TYPED_CODE, other=by_link if differs else None)


def as_evidence(link: Link) -> dict[str, str]:
    """What a link said, as it is kept beside the evidence that was stronger."""
    return {"evidence": LINK, "referrer_id": link.client_id, "link_token": link.token}

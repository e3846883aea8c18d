"""A visitor opens the public form, perhaps by a referral link."""

from chalicelib.models.link import Link


def is_recommended(token: str | None) -> bool:
    """Whether the visitor comes by a live link. One read with a token, none without; counts nothing.

    Whose link it is stays unsaid: the address may be forwarded to anyone.
    """
    if token is None:
        return False
    link = Link.of_token(token)
    return link is not None and link.removed_at is None

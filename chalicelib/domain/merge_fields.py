"""Merge fields: the fixed list of what a letter can say of a person and the studio."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.letters import FORMS, Kind, clean_line, clean_text, link
from chalicelib.domain.notice import Purpose
from chalicelib.domain.studio import Preferences

EVERY = frozenset(Kind)
MARKETING = frozenset(kind for kind in Kind if FORMS[kind].purpose is Purpose.MARKETING)
OF_A_PROGRAM = frozenset({Kind.INVITATION, Kind.REMINDER, Kind.NOTE})
OF_A_REWARD = frozenset({Kind.REWARD, Kind.LOYALTY, Kind.EXPIRING, Kind.THANKS})
OF_A_GIFT = frozenset({Kind.GIFT})
OF_WHO_RECOMMENDS = MARKETING | OF_A_REWARD


@dataclass(frozen=True, kw_only=True)
class Field:
    """One merge field: in words, a value as it could be, the kinds of letter that have it."""

    name: str
    words: str
    sample: str
    kinds: frozenset[Kind] = EVERY
    is_link: bool = False  # May stand where a link leads.


_BASE = "https://refer.harborlight.example"
_FIELDS = (
    Field(name="client.first_name", words="The client's first name", sample="Jane"),
    Field(name="client.last_name", words="The client's last name", sample="Moreau"),
    Field(
        name="client.address",
        words="The client's postal address, in lines",
        sample="48 Exchange Street\nPortland, ME 04101",
    ),
    Field(name="letter.date", words="The day the letter is written", sample="November 22, 2026"),
    Field(name="studio.name", words="What your studio is called", sample="Harbor Light Photography"),
    Field(name="studio.phone", words="Your studio's phone", sample="(207) 555-0142"),
    Field(
        name="studio.website",
        words="The address of your website",
        sample="https://www.harborlight.example",
        is_link=True,
    ),
    Field(
        name="studio.postal_address",
        words="Your studio's postal address",
        sample="12 Water Street, Portland, ME 04101",
    ),
    Field(
        name="booking.link",
        words="Where to book; your website while no booking is linked",
        sample="https://www.harborlight.example/book",
        is_link=True,
    ),
    Field(
        name="page.link",
        words="The client's own page: link, friends, rewards, choices",
        sample=f"{_BASE}/me/eyJpIjoxfQ.x7Qd",
        is_link=True,
    ),
    Field(
        name="referral.link",
        words="The client's link for friends; your form while the client has none",
        sample=f"{_BASE}/r/7kq2m9x4w3tpc",
        kinds=OF_WHO_RECOMMENDS,
        is_link=True,
    ),
    Field(
        name="referral.share_link",
        words="The page to pass the link on from",
        sample=f"{_BASE}/r/7kq2m9x4w3tpc/share",
        kinds=OF_WHO_RECOMMENDS,
        is_link=True,
    ),
    Field(
        name="referral.facebook_share_link",
        words="Opens Facebook with the client's link in a new post",
        sample="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Frefer.harborlight.example%2Fr%2F7kq2",
        kinds=OF_WHO_RECOMMENDS,
        is_link=True,
    ),
    Field(
        name="program.name",
        words="The program that the client joins",
        sample="Family and friends",
        kinds=OF_A_PROGRAM,
    ),
    Field(
        name="program.promise",
        words="What the program promises, in a sentence",
        sample="For every friend who books a session you receive $25.00, and your friend a free 8×10 print.",
        kinds=OF_A_PROGRAM,
    ),
    Field(name="reward.amount", words="What the reward is worth", sample="$25.00", kinds=OF_A_REWARD),
    Field(name="reward.code", words="The reward's code", sample="LR-7K3Q-X9MD", kinds=OF_A_REWARD),
    Field(
        name="reward.expires",
        words="The last day of the reward; empty when it does not end",
        sample="March 31, 2027",
        kinds=OF_A_REWARD,
    ),
    Field(
        name="friend.first_name",
        words="The first name of the friend who came",
        sample="Maya",
        kinds=frozenset({Kind.REWARD}),
    ),
    Field(name="gift.text", words="What the gift is", sample="A free 8×10 fine art print", kinds=OF_A_GIFT),
    Field(
        name="gift.amount",
        words="What the gift is worth, where it is a reward",
        sample="$10.00",
        kinds=OF_A_GIFT,
    ),
    Field(name="gift.code", words="The gift's code", sample="WELCOME-PRINT", kinds=OF_A_GIFT),
    Field(
        name="gift.expires",
        words="The last day of the gift; empty when it does not end",
        sample="February 28, 2027",
        kinds=OF_A_GIFT,
    ),
    Field(
        name="referrer.first_name",
        words="The first name of who recommended you",
        sample="Jane",
        kinds=OF_A_GIFT,
    ),
    Field(
        name="profile.link",
        words="Where the client looks over what you know of them",
        sample=f"{_BASE}/me/eyJpIjoxfQ.x7Qd",
        kinds=frozenset({Kind.PROFILE_REQUEST, Kind.NOTE}),
        is_link=True,
    ),
    Field(
        name="unsubscribe.link",
        words="Where the client stops such mail; stands under the letter anyway",
        sample=f"{_BASE}/unsubscribe/eyJpIjoxfQ.k2Lp",
        kinds=MARKETING,
        is_link=True,
    ),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}
"""Every merge field there is, by name."""

_OF_A_REWARD = {"amount": "reward.amount", "code": "reward.code", "expires": "reward.expires"}
_OF_A_GIFT = {"amount": "gift.amount", "code": "gift.code", "expires": "gift.expires"}
_OF_VALUES = {
    "friend_first_name": "friend.first_name",
    "referrer_first_name": "referrer.first_name",
    "gift_text": "gift.text",
    "program_name": "program.name",
    "program_promise": "program.promise",
}


def fields_of(kind: Kind) -> list[Field]:
    """The fields that letters of this kind have, in the order in which they are offered."""
    return [field for field in _FIELDS if kind in field.kinds]


def of_values(kind: Kind, values: Mapping[str, str]) -> dict[str, str]:
    """A notice's values by the names of the fields that show them."""
    short = _OF_A_GIFT if kind is Kind.GIFT else _OF_A_REWARD
    return {{**_OF_VALUES, **short}[value]: text for value, text in values.items()}


def samples(kind: Kind) -> dict[str, str]:
    """A value for each field of the kind, as it could be."""
    return {field.name: field.sample for field in fields_of(kind)}


def of_studio(preferences: Preferences) -> dict[str, str]:
    """What letters say of the studio itself, by the names of the fields."""
    website = link(preferences.website)
    address = [line for line in clean_text(preferences.postal_address).split("\n") if line]
    booking = link(preferences.booking_url) if preferences.link_to_booking else ""
    return {
        "studio.name": clean_line(preferences.studio_name),
        "studio.phone": clean_line(preferences.phone),
        "studio.website": website,
        "studio.postal_address": ", ".join(address),
        "booking.link": booking or website,
    }

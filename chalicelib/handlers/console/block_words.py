"""What the block list says in words."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.block import Cause
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.clocks import on_the_clock

REASONS: Mapping[str, tuple[str, str]] = {
    Cause.BOUNCED: ("Bounced", "Mail came back for good, or the number takes no texts."),
    Cause.COMPLAINED: ("Complained", "The person reported a letter as unwanted."),
    Cause.UNSUBSCRIBED: (
        "Unsubscribed",
        "The person wants no marketing here. Letters about rewards and bookings still go.",
    ),
    Cause.OPTED_OUT: ("Opted out", "The person answered a text with STOP. Nothing is texted to the number."),
    Cause.BOUNCED_FOR_NOW: (
        "Resting",
        "Three messages in a row could not be delivered. It rests for 30 days.",
    ),
}
"""By reason, in the order of the tabs: its name, and what it means."""


def reason_in_words(reason: str) -> str:
    """The name of a reason; what a person wrote by hand stands for itself."""
    return REASONS[reason][0] if reason in REASONS else reason


def contact_in_words(contact: str) -> str:
    """The address or the number alone."""
    return contact.partition(":")[2]


def moment(at: datetime | None, studio: Studio) -> str:
    """An instant on the studio's own clock, as lists say it."""
    if at is None:
        return "not known"
    return on_the_clock(at, studio.preferences.local_zone())

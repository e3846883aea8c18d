"""Whom the studio's letters are from."""

from chalicelib.domain.contact import tidy_email
from chalicelib.domain.letters import clean_line
from chalicelib.domain.message import Sender
from chalicelib.domain.studio import Preferences


def sender_of(preferences: Preferences) -> Sender | None:
    """Whom the studio's letters are from, None until that is set up."""
    address = tidy_email(preferences.sender_email)
    if address is None:
        return None
    name = clean_line(preferences.sender_name or preferences.studio_name)
    return Sender(name=name, address=address, reply_to=tidy_email(preferences.reply_to) or "")


def own_address(preferences: Preferences) -> str | None:
    """Where the studio itself is written to: where answers go; None until letters have a sender."""
    sender = sender_of(preferences)
    return None if sender is None else sender.reply_to or sender.address

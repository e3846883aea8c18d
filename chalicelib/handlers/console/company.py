"""Company preferences: the studio itself, how clients are kept, and how messages go out."""

from collections.abc import Sequence

from chalicelib.domain.menu import Menu
from chalicelib.domain.setting import LABEL
from chalicelib.domain.studio import CUSTOM_FIELDS
from chalicelib.handlers.console.preference_acts import view_of
from chalicelib.handlers.console.preference_work import Bench, Tab, Work
from chalicelib.handlers.widgets.blocks import Block
from chalicelib.models.number import FIRST_NUMBER, last_number


def _studio(work: Work) -> list[Block]:
    desk = work.desk
    return [
        desk.group("Studio", ("studio_name", "postal_address", "phone"), columns=2),
        desk.group("Online", ("website", "additional_origins", "public_url", "privacy_url"), columns=2),
        desk.group("Place and money", ("zone", "country", "currency"), columns=3),
        desk.group("Working", ("live", "submissions_per_day_max"), columns=2),
    ]


def _clients(work: Work) -> list[Block]:
    desk, last = work.desk, last_number()
    given = "No number was given yet" if last is None else f"The last number given was {last}"
    following = FIRST_NUMBER if last is None else last + 1
    numbers = f"{given}. Left empty, the next one is {following}; it can only go up."
    names = ("name_order", "auto_capitals", "allow_marketing_default", "limit_lead_sources")
    return [
        desk.group("Client numbers", ("number_mode", "next_number"), columns=2, before=numbers),
        desk.group("New clients", names, columns=2),
        desk.group(
            "Fields of your own",
            [LABEL + name for name in CUSTOM_FIELDS],
            columns=3,
            before="What you call the two dates and four texts that a client's record keeps for you.",
        ),
        desk.group("Loyalty", ("loyalty_start_on",)),
    ]


def _messages(work: Work) -> list[Block]:
    return [
        work.desk.group("Sender of letters", ("sender_email", "sender_name", "reply_to"), columns=2),
        work.desk.group("Quiet hours", ("quiet_from", "quiet_until"), columns=2),
    ]


def _tabs(work: Work) -> Sequence[Tab]:
    return (
        Tab("studio", "Studio", _studio),
        Tab("clients", "Clients", _clients),
        Tab("messages", "Messages", _messages),
    )


BENCH = Bench(Menu.COMPANY, "Company Preferences", _tabs)
VIEW = view_of(BENCH)

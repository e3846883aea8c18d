"""A client's word meets a letter of marketing that is just going, and the same client's other word."""

from collections.abc import Iterator
from types import SimpleNamespace

from chalicelib.flows.change_consent import change_consent
from chalicelib.flows.send_notice import send_notice
from chalicelib.models.block import BlockRow
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from tests.faults import scenes
from tests.faults.flows import consent
from tests.faults.flows.goal import missing
from tests.faults.flows.mail import LETTER, letter_waits
from tests.faults.ground import Ground
from tests.faults.races import Race


def _marketing_waits(ground: Ground) -> None:
    letter_waits(ground)
    Client(scenes.RITA).update([Client.allow_marketing.set(True), Client.allow_email_marketing.set(True)])
    Notice(LETTER).update([Notice.purpose.set("marketing")])


def _send(ground: Ground) -> None:
    send_notice(LETTER, services=SimpleNamespace(mailer=ground.mailer, texter=ground.texter), now=ground.now)


def _unsubscribed(ground: Ground) -> Iterator[str]:
    notice = ground.row("notices", notice_id=LETTER) or {}
    client = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        the_stop_stands=BlockRow.of(consent.ADDRESS).reason == "unsubscribed",
        the_tick_is_gone=client["allow_email_marketing"] is False,
        it_went_once_or_never=len(ground.letters) == (notice["state"] == "sent"),
    )


def _yes(ground: Ground) -> None:
    change_consent(scenes.RITA, email=True, text=None, source="own page", wording="Yes.", now=ground.start)


def _agrees(ground: Ground) -> Iterator[str]:
    """Whichever was last: tick and block say the same."""
    client = ground.row("clients", client_id=scenes.RITA) or {}
    stopped = BlockRow.of(consent.ADDRESS).stopped_at is not None
    return missing(tick_and_block_agree=client["allow_email_marketing"] is not stopped)


RACES = (
    Race(
        name="an unsubscription and a letter of marketing",
        prepare=_marketing_waits,
        first=consent.unsubscribe,
        second=_send,
        goal=_unsubscribed,
    ),
    Race(
        name="a no and a yes",
        prepare=consent.a_client_who_allows_all,
        first=consent.unsubscribe,
        second=_yes,
        goal=_agrees,
    ),
)

"""Every page a visitor gets: rendered in the studio's colors, with the security headers, errors included."""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Request, Response
from pynamodb.exceptions import PynamoDBConnectionError

from chalicelib.domain.host import web_address
from chalicelib.domain.picture import size_of
from chalicelib.domain.studio import BookingStyle, Preferences, Studio
from chalicelib.domain.theme import theme
from chalicelib.handlers.headers import security_headers
from chalicelib.handlers.place import base_of
from chalicelib.models import studio as studio_table
from chalicelib.models.together import Unread
from chalicelib.models.transaction import Unknown
from chalicelib.services import clock
from chalicelib.services.logo import version_of
from chalicelib.services.renderer import render

log = logging.getLogger(__name__)
OUTAGE = (BotoCoreError, ClientError, PynamoDBConnectionError, Unknown, Unread)
# AWS answered, and blames us.
OUR_FAULT = frozenset({"AccessDeniedException", "ResourceNotFoundException", "ValidationException"})
OUTAGE_SECONDS = 5


class Refusal(StrEnum):
    """Why a visitor gets a page that only says so."""

    UNREADABLE = "unreadable"
    NOT_FOUND = "not_found"
    CLOSED = "closed"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    TOO_MANY = "too_many"
    BROKEN = "broken"
    UNAVAILABLE = "unavailable"
    LINK_OVER = "link_over"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True)
class Told:
    """The status and words of a refusal."""

    status: int
    title: str
    text: str
    onward: str = ""  # What the button to the form says; without it there is none.


TOLD: Mapping[Refusal, Told] = {
    Refusal.UNREADABLE: Told(
        400, "That did not arrive in one piece", "Please open the form again and send it once more."
    ),
    Refusal.NOT_FOUND: Told(404, "There is nothing here", "Please check the address, or ask the studio."),
    Refusal.CLOSED: Told(
        404, "This form is closed", "We are not taking details online at the moment. Please get in touch."
    ),
    Refusal.TOO_LARGE: Told(413, "That was too much at once", "Please shorten your notes and send again."),
    Refusal.WRONG_TYPE: Told(
        415, "That is not our form", "Please open the form in a browser and send it from there."
    ),
    Refusal.TOO_MANY: Told(
        429,
        "That was a lot of forms",
        "We can take no more for now. Please try again later, or get in touch.",
    ),
    Refusal.BROKEN: Told(500, "Something went wrong", "It is our fault. Please try again, or get in touch."),
    Refusal.UNAVAILABLE: Told(
        503,
        "One moment, please",
        "We could not be reached. Please send the form again; nothing is sent twice.",
    ),
    Refusal.LINK_OVER: Told(
        404,
        "This link is not in use any more",
        "You are welcome all the same. Tell us a little about you, and we will be in touch.",
        onward="Tell us about you",
    ),
    Refusal.NOT_YOURS: Told(
        404,
        "This page is not here any more",
        "Please open the link in our latest letter to you, or get in touch.",
    ),
}


class Refused(Exception):
    """A view cannot answer: `refusal` says why, `retry_at` from when it is worth another try."""

    def __init__(self, refusal: Refusal, retry_at: datetime | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.retry_at = retry_at


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a view answers: a template with its values, and the status.

    `preview` is the studio as a draft would make it: its page is shown in place of the stored one's.
    """

    template: str
    values: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    preview: Studio | None = None
    alone: bool = False  # In no frame, not even the studio's own.


@dataclass(frozen=True, kw_only=True)
class Raw:
    """What a view answers that is no page: bytes of a type, or a redirect."""

    headers: Mapping[str, str]
    body: bytes = b""
    status: int = 200


@dataclass(frozen=True)
class Visit:
    """One request with what every view needs: the studio and the one `now`."""

    request: Request
    studio: Studio
    now: datetime


def page(view: Callable[[Visit], Page | Raw]) -> Callable[[Request], Response]:
    """The view with its page rendered and the security headers set, whatever happens in it.

    A Refused becomes its page; an outage of AWS asks to try again; anything else is a bug, logged
    without the request's content, and a page of ours as well.
    """

    def answered(request: Request) -> Response:
        now = clock.now()
        studio = Studio(preferences=Preferences())
        try:
            studio = studio_table.bundle.studio(now)
            answer: Page | Raw = view(Visit(request, studio, now))
        except Refused as refused:
            answer = _refused_page(refused, now)
        except Exception as fault:  # noqa: BLE001 - the edge: a visitor gets a page, the log gets the fault
            refusal = Refusal.UNAVAILABLE if _is_outage(fault) else Refusal.BROKEN
            log.error("page %s", refusal.value, extra=_told_of(fault))
            answer = _refused_page(Refused(refusal), now)
        return _response(answer, studio, request)

    answered.__name__, answered.__doc__ = view.__name__, view.__doc__
    return answered


def _response(answer: Page | Raw, studio: Studio, request: Request) -> Response:
    nonce = secrets.token_urlsafe(12) if isinstance(answer, Page) else None
    preview = answer.preview if isinstance(answer, Page) else None
    studio = preview or studio
    alone = isinstance(answer, Page) and answer.alone
    secure = security_headers(studio, nonce=nonce, preview=preview is not None, alone=alone)
    headers: dict[str, str | list[str]] = {**secure, **answer.headers}
    if isinstance(answer, Page):
        headers["Content-Type"] = "text/html; charset=utf-8"
        body = render(
            answer.template, {**_shared(studio, request, alone=alone), "nonce": nonce, **answer.values}
        ).encode()
    else:
        body = answer.body
    return Response(b"" if request.method == "HEAD" else body, headers=headers, status_code=answer.status)


def _shared(studio: Studio, request: Request, *, alone: bool) -> dict[str, Any]:
    """What every page shows."""
    preferences = studio.preferences
    shows_logo = preferences.show_logo and preferences.logo_key
    # From the page back to our root, whatever stage or folder the API stands under.
    base = "../" * max(0, str(request.path or "/").count("/") - 1)
    logo_address = f"{base}logo?v={version_of(preferences.logo_key)}"
    return {
        "studio": preferences,
        "colors": theme(preferences.colors).colors,
        "framed": preferences.style is BookingStyle.IFRAME and not alone,
        "privacy_url": web_address(preferences.privacy_url),
        "logo_address": logo_address if shows_logo else None,
        "logo_double": f"{logo_address}&size=2 2x",
        "logo_size": size_of(preferences.logo_key),
        "base": base,
        "address": base_of(request, preferences),
        "is_preview": False,
    }


def _refused_page(refused: Refused, now: datetime) -> Page:
    told = TOLD[refused.refusal]
    headers = {}
    if refused.retry_at is not None:
        headers["Retry-After"] = str(max(1, int((refused.retry_at - now).total_seconds()) + 1))
    elif refused.refusal is Refusal.UNAVAILABLE:
        headers["Retry-After"] = str(OUTAGE_SECONDS)
    return Page(template="pages/message.html", values={"told": told}, status=told.status, headers=headers)


def _is_outage(fault: Exception) -> bool:
    cause = fault.__cause__ if isinstance(fault, PynamoDBConnectionError) else fault
    code = cause.response["Error"]["Code"] if isinstance(cause, ClientError) else None
    return isinstance(fault, OUTAGE) and code not in OUR_FAULT


def _told_of(fault: Exception) -> dict[str, object]:
    """What a log may say of a fault: its type and where it came from. Its words may hold what was typed."""
    frames = traceback.extract_tb(fault.__traceback__)[-8:]
    return {
        "fault": type(fault).__name__,
        "at": [f"{frame.name}:{frame.lineno}" for frame in frames],
    }

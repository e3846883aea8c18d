"""What came in with a request, read strictly; what is wrong with it is a Refused."""

import re
from collections.abc import Mapping, Set
from urllib.parse import parse_qsl

from chalice.app import Request

from chalicelib.domain.addresses import Channel
from chalicelib.domain.asked import INPUTS
from chalicelib.domain.form_text import NotAllowed, TooLong, clean_line
from chalicelib.domain.link import folded
from chalicelib.handlers.pages import Refusal, Refused

BODY_MAX = 32 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
CAMPAIGN_MAX = 100
_CHANNEL = re.compile(r"[a-z0-9_-]{1,20}")
# The short words of share links, as reports name them.
CHANNELS: Mapping[str, str] = {
    Channel.FACEBOOK: "facebook",
    Channel.TEXT: "text",
    Channel.EMAIL: "email",
    Channel.WHATSAPP: "whatsapp",
    Channel.QR: "qr",
}


def query(request: Request, name: str) -> str:
    """A parameter of the address, or ""; of several equal names the last."""
    return str(request.query_params.get(name, "")) if request.query_params else ""


def token(request: Request) -> str | None:
    """The referral token of the path, else of `ref`, as it was meant; what cannot be one is none."""
    return folded((request.uri_params or {}).get("token") or query(request, "ref"))


def channel(request: Request) -> str | None:
    """How the link was passed on: by the `c` of the address, or by Facebook's own mark on it."""
    text = query(request, "c").lower()
    if not text and query(request, "fbclid"):
        return CHANNELS[Channel.FACEBOOK]
    return CHANNELS.get(text, text) if _CHANNEL.fullmatch(text) else None


def campaign(request: Request) -> dict[str, str]:
    """The `utm_…` of the address that are fit to be kept."""
    kept = {}
    for name in CAMPAIGN:
        try:
            text = clean_line(query(request, name), CAMPAIGN_MAX)
        except (TooLong, NotAllowed):
            continue
        if text:
            kept[name] = text
    return kept


def source_ip(request: Request) -> str:
    """Who calls, by API Gateway's own word; forwarded headers are the caller's invention."""
    return str((request.context.get("identity") or {}).get("sourceIp") or "")


def posted(request: Request, inputs: Set[str] = INPUTS) -> Mapping[str, str]:
    """The inputs of a posted form, each once; `inputs` are the names that its page has.

    Raises Refused for another type, more than 32 kB, bytes that are no text, a name that comes twice,
    and a name that the page does not have.
    """
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.strip().removeprefix("charset=").strip('"')
    encoding = request.headers.get("content-encoding", "identity").lower()
    if kind.strip() != FORM_TYPE or charset not in ("", "utf-8") or encoding != "identity":
        raise Refused(Refusal.WRONG_TYPE)
    try:
        raw = request.raw_body
        body = raw.encode() if isinstance(raw, str) else raw
        if len(body) > BODY_MAX:
            raise Refused(Refusal.TOO_LARGE)
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=len(inputs),
        )
    except ValueError as fault:  # Bad base 64, bad UTF-8, lone surrogates, no `=`, too many fields.
        raise Refused(Refusal.UNREADABLE) from fault
    values = dict(pairs)
    if not values or len(values) < len(pairs) or values.keys() - inputs:
        raise Refused(Refusal.UNREADABLE)
    return values

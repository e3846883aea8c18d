"""A client's own page, by the signed link of every letter: opening it changes nothing, its buttons do.

Whoever has the link has the page, so it says no more of anybody than it must, and stands in no frame.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain import addresses, answers
from chalicelib.domain import own_page as rules
from chalicelib.domain.answers import Fault
from chalicelib.domain.change_request import WORDS_MAX
from chalicelib.domain.consent import MAY_WE_EMAIL, MAY_WE_TEXT
from chalicelib.domain.letters import day_in_words
from chalicelib.domain.money import to_display
from chalicelib.domain.own_consent import OWN_PAGE, is_texted, mobile_of
from chalicelib.flows.ask_for_change import Asked, ask_for_change
from chalicelib.flows.change_consent import Outcome, change_consent
from chalicelib.flows.own_page import OwnPage, client_of_page, own_page
from chalicelib.handlers import incoming
from chalicelib.handlers.pages import Page, Refusal, Refused, Visit, page
from chalicelib.handlers.share import to_pass_on
from chalicelib.models.client import Client

STOPPED = "Stopped on the client's own page."
EMAIL, TEXT, CHANGE = "email", "text", "change"
INPUTS = frozenset({EMAIL, TEXT, CHANGE})
YES, NO = "yes", "no"
SAID: Mapping[Outcome, str] = {
    Outcome.CHANGED: "Thank you, your choice is stored.",
    Outcome.UNCHANGED: "Thank you, your choice is stored.",
    Outcome.NO_EMAIL: "We have no email address of yours. Please ask us to add one, below.",
    Outcome.NO_MOBILE: "We have no mobile number of yours. Please ask us to add one, below.",
    Outcome.OPTED_OUT: "Your number answered STOP to us. For texts again, first text START to that number.",
}
ASKED: Mapping[Asked, str] = {
    Asked.ASKED: "Thank you. Somebody at the studio will look at it.",
    Asked.TOO_MANY: "We have several messages of yours that we did not get to yet. Please call us.",
}
WRONG = f"Please write what we should change, in at most {WORDS_MAX} letters."


@page
def show(visit: Visit) -> Page:
    """The page as it stands."""
    return _shown(visit, _client_id(visit))


@page
def act(visit: Visit) -> Page:
    """What the pressed button says, and the page as it then stands; a second press changes nothing."""
    client_id = _client_id(visit)
    values = incoming.posted(visit.request, INPUTS)
    if CHANGE in values:
        return _asked(visit, client_id, values[CHANGE])
    choice = {name: values[name] == YES for name in (EMAIL, TEXT) if values.get(name) in (YES, NO)}
    if len(choice) != 1 or len(values) != 1:
        raise Refused(Refusal.UNREADABLE)
    ((name, wanted),) = choice.items()
    agreed = MAY_WE_EMAIL if name == EMAIL else MAY_WE_TEXT
    changed = change_consent(
        client_id,
        email=choice.get(EMAIL),
        text=choice.get(TEXT),
        source=OWN_PAGE,
        wording=agreed.wording if wanted else STOPPED,
        now=visit.now,
    )
    if changed.outcome is Outcome.GONE:
        raise Refused(Refusal.NOT_YOURS)
    return _shown(visit, client_id, said=SAID[changed.outcome])


def _asked(visit: Visit, client_id: str, typed: str) -> Page:
    try:
        words = " ".join((answers.paragraphs(typed, WORDS_MAX) or "").split())
    except Fault:
        words = ""
    if not words:
        return _shown(visit, client_id, wrong=WRONG, typed=typed[: 2 * WORDS_MAX])
    asked = ask_for_change(client_id, words, studio=visit.studio, now=visit.now)
    if asked is Asked.GONE:
        raise Refused(Refusal.NOT_YOURS)
    return _shown(visit, client_id, said=ASKED[asked])


def _client_id(visit: Visit) -> str:
    client_id = client_of_page(str((visit.request.uri_params or {}).get("signed") or ""))
    if client_id is None:
        raise Refused(Refusal.NOT_YOURS)
    return client_id


def _shown(visit: Visit, client_id: str, *, said: str = "", wrong: str = "", typed: str = "") -> Page:
    after = incoming.query(visit.request, "after")
    own = own_page(client_id, after=after, studio=visit.studio, now=visit.now)
    if own is None:
        raise Refused(Refusal.NOT_YOURS)
    preferences = visit.studio.preferences
    currency = preferences.currency
    view: dict[str, Any] = {
        "own": own,
        "name": own.client.first_name or "",
        "said": said,
        "wrong": wrong,
        "typed": "".join(letter for letter in typed if letter.isprintable() or letter in "\r\n\t"),
        "words_max": WORDS_MAX,
        "money": lambda cents: to_display(cents, currency),
        "day": day_in_words,
        "first_page": not after,
        "known": _known(own.client),
        "emails": own.client.allow_marketing and own.client.allow_email_marketing,
        "texts": is_texted(own.client.attribute_values),
        "has_email": bool(own.client.emails),
        "has_mobile": mobile_of(own.client.attribute_values) is not None,
        "may_we_email": MAY_WE_EMAIL,
        "may_we_text": MAY_WE_TEXT,
    }
    return Page(
        template="pages/own_page.html",
        values={**view, **_sharing(visit, own)},
        status=422 if wrong else 200,
        alone=True,
    )


def _sharing(visit: Visit, own: OwnPage) -> dict[str, Any]:
    """The link and the ways to pass it on; nothing without a program, or with the form closed."""
    if own.sharing is None or not visit.studio.preferences.form_active:
        return {"by": None}
    return {
        **to_pass_on(visit, own.sharing),
        "share_address": addresses.share("..", own.sharing.token),
    }


def _known(client: Client) -> list[tuple[str, str]]:
    """What the studio would reach the client by, half hidden: the link may have been passed on."""
    name = " ".join(filter(None, (client.first_name, client.last_name)))
    phones = [str(each.get("number") or "") for each in client.phones]
    return [
        ("Name", name or "none"),
        ("Email", ", ".join(map(rules.half_hidden_email, client.emails)) or "none"),
        ("Phone", ", ".join(rules.half_hidden_phone(each) for each in phones if each) or "none"),
    ]

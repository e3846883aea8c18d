"""The public form: opened, sent, thanked for."""

import secrets
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain import tokens
from chalicelib.domain.asked import CHILDREN_MAX, Field, asked, inputs_of
from chalicelib.domain.consent import MAY_WE_EMAIL, MAY_WE_TEXT
from chalicelib.domain.dates import local_date
from chalicelib.domain.host import web_address
from chalicelib.domain.studio import BookingStyle
from chalicelib.domain.tokens import FORM_AGE_MIN, Purpose, Ticket
from chalicelib.flows.hand_over import booking_address, booking_offer
from chalicelib.flows.preview_form import previewed
from chalicelib.flows.share_page import Shared, shared
from chalicelib.flows.submit_intake import Answer, Reply, Submission, submit_intake
from chalicelib.handlers import incoming
from chalicelib.handlers.link_preview import link_preview
from chalicelib.handlers.logo import embedded_logo
from chalicelib.handlers.pages import Page, Refusal, Refused, Visit, page
from chalicelib.handlers.wording import ASK_AGAIN, ORDINALS, labels, sentence
from chalicelib.settings import settings

NONCE_BYTES = 16
WAYS = (Field.EMAIL, Field.MOBILE)  # One of them is always needed.
KEEPS_TICKET = frozenset({Reply.WRONG, Reply.HIDDEN_ANSWERED, Reply.TOO_YOUNG})


@page
def show(visit: Visit) -> Page:
    """The empty form; one read with a referral token, none without."""
    if not visit.studio.preferences.form_active:
        raise Refused(Refusal.CLOSED)
    by = shared(incoming.token(visit.request), studio=visit.studio, now=visit.now)
    return _form_page(visit, _new_ticket(visit), by=by)


@page
def submit(visit: Visit) -> Page:
    """The thank-you page, or the form again with what is to be put right."""
    values = incoming.posted(visit.request)
    answer = submit_intake(
        Submission(
            values=values,
            source_ip=incoming.source_ip(visit.request),
            token=incoming.token(visit.request),
            channel=incoming.channel(visit.request),
            campaign=incoming.campaign(visit.request),
        ),
        studio=visit.studio,
        now=visit.now,
    )
    if answer.reply is Reply.CLOSED:
        raise Refused(Refusal.CLOSED)
    if answer.reply is Reply.TOO_MANY:
        raise Refused(Refusal.TOO_MANY, retry_at=answer.retry_at)
    if answer.reply is Reply.TAKEN:
        return _thanks_page(visit, answer)
    asked_who = Field.WHO_SENT_YOU.value in values
    return _form_page(visit, _next_ticket(visit, answer), values=values, answer=answer, asked_who=asked_who)


@page
def preview(visit: Visit) -> Page:
    """The form as a draft would make it, by the token that the console signed.

    It has no ticket: it is for looking at, and sends nothing.
    """
    studio = previewed(incoming.query(visit.request, "t"), studio=visit.studio, now=visit.now)
    if studio is None:
        raise Refused(Refusal.NOT_FOUND)
    if not studio.preferences.form_active:
        raise Refused(Refusal.CLOSED)
    shown = _form_page(replace(visit, studio=studio), None)
    picture = {"logo_address": embedded_logo(studio)}
    return replace(shown, preview=studio, values={**shown.values, **picture, "is_preview": True})


def _new_ticket(visit: Visit) -> Ticket:
    return Ticket(secrets.token_urlsafe(NONCE_BYTES), visit.now)


def _next_ticket(visit: Visit, answer: Answer) -> Ticket:
    """The same form while it may still be sent; else a new one, which need not wait three seconds again."""
    if answer.ticket is None:
        return _new_ticket(visit)
    if answer.reply in KEEPS_TICKET:
        return answer.ticket
    return Ticket(_new_ticket(visit).nonce, visit.now - FORM_AGE_MIN)


def _form_page(
    visit: Visit,
    ticket: Ticket | None,
    *,
    values: Mapping[str, str] | None = None,
    answer: Answer | None = None,
    by: Shared | None = None,
    asked_who: bool = True,
) -> Page:
    """The form. `by` is the live link of the address; `asked_who`: the visitor is asked who sent them."""
    preferences = visit.studio.preferences
    asking = asked(visit.studio, local_date(visit.now, preferences.local_zone()))
    named = labels(preferences.country, preferences.organization_label)
    problems = answer.problems if answer is not None else {}
    view = {
        "asked": asking,
        "Field": Field,
        "labels": named,
        "values": _shown_again(values or {}),
        "errors": {name: sentence(name, problem, named) for name, problem in problems.items()},
        "notice": ASK_AGAIN.get(answer.reply) if answer is not None else None,
        "by": by,
        "asks_who": by is None and asked_who and asking.is_shown(Field.WHO_SENT_YOU),
        "preview_of": link_preview(visit, by),
        "books": booking_address(visit.studio) is not None,
        "consents": {Field.MAY_WE_EMAIL: MAY_WE_EMAIL, Field.MAY_WE_TEXT: MAY_WE_TEXT},
        "one_is_enough": () if any(map(asking.is_required, WAYS)) else WAYS,
        "children": _children({name for name, text in (values or {}).items() if text} | problems.keys()),
        "preferred_dates": inputs_of(Field.PREFERRED_DATES),
        "first_day": (asking.today + timedelta(days=1)).isoformat(),
        "ticket": tokens.sign(Purpose.FORM, ticket, settings.form_keys) if ticket is not None else "",
    }
    wrong = answer is not None and answer.reply in (Reply.WRONG, Reply.HIDDEN_ANSWERED)
    return Page(template="pages/form.html", values=view, status=422 if wrong else 200)


def _children(filled: Set[str]) -> list[tuple[str, tuple[str, str], bool]]:
    """Each child: ordinal, inputs, and whether it is unfolded, as all are up to the last one filled in."""
    names = inputs_of(Field.FAMILY)
    pairs = [(names[2 * number], names[2 * number + 1]) for number in range(CHILDREN_MAX)]
    last = max((number for number, pair in enumerate(pairs) if filled & set(pair)), default=0)
    return [(ORDINALS[number], pair, number <= last) for number, pair in enumerate(pairs)]


def _shown_again(values: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without what no page should hold."""
    return {
        name: "".join(letter for letter in text if letter.isprintable() or letter in "\r\n\t")
        for name, text in values.items()
    }


def _thanks_page(visit: Visit, answer: Answer) -> Page:
    """The same for everyone, whoever they are to the studio, but for the token in the link to booking."""
    preferences = visit.studio.preferences
    view: dict[str, Any] = {"offer": None, "redirect_url": None}
    if booking_address(visit.studio) is not None and answer.ticket is not None:
        view["offer"] = booking_offer(answer.ticket, visit.now)
    if preferences.style is BookingStyle.LINK:
        view["redirect_url"] = web_address(preferences.redirect_url)
    return Page(template="pages/thanks.html", values=view)

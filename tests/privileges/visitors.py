"""What visitors and streams make of `api_handler` and `evaluate`, through the doors of app.py."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import app
from chalicelib.domain import tokens
from chalicelib.domain.menu import Menu
from chalicelib.domain.money import Cents
from chalicelib.domain.program import Gift, GiftKind
from chalicelib.domain.studio import NumberMode
from chalicelib.domain.tokens import Purpose, Ticket
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.services.shown_picture import JPEG
from chalicelib.settings import settings
from tests.faults import scenes
from tests.faults.flows import preferences, referral
from tests.faults.ground import Ground
from tests.privileges.recorder import unheard
from tests.privileges.work import Context, Work

TOKEN = "7hq2km9x4vbrt"
LOGO = "logo/lantern.jpg"
SHARED = "share/lantern-1200x630.jpg"
PATHS = re.compile(r"/(?P<door>r|me|unsubscribe)/(?P<said>[^/]+)(?P<rest>(/.*)?)")
OPEN = replace(
    scenes.PREFERENCES,
    show_logo=True,
    logo_key=LOGO,
    share_picture_key=SHARED,
    link_to_booking=True,
    booking_url="https://book.lantern.example",
)


def visit(method: str, path: str, body: dict[str, str] | None = None, **query: str) -> dict[str, Any]:
    """What the function answers to one request."""
    return dict(app.app(request(method, path, body, **query), Context()))


def request(method: str, path: str, body: dict[str, str] | None = None, **query: str) -> dict[str, Any]:
    """One request as API Gateway brings it."""
    named = PATHS.fullmatch(path)
    resource, parameters = path, None
    if named:
        name = "signed" if named["door"] == "me" else "token"
        resource = f"/{named['door']}/{{{name}}}{named['rest']}"
        parameters = {name: named["said"]}
    return {
        "httpMethod": method,
        "path": path,
        "resource": resource,
        "headers": {"accept": "*/*", "content-type": "application/x-www-form-urlencoded"},
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": parameters,
        "stageVariables": None,
        "body": urlencode(body or {}),
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": method,
            "resourcePath": resource,
            "path": path,
            "identity": {"sourceIp": "192.0.2.7"},
        },
    }


def _open_studio(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.enroll(scenes.RITA, ground.now, TOKEN)
    scenes.client("known", ground.now)
    assert studio.save_preferences(replace(OPEN, version=studio.load().preferences.version))
    ground.files[LOGO] = ground.files[SHARED] = JPEG + b"picture"
    preferences.prepare_draft(Menu.REFERRAL, ground, organization_label="School")


def _everything_a_visitor_can_do(ground: Ground) -> None:
    def filled(nonce: str, email: str) -> dict[str, str]:
        ticket = Ticket(nonce, ground.now - timedelta(minutes=1))
        names = {"first_name": "Fred", "last_name": "Lake"}
        return {**names, "email": email, "ticket": tokens.sign(Purpose.FORM, ticket, settings.form_keys)}

    link = f"/r/{TOKEN}"
    draft = Ticket(f"{Menu.REFERRAL.value}.{preferences.DRAFT}", ground.now)
    previewing = tokens.sign(Purpose.PREVIEW, draft, settings.link_keys)
    stopping = tokens.personal(Purpose.UNSUBSCRIBE, scenes.RITA, ground.now, settings.link_keys)
    statuses = [
        visit("GET", "/"),
        visit("HEAD", link),
        visit("GET", "/", ref=TOKEN),
        visit("POST", link, filled("n1", "fred@people.example")),
        visit("POST", link, filled("n1", "fred@people.example")),
        visit("POST", link, filled("n2", "known@people.example")),
        visit("POST", "/", filled("n3", "gina@people.example")),
        visit("POST", "/", filled("n4", "not an address")),
        visit("GET", "/book"),
        visit(
            "GET", "/book", t=tokens.sign(Purpose.BOOKING_OFFER, Ticket("n1", ground.now), settings.link_keys)
        ),
        visit("GET", "/logo"),
        visit("GET", "/share-picture"),
        visit("GET", "/preview", t=previewing),
        visit("GET", f"/unsubscribe/{stopping}"),
        visit("POST", f"/unsubscribe/{stopping}", {"List-Unsubscribe": "One-Click"}),
    ]
    assert ground.rows("referrals"), "the link counts"
    told = [answer["statusCode"] for answer in statuses]
    assert told == [200, 200, 200, 200, 200, 200, 200, 422, 303, 303, 200, 200, 200, 200, 200], told


def _a_page_of_ones_own(ground: Ground) -> None:
    """Rita has a link, and has sent Fred."""
    _open_studio(ground)
    scenes.client("fred", ground.now)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)


def _everything_on_ones_own_page(ground: Ground) -> None:
    signed = tokens.personal(Purpose.OWN_PAGE, scenes.RITA, ground.now, settings.link_keys)
    page = f"/me/{signed}"
    link = f"/r/{TOKEN}"
    statuses = [
        *(visit("GET", f"{link}/{what}") for what in ("share", "card", "qr.svg")),
        visit("GET", page),
        *(visit("POST", page, {"email": word}) for word in ("no", "yes")),
        visit("POST", page, {"change": "I moved."}),
    ]
    told = [answer["statusCode"] for answer in statuses]
    assert told == [200] * len(told), told


def _evaluate(ground: Ground) -> None:
    """Bring every change record so far, each table's stream by itself."""
    for noun in ("clients", "referrals", "sessions", "invoices"):
        answer = app.evaluate({"Records": ground.engine.changes(noun)}, Context())
        assert answer == {"batchItemFailures": []}, answer


def _a_new_friend_of_everything(ground: Ground) -> None:
    """Fred qualifies, Gina's gift is a thing, and neither they nor Carl have a number."""
    referral.friend_qualifies(ground)
    standing = studio.load().preferences
    assert studio.save_preferences(replace(standing, number_mode=NumberMode.CREATED))
    gift = Gift(kind=GiftKind.ITEM, text="A print", code="PRINT")
    for name in ("gina", "carl"):
        scenes.client(name, ground.now)
    terms = replace(
        scenes.TERMS, session_booked=False, paid_sales_min_cents=Cents(0), gift=gift, rewards_per_client_max=1
    )
    scenes.referral(scenes.GINA, scenes.RITA, ground.now, terms)
    scenes.referral(scenes.CARL, scenes.RITA, ground.now, terms)


def _of_a_merged_friend(ground: Ground) -> None:
    """Staff found that Fred and Gina are one."""
    referral.friend_qualifies(ground)
    scenes.client("gina", ground.now)
    Client(scenes.FRED).update([Client.merged_into.set(scenes.GINA)])


def _spent_and_cancelled(ground: Ground) -> None:
    """A session is cancelled after the reward, and booked again."""
    referral.friend_qualifies(ground)
    referral.evaluate(ground)
    scenes.session(scenes.FRED, "S-1", "cancelled", ground.now)


def _cancelled_and_booked_again(ground: Ground) -> None:
    _evaluate(ground)
    with unheard():
        scenes.session(scenes.FRED, "S-1", "booked", ground.now)
    _evaluate(ground)


WORKS = (
    Work(
        name="a day of visitors",
        functions=("api_handler",),
        prepare=_open_studio,
        act=_everything_a_visitor_can_do,
    ),
    Work(
        name="a day on pages of clients",
        functions=("api_handler",),
        prepare=_a_page_of_ones_own,
        act=_everything_on_ones_own_page,
    ),
    Work(name="new friends", functions=("evaluate",), prepare=_a_new_friend_of_everything, act=_evaluate),
    Work(name="a friend who was merged", functions=("evaluate",), prepare=_of_a_merged_friend, act=_evaluate),
    Work(
        name="cancelled and booked again",
        functions=("evaluate",),
        prepare=_spent_and_cancelled,
        act=_cancelled_and_booked_again,
    ),
)

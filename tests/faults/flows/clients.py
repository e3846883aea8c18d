"""Staff save a client's form."""

from collections.abc import Iterator
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.client_typed import typed_of
from chalicelib.domain.follow_up import TaskKind
from chalicelib.flows.save_client import Edit, Outcome, Saved, save_client
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

STAFF = Actor(role=Role.OPERATOR, request_id="request-1")
NEW_ID = "c" + "n" * 26
TYPED: dict[str, Any] = {
    "emails": "fred@home.example",
    "client_number": "8",
    "status_id": "welcomed",
    "allow_marketing": True,
    "tasks": [
        {"key": "t1", "kind": TaskKind.CALL.value, "text": "Call", "due_on": "2026-12-01", "done": False}
    ],
}


def in_hand(ground: Ground, draft_id: str, client_id: str, *, is_new: bool = False, **typed: Any) -> None:
    """A form of the client as it stands, with these controls typed into."""
    now = None if is_new else Client.get(client_id, consistent_read=True)
    base = typed_of(now.attribute_values if now is not None else {}, studio.load())
    content = {
        "client_id": client_id,
        "version": now.version if now is not None else None,
        "base": base,
        "typed": base | typed,
    }
    begin_draft(draft_id, "client_edit", content, actor=STAFF, now=ground.now)


def save(ground: Ground, draft_id: str, *, request_id: str = "request-1") -> Saved:
    """Save the form, as the console does."""
    draft = Draft.find(draft_id, "client_edit", ground.now)
    assert draft is not None
    if not draft.is_open:
        return Saved(outcome=Outcome.USED)
    actor = Actor(role=Role.OPERATOR, request_id=request_id)
    return save_client(Edit(**draft.content), draft, studio.load(), actor=actor, now=ground.now)


def _fred_and_rita(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.enroll(scenes.RITA, ground.now)
    scenes.client("fred", ground.now, number=7)
    in_hand(ground, "d-fred", scenes.FRED, referred_by=scenes.RITA, **TYPED)


def _edit(ground: Ground) -> None:
    assert save(ground, "d-fred").outcome in (Outcome.STORED, Outcome.USED)


def _fred_is_edited(ground: Ground) -> Iterator[str]:
    fred = ground.row("clients", client_id=scenes.FRED) or {}
    referral = ground.row("referrals", friend_id=scenes.FRED) or {}
    account = ground.row("accounts", client_id=scenes.FRED) or {}
    numbers = [row["claim"] for row in ground.rows("claims") if row["claim"].startswith("number:")]
    contacts = [row["contact"] for row in ground.rows("contacts") if row["client_id"] == scenes.FRED]
    draft = ground.row("drafts", draft_id="d-fred") or {}
    return missing(
        the_record=(fred.get("client_number"), fred.get("status_id"), fred["version"]) == (8, "welcomed", 2),
        one_number=numbers == ["number:8"],
        one_contact=contacts == ["email:fred@home.example"],
        one_consent=[each["kind"] for each in fred.get("consents", [])] == ["marketing"],
        one_task=len(fred.get("tasks", [])) == 1,
        the_referral=(referral.get("referrer_id"), referral.get("state")) == (scenes.RITA, "pending"),
        the_account_is_due="due_bucket" in account,
        one_record=len(ground.rows("audit")) == 1,
        the_draft_is_used="open_for" not in draft,
    )


def _nobody(ground: Ground) -> None:
    scenes.studio()
    typed = {"first_name": "nina", "last_name": "lake", "emails": "nina@people.example", "client_number": "9"}
    in_hand(ground, "d-nina", NEW_ID, is_new=True, **typed)


def _create(ground: Ground) -> None:
    assert save(ground, "d-nina").outcome in (Outcome.STORED, Outcome.USED)


def _nina_is_there(ground: Ground) -> Iterator[str]:
    return missing(
        one_client=[(row["first_name"], row["client_number"]) for row in ground.rows("clients")]
        == [("Nina", 9)],
        one_contact=len(ground.rows("contacts")) == 1,
        one_record=[row["what"] for row in ground.rows("audit")] == ["client created"],
    )


def _fred_was_referred(ground: Ground) -> None:
    scenes.studio()
    scenes.client("rita", ground.now)
    scenes.client("fred", ground.now, referred_by=scenes.RITA)
    scenes.referral(scenes.FRED, scenes.RITA, ground.now)
    in_hand(ground, "d-fred", scenes.FRED, referred_by="")


def _nobody_referred_fred(ground: Ground) -> Iterator[str]:
    fred = ground.row("clients", client_id=scenes.FRED) or {}
    referral = ground.row("referrals", friend_id=scenes.FRED) or {}
    return missing(
        the_record="referred_by" not in fred,
        the_referral_is_void=(referral.get("state"), referral.get("waiting")) == ("void", None),
        one_record=len(ground.rows("audit")) == 1,
    )


FLOWS = (
    Flow(name="save_client", prepare=_fred_and_rita, act=_edit, goal=_fred_is_edited, calls=7),
    Flow(name="save_client_new", prepare=_nobody, act=_create, goal=_nina_is_there, calls=4),
    Flow(
        name="save_client_unreferred",
        prepare=_fred_was_referred,
        act=_edit,
        goal=_nobody_referred_fred,
        calls=5,
    ),
)

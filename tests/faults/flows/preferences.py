"""A manager saves preferences: what was typed, a location's name and the next number, all or none."""

from collections.abc import Iterator

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.edit import edit_begun, edit_of
from chalicelib.domain.menu import Menu
from chalicelib.domain.studio import Location
from chalicelib.flows.save_preferences import Outcome, save_preferences
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.number import take_block
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="r1")
DRAFT = "d1"
DONE = (Outcome.STORED, Outcome.USED)


def prepare(menu: Menu, ground: Ground, **typed: str) -> None:
    """A studio with a location and numbers given, and a draft of its preferences."""
    scenes.studio()
    studio.save_item(Location(location_id="main", description="Main Street"))
    take_block(3)
    prepare_draft(menu, ground, **typed)


def prepare_draft(menu: Menu, ground: Ground, **typed: str) -> None:
    """A draft of what stands with this typed over it."""
    edit = edit_begun(menu, studio.load()).typing(typed)
    begin_draft(DRAFT, menu.value, edit.content(), actor=MANAGER, now=ground.now, about="preferences")


def save(menu: Menu, ground: Ground) -> None:
    """Press Save, perhaps not for the first time."""
    draft = Draft.find(DRAFT, menu.value, ground.now)
    assert draft is not None
    saved = save_preferences(edit_of(menu, draft.content), draft, actor=MANAGER, now=ground.now)
    assert saved.outcome in DONE, f"the operator reads {saved.outcome}"


def _referral(ground: Ground) -> None:
    prepare(Menu.REFERRAL, ground, organization_label="School", place_main="Downtown")


def _company(ground: Ground) -> None:
    prepare(Menu.COMPANY, ground, studio_name="Northlight", next_number="5000")


def _once(ground: Ground) -> bool:
    row = ground.row("studio", record="preferences")
    return row is not None and row["version"] == 2 and len(ground.rows("audit")) == 1


def _referral_stands(ground: Ground) -> Iterator[str]:
    """The label and the name, stored once with one record."""
    standing = studio.load()
    return missing(
        label=standing.preferences.organization_label == "School",
        name=standing.locations["main"].display_name == "Downtown",
        once=_once(ground),
    )


def _company_stands(ground: Ground) -> Iterator[str]:
    """The name and the number, stored once with one record."""
    counter = ground.row("counters", counter="client_number")
    return missing(
        name=studio.load().preferences.studio_name == "Northlight",
        number=counter is not None and counter["last_number"] == 4999,
        once=_once(ground),
    )


def _save_referral(ground: Ground) -> None:
    save(Menu.REFERRAL, ground)


def _save_company(ground: Ground) -> None:
    save(Menu.COMPANY, ground)


FLOWS = (
    Flow(name="save_preferences", prepare=_referral, act=_save_referral, goal=_referral_stands, calls=3),
    Flow(name="save_company", prepare=_company, act=_save_company, goal=_company_stands, calls=3),
)

"""The area of groups, organization, marketing plans and location."""

from collections.abc import Collection

from chalicelib.domain.client_typed import CHOSEN, Typed
from chalicelib.domain.lists import ListKind, id_of, offered, words_of
from chalicelib.domain.studio import Studio
from chalicelib.handlers.console.client_form.fields import NONE, choice, choices
from chalicelib.handlers.console.client_form.work import Work
from chalicelib.handlers.widgets.ask import Form
from chalicelib.handlers.widgets.blocks import Block, Group

SEVERAL = "Hold Ctrl (or Cmd) to choose several, or to take one back."
ONE = ("organization_id", "location_id")


def show(work: Work, studio: Studio) -> list[Block]:
    """The controls of the area."""

    def options(kind: ListKind, standing: Collection[str]) -> dict[str, str]:
        listed = {id_of(each): each.description for each in offered(studio, kind, standing=standing)}
        return listed | {
            each: words_of(studio, kind, each) for each in standing if each and each not in listed
        }

    groups = options(ListKind.GROUP, work.typed["groups"])
    plans = options(ListKind.MARKETING_PLAN, work.typed["marketing_plans"])
    organizations = options(ListKind.ORGANIZATION, [work.typed["organization_id"]])
    locations = options(ListKind.LOCATION, [work.typed["location_id"]])
    return [
        Group(
            "Groups",
            [
                choices(work, "groups", "Client groups", groups, SEVERAL),
                choices(work, "marketing_plans", "Marketing plans", plans, SEVERAL),
            ],
            columns=2,
        ),
        Group(
            "Organization and location",
            [
                choice(work, "organization_id", "Organization", {"": NONE} | organizations),
                choice(work, "location_id", "Location", {"": NONE} | locations),
            ],
            columns=2,
        ),
    ]


def merge(typed: Typed, form: Form) -> Typed:
    """What the area's controls say, on what was typed before."""
    several = {name: list(form.texts(name)) for name in CHOSEN}
    return typed | several | {name: form.text(name) for name in ONE}

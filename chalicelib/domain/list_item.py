"""What stands against saving, retiring or deleting an item of a list. Source: rules 6."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from chalicelib.domain.lists import ListKind, id_of, is_protected, item_of, items_of, kind_of, parent_of
from chalicelib.domain.promotion import CODE_MAX, TEXT_MAX, Promotion
from chalicelib.domain.studio import Item, Location, Organization, Status, Studio

DESCRIPTION_MAX = 100
DURATION_MAX = 3650
ITEMS_MAX = 500
"""Of one list: every reading of the studio reads them all."""


class Objection(StrEnum):
    """Why an item cannot be saved or deleted as it is."""

    NAMELESS = "nameless"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    NOT_DAYS = "not_days"
    PROTECTED = "protected"
    TOO_MANY = "too_many"
    NO_STATUS = "no_status"
    DEFAULT_OF_NEW_CLIENTS = "default_of_new_clients"
    GIVEN_BY_A_PROGRAM = "given_by_a_program"
    HAS_REASONS = "has_reasons"
    ON_CLIENTS = "on_clients"
    TEXT_TOO_LONG = "text_too_long"
    CODE_TOO_LONG = "code_too_long"
    NOT_A_DAY = "not_a_day"
    GIFT_OF_A_PROGRAM = "gift_of_a_program"


NO_DAY = date.min
"""Stands for what was typed as a day and is none."""


def tidied(item: Item) -> Item:
    """The item with its words as they are kept: no line breaks, no marks, one space between words."""
    if isinstance(item, Organization):
        return replace(item, description=tidy(item.description), online_name=tidy(item.online_name))
    if isinstance(item, Location):
        return replace(item, description=tidy(item.description), display_name=tidy(item.display_name))
    if isinstance(item, Promotion):
        return replace(item, description=tidy(item.description), code=tidy(item.code))
    return replace(item, description=tidy(item.description))


def tidy(text: str) -> str:
    """One line; marks that turn text around, and anything else without a shape of its own, are left out."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def folded(description: str) -> str:
    """A description as it is compared: case and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", description).casefold().split())


def objections(wanted: Item, studio: Studio) -> Mapping[str, Objection]:
    """What stands against saving `wanted`, by field; the first objection to a field counts."""
    found: dict[str, Objection] = {}
    for name, objection in _objections(wanted, studio):
        found.setdefault(name, objection)
    return found


def uses_in_studio(item: Item, studio: Studio) -> tuple[tuple[Objection, str], ...]:
    """What of the studio's own set-up names the item, each with the words for it; clients are not asked."""
    return tuple(_uses(item, studio))


def _objections(wanted: Item, studio: Studio) -> Iterator[tuple[str, Objection]]:
    kind, standing = kind_of(wanted), item_of(studio, kind_of(wanted), id_of(wanted))
    others = [each for each in items_of(studio, kind) if id_of(each) != id_of(wanted)]
    if not wanted.description:
        yield "description", Objection.NAMELESS
    if any(
        folded(each.description) == folded(wanted.description) and parent_of(each) == parent_of(wanted)
        for each in others
    ):
        yield "description", Objection.TAKEN
    if standing is None and len(others) >= ITEMS_MAX:
        yield "description", Objection.TOO_MANY
    if standing is not None and is_protected(standing):
        if wanted.description != standing.description:
            yield "description", Objection.PROTECTED
        if wanted.inactive:
            yield "inactive", Objection.PROTECTED
    if kind is ListKind.STATUS_REASON and parent_of(wanted) not in ("", *studio.statuses):
        yield "description", Objection.NO_STATUS
    yield from _of_settings(wanted)
    if wanted.inactive:
        for objection, _ in _uses(wanted, studio):
            if objection not in STAYS_RETIRED:
                yield "inactive", objection


STAYS_RETIRED = (Objection.HAS_REASONS, Objection.GIFT_OF_A_PROGRAM)
"""What stands against deleting an item alone: retired, it may go on being named."""


def _of_settings(wanted: Item) -> Iterator[tuple[str, Objection]]:
    is_promotion = isinstance(wanted, Promotion)
    if len(wanted.description) > (TEXT_MAX if is_promotion else DESCRIPTION_MAX):
        yield "description", Objection.TEXT_TOO_LONG if is_promotion else Objection.TOO_LONG
    days = wanted.duration_days if isinstance(wanted, Status) else None
    if days is not None and not 0 <= days <= DURATION_MAX:
        yield "duration_days", Objection.NOT_DAYS
    if isinstance(wanted, Organization) and len(wanted.online_name) > DESCRIPTION_MAX:
        yield "online_name", Objection.TOO_LONG
    if isinstance(wanted, Location) and len(wanted.display_name) > DESCRIPTION_MAX:
        yield "display_name", Objection.TOO_LONG
    if isinstance(wanted, Promotion):
        if len(wanted.code) > CODE_MAX:
            yield "code", Objection.CODE_TOO_LONG
        if wanted.valid_until == NO_DAY:
            yield "valid_until", Objection.NOT_A_DAY


def _uses(item: Item, studio: Studio) -> Iterator[tuple[Objection, str]]:
    kind, item_id, preferences = kind_of(item), id_of(item), studio.preferences
    default_id = {
        ListKind.STATUS: preferences.default_status_id,
        ListKind.LEAD_SOURCE: preferences.default_lead_source_id,
    }.get(kind)
    if item_id == default_id:
        yield Objection.DEFAULT_OF_NEW_CLIENTS, "the default of new clients in the preferences"
    if kind is ListKind.PROMOTION:
        for program in studio.programs.values():
            if program.terms.gift is not None and program.terms.gift.promotion_id == item_id:
                yield Objection.GIFT_OF_A_PROGRAM, f"the gift of the program {program.description}"
    if kind is not ListKind.STATUS:
        return
    for program in studio.programs.values():
        if item_id in (program.terms.referrer_status_id, program.terms.friend_status_id):
            yield Objection.GIVEN_BY_A_PROGRAM, f"the new status that the program {program.description} gives"
    reasons = [each for each in items_of(studio, ListKind.STATUS_REASON) if parent_of(each) == item_id]
    if reasons:
        count = len(reasons)
        yield Objection.HAS_REASONS, f"{count} status {'reason' if count == 1 else 'reasons'} of its own"

"""The three menus of preferences: which settings each one holds, and what it refuses.

A shared setting is one stored value that two menus show. Source: *Referral Program Preferences*; rules 7.
"""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.objection import Objection
from chalicelib.domain.setting import COLOR, FIELD, LABEL, PLACE, REWARDS_MAX
from chalicelib.domain.setting_value import NO


class Menu(StrEnum):
    """One menu under Preferences; the values name its draft and its screens."""

    REFERRAL = "preferences"
    BOOKING = "booking_preferences"
    COMPANY = "company"


SWITCH = "form_active"
SHARED = frozenset({"style", "redirect_url", "show_logo", "default_status_id", "default_lead_source_id"})
SHARED_MANY = (COLOR, PLACE)
_OWN: Mapping[Menu, frozenset[str]] = {
    Menu.REFERRAL: SHARED
    | {SWITCH, "link_to_booking", "organization_label", "organization_label_other", *REWARDS_MAX},
    Menu.BOOKING: SHARED | {"booking_url"},
    Menu.COMPANY: frozenset(
        {
            *("studio_name", "postal_address", "phone", "website", "additional_origins", "public_url"),
            *("privacy_url", "zone", "country", "currency", "live", "submissions_per_day_max"),
            *("number_mode", "next_number", "name_order", "auto_capitals", "allow_marketing_default"),
            *("limit_lead_sources", "loyalty_start_on", "sender_email", "sender_name", "reply_to"),
            *("quiet_from", "quiet_until"),
        }
    ),
}
_MANY: Mapping[Menu, tuple[str, ...]] = {
    Menu.REFERRAL: (*SHARED_MANY, FIELD),
    Menu.BOOKING: SHARED_MANY,
    Menu.COMPANY: (LABEL,),
}


def holds(menu: Menu, name: str) -> bool:
    """Whether the setting of this name can be edited in this menu."""
    return name in _OWN[menu] or name.startswith(_MANY[menu])


def is_shared(name: str) -> bool:
    """Whether the setting is one value that the referral and the booking preferences both show."""
    return name in SHARED or name.startswith(SHARED_MANY)


def refused(menu: Menu, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Objection]:
    """Changes that this menu does not make: of other menus' settings and, while the program is off, of any.

    Activating and changing the rest may go together; switching off goes alone.
    """
    changed = [name for name in after if before.get(name) != after[name]]
    found = {name: Objection.NOT_OF_THIS_MENU for name in changed if not holds(menu, name)}
    if menu is Menu.REFERRAL and after[SWITCH] == NO and any(name != SWITCH for name in changed):
        found[SWITCH] = Objection.SWITCHED_OFF
    return found

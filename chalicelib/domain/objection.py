"""Why a setting cannot be saved as it is."""

from enum import StrEnum


class Objection(StrEnum):
    """What stands against one setting; the console has the words."""

    BOOKING_HAS_NO_ADDRESS = "booking_has_no_address"
    LINK_STYLE_HAS_NO_WAY_BACK = "link_style_has_no_way_back"
    NOT_A_WEB_ADDRESS = "not_a_web_address"
    NOT_AN_ORIGIN = "not_an_origin"
    TOO_MANY = "too_many"
    NOT_A_COLOR = "not_a_color"
    UNKNOWN = "unknown"
    CANNOT_BE_HIDDEN = "cannot_be_hidden"
    TOO_LONG = "too_long"
    NOT_ALLOWED = "not_allowed"
    NOT_FROM_ONE = "not_from_one"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_WAS_GIVEN = "number_was_given"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    NOT_AN_EMAIL = "not_an_email"
    MISSING = "missing"
    SWITCHED_OFF = "switched_off"  # Nothing but the switch can be edited while the program is off.
    NOT_OF_THIS_MENU = "not_of_this_menu"

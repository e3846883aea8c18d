"""What the lists are called, what they are for, and what is said of an item that cannot be saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.list_item import DESCRIPTION_MAX, DURATION_MAX, ITEMS_MAX, Objection
from chalicelib.domain.lists import ListKind
from chalicelib.domain.promotion import CODE_MAX, TEXT_MAX


@dataclass(frozen=True)
class Words:
    """The title of a list, one item of it, and what it is for."""

    title: str
    one: str
    purpose: str

    @property
    def any_one(self) -> str:
        """One item, with its article."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"


LISTS: Mapping[ListKind, Words] = {
    ListKind.GROUP: Words(
        "Client Groups", "client group", "Groups of clients, for reports and for marketing."
    ),
    ListKind.STATUS: Words(
        "Client Statuses",
        "client status",
        "Where a client stands and when to follow up. A duration sets the due date by itself; a status may "
        "give the client number, and takes part in the loyalty program where that is ticked.",
    ),
    ListKind.STATUS_REASON: Words(
        "Client Status Reasons",
        "status reason",
        "Why a client was put at a status. Each status has reasons of its own.",
    ),
    ListKind.RELATIONSHIP: Words(
        "Family Member Relationships",
        "family relationship",
        "How a member of the family is related to the client.",
    ),
    ListKind.LEAD_SOURCE: Words("Lead Sources", "lead source", "Where new clients and prospects come from."),
    ListKind.MARKETING_PLAN: Words(
        "Marketing Plans", "marketing plan", "Plans that clients take part in; messages are sent by plan."
    ),
    ListKind.ORGANIZATION: Words(
        "Organizations",
        "organization",
        "Schools, clubs and companies that clients belong to. The form shows those that are visible online, "
        "under their online names.",
    ),
    ListKind.PHONE_LABEL: Words(
        "Phone Number Labels",
        "phone number label",
        "What a phone number of a client may be called. Mobile stays as it is: the leave to send texts "
        "belongs to it.",
    ),
    ListKind.LOCATION: Words(
        "Locations",
        "location",
        "The studio's places. Visitors choose one where there are several, under the display name.",
    ),
    ListKind.PROMOTION: Words(
        "Promotional Items and Coupons",
        "promotional item",
        "What a referral program may give to the friend. A referral keeps its words as they stood.",
    ),
    ListKind.SESSION_TYPE: Words("Session Types", "session type", "What is photographed."),
}
"""In the order of the menu."""

RENAMING: Mapping[ListKind, str] = {
    ListKind.PHONE_LABEL: "Phones keep the label that they were stored with.",
    ListKind.SESSION_TYPE: "Sessions keep the type that they were stored with.",
    ListKind.PROMOTION: "Friends who were promised it keep it as it was; new referrals get it as it is now.",
}
"""What renaming does where records keep the words; elsewhere everyone who has the item sees the new name."""
RENAMES_ALL = "Everyone who has it sees the new name at once."

SENTENCES: Mapping[Objection, str] = {
    Objection.NAMELESS: "This is needed.",
    Objection.TOO_LONG: f"This is longer than {DESCRIPTION_MAX} letters.",
    Objection.TAKEN: "The list has this already, maybe among the retired ones.",
    Objection.NOT_DAYS: f"This is not a whole number of days from 0 to {DURATION_MAX:,}.",
    Objection.PROTECTED: "Mobile cannot be renamed, retired or deleted: leave to send texts belongs to it.",
    Objection.TOO_MANY: f"A list holds at most {ITEMS_MAX} items. Delete what nobody uses.",
    Objection.NO_STATUS: "Its status is not there any more.",
    Objection.DEFAULT_OF_NEW_CLIENTS: (
        "It is the default of new clients. Choose another one in the preferences first."
    ),
    Objection.GIVEN_BY_A_PROGRAM: "A referral program gives it as the new status.",
    Objection.HAS_REASONS: "It has status reasons of its own. Delete them first.",
    Objection.ON_CLIENTS: "Clients have it.",
    Objection.TEXT_TOO_LONG: f"This is longer than {TEXT_MAX} letters.",
    Objection.CODE_TOO_LONG: f"This is longer than {CODE_MAX} letters.",
    Objection.NOT_A_DAY: "This is not a day such as 2027-03-31.",
    Objection.GIFT_OF_A_PROGRAM: "A referral program gives it to the friend.",
}

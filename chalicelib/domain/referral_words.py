"""A referral in the operators' words: how far it has come and why, how the friend came, what was noticed.

A code that is not known here is said as it is: rows live longer than the program that wrote them.
"""

from collections.abc import Iterable, Mapping

from chalicelib.domain.suspicion import Evidence

STATES: Mapping[str, str] = {
    "pending": "Pending",
    "qualified": "Qualified",
    "rewarded": "Rewarded",
    "recorded": "Recorded",
    "expired": "Expired",
    "limit_reached": "Limit reached",
    "held": "Held",
    "void": "Void",
}
REASONS: Mapping[str, str] = {
    "not_enrolled": "The referring client was in no program",
    "program_inactive": "The program was inactive",
    "history": "Came before the studio was live",
    "doubtful_duplicate": "May be a client already: somebody must decide",
    "friend_before_enrollment": "Was a client before the referring client joined the program",
    "outside_the_window": "Came later than the program allows",
    "session_not_booked": "Waits for a booked session",
    "session_not_completed": "Waits for a completed session",
    "paid_sales_below_minimum": "Waits for paid sales",
    "requirements_met": "All that the program asks for holds",
    "cap_reached": "The referring client has all rewards that the program gives",
    "joined": "The record was joined to another",
    "suspicious": "Looks odd: somebody must decide",
    "daily_cap": "Over the rewards of a day: somebody must decide",
    "rejected": "Refused by a person",
    "erased": "The record was erased",
    "referred_by_removed": "Staff say that nobody referred this client",
    "referrer_unknown": "The referring client is not known",
    "self_referral": "Referred themselves",
    "loop": "Had referred the referring client",
    "friend_is_client": "Was a client already",
    "friend_already_referred": "Was referred by somebody else",
}
CAME_BY: Mapping[str, str] = {
    "link": "Referral link",
    "typed_code": "Typed code",
    "staff": "Entered by staff",
}
CHANNELS: Mapping[str, str] = {
    "email": "Email",
    "facebook": "Facebook",
    "import": "Imported file",
    "link": "Link",
    "print": "Printed card",
    "qr": "QR code",
    "record": "The studio's own system",
    "staff": "Staff",
    "text": "Text",
    "whatsapp": "WhatsApp",
}
SIGNS: Mapping[str, str] = {
    Evidence.RING: "The referred client had sent somebody who sent the referring client: a ring.",
    Evidence.EMAIL_FAMILY: "Both emails are the same before the @, apart from dots, dashes and tags.",
    Evidence.SAME_PHONE: "Both have the same mobile number.",
    Evidence.FORMER_CLIENT: "The email or mobile was known before, as somebody else's of another household.",
    Evidence.BURST: "Ten or more others came by the same referring client within a day.",
    Evidence.VELOCITY: "Five or more others came by the same referring client within a day.",
    Evidence.EMAIL_SERIES: "Both emails differ in their digits alone.",
    Evidence.SAME_ADDRESS: "Both live at the same address. That is normal in a household.",
    Evidence.SHARED_LINE: "Both share a number of a home or an office. That is normal in a household.",
    Evidence.EMAIL_DOMAIN: "Both have email at one small domain, as families and schools do.",
    Evidence.FAMILY_MEMBER: "One is listed as a family member of the other. That is normal.",
    Evidence.SAME_SURNAME: "Both have the same last name. That is normal in a family.",
}
SHORT: Mapping[str, str] = {
    Evidence.RING: "ring",
    Evidence.EMAIL_FAMILY: "same email name",
    Evidence.SAME_PHONE: "same mobile",
    Evidence.FORMER_CLIENT: "known before",
    Evidence.BURST: "ten in a day",
    Evidence.VELOCITY: "five in a day",
    Evidence.EMAIL_SERIES: "numbered emails",
    Evidence.SAME_ADDRESS: "same address",
    Evidence.SHARED_LINE: "same home or office number",
    Evidence.EMAIL_DOMAIN: "same email domain",
    Evidence.FAMILY_MEMBER: "family",
    Evidence.SAME_SURNAME: "same last name",
}


def state_words(state: str) -> str:
    """How far it has come."""
    return said(STATES, state)


def reason_words(reason: str | None) -> str:
    """Why it is there; empty while there is nothing to say."""
    return said(REASONS, reason) if reason else ""


def channel_words(evidence: str, channel: str | None) -> str:
    """The way on which the friend came: the channel where one is known, else how it is known at all."""
    return said(CHANNELS, channel) if channel else said(CAME_BY, evidence)


def noticed_words(codes: Iterable[str]) -> str:
    """What was noticed, in a few words each."""
    return ", ".join(said(SHORT, code) for code in codes)


def said(words: Mapping[str, str], code: str) -> str:
    """The words for a code."""
    return words.get(code) or code.replace("_", " ").capitalize()

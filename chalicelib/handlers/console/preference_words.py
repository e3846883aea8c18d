"""The words of preferences: what each setting is called, what it is for, what is wrong with it."""

from collections.abc import Mapping

from chalicelib.domain.asked import Field
from chalicelib.domain.consent import MAY_WE_EMAIL, MAY_WE_TEXT
from chalicelib.domain.objection import Objection
from chalicelib.domain.set_up import LABEL_MAX, Hint
from chalicelib.domain.setting import COLOR, FIELD, LABEL, PLACE
from chalicelib.domain.studio import CUSTOM_FIELDS, Studio
from chalicelib.handlers import wording

LABELS: Mapping[str, str] = {
    "form_active": "Activate Online Referral Program",
    "style": "Online Booking Style",
    "redirect_url": "Redirect URL (your website)",
    "link_to_booking": "Link to Online Booking",
    "booking_url": "Address of your online booking",
    "show_logo": "Show Logo",
    "default_status_id": "Client Status",
    "default_lead_source_id": "Lead Source",
    "organization_label": "Label of the Organization field",
    "organization_label_other": "Your own label",
    "studio_name": "Studio name",
    "postal_address": "Postal address",
    "phone": "Phone",
    "website": "Website",
    "additional_origins": "Additional origins",
    "public_url": "Address of the form",
    "privacy_url": "Address of your privacy notice",
    "zone": "Time zone",
    "country": "Country",
    "currency": "Currency",
    "live": "Live",
    "submissions_per_day_max": "Forms a day at most",
    "rewards_per_referrer_day_max": "Rewards a day for one referring client at most",
    "rewards_per_studio_day_max": "Rewards a day for referrals at most",
    "number_mode": "Client number",
    "next_number": "Next client number",
    "name_order": "Order of names",
    "auto_capitals": "Capital first letters",
    "allow_marketing_default": "Allow Marketing for new clients",
    "limit_lead_sources": "Limit lead sources to the list",
    "loyalty_start_on": "Loyalty program start date",
    "sender_email": "Sender's email",
    "sender_name": "Sender's name",
    "reply_to": "Replies go to",
    "quiet_from": "Quiet hours begin",
    "quiet_until": "Quiet hours end",
}
COLORS: Mapping[str, str] = {
    "background": "Page background",
    "text": "Text",
    "heading": "Headings",
    "button": "Button",
    "button_text": "Text on the button",
    "link": "Links",
    "border": "Borders of fields",
    "error": "Error messages",
}
FIELDS: Mapping[Field, str] = {
    Field.MAY_WE_EMAIL: MAY_WE_EMAIL.question,
    Field.MAY_WE_TEXT: MAY_WE_TEXT.question,
    Field.FAMILY: "Family Information",
    Field.PREFERRED_DATES: "Preferred Session Date",
}
HINTS: Mapping[str, str] = {
    "style": "We recommend the iFrame: the form stands in your own website. Use Link to point to it.",
    "redirect_url": "Needed with Link: where clients can go back to when they are done.",
    "link_to_booking": "Once clients have sent their details they can go on to book, if they like.",
    "booking_url": "https://… Without it the form cannot be linked to booking.",
    "show_logo": "On top of each page. We recommend it with the style Link; an iFrame needs none.",
    "default_status_id": "One of its own, such as “Client - Online”, shows who came this way.",
    "default_lead_source_id": "Lead sources are made under Lists.",
    "organization_label_other": f"Only with “Your own label”. At most {LABEL_MAX} letters.",
    "postal_address": "It stands in every letter.",
    "phone": "Shown on the form and in letters.",
    "website": "https://… It alone may show the form in a frame, with and without www.",
    "additional_origins": "Other websites that may show the form, one a line, such as https://shop.example.",
    "public_url": "Only if the form has a name of its own; otherwise leave it empty.",
    "privacy_url": "https://… Linked at the foot of the form.",
    "zone": "Such as America/New_York. Days begin and end by it.",
    "country": "Phone numbers without + are of this country.",
    "currency": "Three letters, such as USD.",
    "live": "Until then imported records are history: they earn no referral rewards and send no letters.",
    "submissions_per_day_max": "The form closes for the day when so many were sent.",
    "rewards_per_referrer_day_max": "A referral that would be one more is held: you release or refuse it.",
    "rewards_per_studio_day_max": "For all referring clients together.",
    "number_mode": "When a client gets a number. A client without one is a prospect.",
    "name_order": "How names are shown and entered.",
    "auto_capitals": "sara johnson-lee becomes Sara Johnson-Lee; nothing else is changed.",
    "allow_marketing_default": "For clients that you create. The law may ask for their consent first.",
    "limit_lead_sources": "No lead source can be typed that is not on the list.",
    "loyalty_start_on": (
        "YYYY-MM-DD. Sales before this day never count. Left empty, all history counts. "
        "It is the same date as in the loyalty program."
    ),
    "sender_email": "Letters come from here; the address must be verified with Amazon SES.",
    "reply_to": "Left empty, replies go to the sender.",
    "quiet_from": "Such as 21:00. Used for texts: none is sent in quiet hours.",
    "quiet_until": "Such as 08:00, by the studio's clocks.",
}
SENTENCES: Mapping[Objection, str] = {
    Objection.BOOKING_HAS_NO_ADDRESS: "Online Booking is not set up: its address is missing. Enter it first "
    "under Online Booking Preferences.",
    Objection.LINK_STYLE_HAS_NO_WAY_BACK: "With the style Link, clients need a way back: enter your website.",
    Objection.NOT_A_WEB_ADDRESS: "Enter a whole address such as https://studio.example/page.",
    Objection.NOT_AN_ORIGIN: "Enter only the beginning of an address, such as https://studio.example.",
    Objection.TOO_MANY: "At most ten can be entered.",
    Objection.NOT_A_COLOR: "Enter a color such as #1f4b43 or #abc, or nothing for the default.",
    Objection.UNKNOWN: "Choose something that is there now.",
    Objection.CANNOT_BE_HIDDEN: "The names and one of email and mobile number are always asked.",
    Objection.TOO_LONG: "This is too long.",
    Objection.NOT_ALLOWED: "This has characters that cannot be shown everywhere.",
    Objection.NOT_FROM_ONE: "Enter a whole number from 1 on.",
    Objection.NOT_A_NUMBER: "Enter a whole number in digits.",
    Objection.NUMBER_WAS_GIVEN: "This number, or one after it, was given already. Enter a higher one.",
    Objection.NOT_A_DATE: "Enter a date such as 2026-11-22.",
    Objection.NOT_A_TIME: "Enter a time such as 21:00.",
    Objection.NOT_AN_EMAIL: "Enter an email address such as hello@studio.example.",
    Objection.MISSING: "Enter something here.",
    Objection.SWITCHED_OFF: "While the program is off nothing but this switch can be changed. Choose Yes, "
    "or throw away what else was typed.",
    Objection.NOT_OF_THIS_MENU: "This cannot be changed in this menu.",
}
HINT_SENTENCES: Mapping[Hint, str] = {
    Hint.NO_WEBSITE_TO_FRAME_THE_FORM: "No website may show the form in an iFrame yet: enter yours under "
    "Company Preferences.",
    Hint.LOGO_IN_A_FRAME: "The logo is shown inside your website, too. We recommend it for the style Link.",
    Hint.COUNTRY_WITHOUT_CALLING_CODE: "Phone numbers of this country are only understood with + and their "
    "calling code.",
}


def label_of(name: str, studio: Studio) -> str:
    """What a setting is called on the screen."""
    if name.startswith(COLOR):
        return COLORS[name.removeprefix(COLOR)]
    if name.startswith(PLACE):
        place = studio.locations.get(name.removeprefix(PLACE))
        return f"Display name of {place.description}" if place is not None else "Display name of a location"
    if name.startswith(LABEL) and name.removeprefix(LABEL) in CUSTOM_FIELDS:
        return f"Label of {CUSTOM_FIELDS[name.removeprefix(LABEL)].lower()}"
    if name.startswith(FIELD):
        return field_label(Field(name.removeprefix(FIELD)), studio)
    return LABELS.get(name, name)


def field_label(field: Field, studio: Studio) -> str:
    """What a field of the form is called."""
    preferences = studio.preferences
    named = wording.labels(preferences.country, preferences.organization_label)
    return FIELDS.get(field) or named[field.value]

"""The words of the public form: labels, and what is said about an input that is wrong."""

from collections.abc import Mapping

from chalicelib.domain.answers import Problem
from chalicelib.domain.asked import LOCATION, Field
from chalicelib.domain.intake import NOTES_MAX
from chalicelib.flows.submit_intake import Reply

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
REGION = {"US": "State", "AU": "State", "CA": "Province", "GB": "County", "IE": "County"}
POSTAL_CODE = {"US": "ZIP code", "CA": "Postal code", "IN": "PIN code"}


def labels(country: str, organization_label: str) -> dict[str, str]:
    """The label of each input, as people of the country know it."""
    named = {
        LOCATION: "Which studio suits you best?",
        Field.FIRST_NAME.value: "First name",
        Field.LAST_NAME.value: "Last name",
        Field.EMAIL.value: "Email",
        Field.MOBILE.value: "Mobile number",
        Field.HOME_PHONE.value: "Home phone",
        Field.BIRTHDAY.value: "Birthday",
        Field.ORGANIZATION.value: organization_label,
        Field.WHO_SENT_YOU.value: "Were you sent by somebody? Their code or name",
        Field.ADDRESS.value: "Address",
        Field.CITY.value: "City",
        Field.REGION.value: REGION.get(country, "Region"),
        Field.POSTAL_CODE.value: POSTAL_CODE.get(country, "Postcode"),
        Field.NOTES.value: "Anything you would like us to know",
    }
    for number in range(1, len(ORDINALS) + 1):
        named[f"child_{number}_name"] = "Name"
        named[f"child_{number}_birthday"] = "Birthday"
    for number, ordinal in enumerate(ORDINALS[:3], start=1):
        named[f"preferred_date_{number}"] = f"{ordinal} choice"
    return named


_MISSING: Mapping[str, str] = {
    LOCATION: "Choose the studio that suits you best",
    Field.FIRST_NAME: "Enter your first name",
    Field.LAST_NAME: "Enter your last name",
    Field.EMAIL: "Enter your email address",
    Field.MOBILE: "Enter your mobile number",
    Field.MAY_WE_EMAIL: "Say whether we may email you",
    Field.MAY_WE_TEXT: "Say whether we may text you",
    Field.HOME_PHONE: "Enter your home phone number",
    Field.BIRTHDAY: "Enter your birthday",
    Field.WHO_SENT_YOU: "Enter the code or the name of whoever sent you; if nobody did, enter nobody",
    Field.ADDRESS: "Enter your address",
    Field.CITY: "Enter your city",
    Field.NOTES: "Tell us a little about what you have in mind",
    "child_1_name": "Enter the name of at least one child",
    "preferred_date_1": "Choose at least one day for your session",
}
_WRONG: Mapping[Problem, str] = {
    Problem.TOO_LONG: "{label} is too long",
    Problem.NOT_ALLOWED: "{label} has characters that we cannot take",
    Problem.NOT_AN_EMAIL: "Enter an email address such as jane@example.com",
    Problem.NOT_A_PHONE: "Enter a phone number that we can call; from abroad, with + and country code",
    Problem.NOT_A_DATE: "Enter a real date as year-month-day, such as 2015-03-27",
    Problem.NOT_PAST: "A birthday cannot be in the future",
    Problem.NOT_AHEAD: "Choose a day from tomorrow on, within two years",
    Problem.TWICE: "Choose a different day for each wish",
    Problem.NOT_LISTED: "Choose one of the answers on the list",
    Problem.NO_WAY_TO_REACH: "Enter your email address or your mobile number, so that we can reach you",
    Problem.NO_MOBILE_TO_TEXT: "Enter your mobile number, so that we may text you",
    Problem.NO_EMAIL_TO_WRITE_TO: "Enter your email address, so that we may email you",
    Problem.NO_NAME: "Enter the name that goes with the birthday",
}


def sentence(name: str, problem: Problem, named: Mapping[str, str]) -> str:
    """What the visitor reads about an input that is wrong."""
    label = named.get(name, "This answer")
    if problem is Problem.MISSING:
        return _MISSING.get(name, f"Enter your {label[:1].lower()}{label[1:]}")
    if name == Field.WHO_SENT_YOU:
        label = "The code or name"
    if problem is Problem.TOO_LONG and name == Field.NOTES:
        return f"Shorten your notes to {NOTES_MAX:,} characters"
    text = _WRONG[problem].format(label=label)
    child = name.split("_")
    if child[0] == "child":
        return f"{ORDINALS[int(child[1]) - 1]} child: {text[:1].lower()}{text[1:]}"
    return text


ASK_AGAIN: Mapping[Reply, str] = {
    Reply.HIDDEN_ANSWERED: "The form has changed while it was open. Please look it over and send it again.",
    Reply.TOO_YOUNG: "That was very quick. Please check your answers and send the form once more.",
    Reply.TOO_OLD: "The form was open for more than two hours. Please check your answers and send it again.",
    Reply.NOT_OURS: "We could not read the form. Please check your answers and send it again.",
    Reply.USED: "This form was sent already. To send these answers as well, please send it once more.",
}

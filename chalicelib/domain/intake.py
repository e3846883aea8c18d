"""What a visitor answered on the public form: read one by one, then checked together.

Source: rules 3 and 7.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from chalicelib.domain import answers
from chalicelib.domain.answers import Fault, Problem
from chalicelib.domain.asked import CHILDREN_MAX, LOCATION, PAGE_ORDER, Asked, Field, inputs_of
from chalicelib.domain.names import with_capitals

T = TypeVar("T")
NAME_MAX, LINE_MAX, POSTAL_CODE_MAX, NOTES_MAX = 80, 120, 20, 2000


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child as entered."""

    name: str
    birthday_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Intake:
    """The answers. What was not asked or not given is None or empty.

    `email` is as kept and written to, phones are E.164, a consent that was asked is True or False.
    """

    location_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    may_we_email: bool | None = None
    mobile: str | None = None
    may_we_text: bool | None = None
    home_phone: str | None = None
    birthday_on: date | None = None
    organization_id: str | None = None
    who_sent_you: str | None = None
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    family: tuple[Child, ...] = ()
    preferred_on: tuple[date, ...] = ()
    notes: str | None = None


class Reading:
    """One posted form as it is read; `problems` holds the first thing wrong with each input."""

    def __init__(self, values: Mapping[str, str], asked: Asked) -> None:
        hidden = asked.hidden_inputs()
        self.values = {name: text for name, text in values.items() if name not in hidden}
        self.asked = asked
        self.problems: dict[str, Problem] = {}

    def take(self, name: str, read: Callable[[str], T | None], *, required: bool = False) -> T | None:
        """The answer in the input `name`, or None with the problem noted."""
        try:
            answer = read(self.values.get(name, ""))
        except Fault as fault:
            self.wrong(name, fault.problem)
            return None
        if answer is None and required:
            self.wrong(name, Problem.MISSING)
        return answer

    def wrong(self, name: str, problem: Problem) -> None:
        """Note a problem; the first one of an input counts."""
        self.problems.setdefault(name, problem)

    def field(self, field: Field, read: Callable[[str], T | None]) -> T | None:
        """The answer to a field of one input."""
        return self.take(field.value, read, required=self.asked.is_required(field))

    def line(self, field: Field, longest: int = NAME_MAX) -> str | None:
        """The answer to a field of one line."""
        return self.field(field, partial(answers.line, longest=longest))

    def capitalized(self, name: str | None) -> str | None:
        """A person's name with its capitals, where the studio wants them."""
        return name and with_capitals(name, bypass=not self.asked.auto_capitals)


def check(values: Mapping[str, str], asked: Asked) -> tuple[Intake, Mapping[str, Problem]]:
    """The answers, and what is wrong with each input in the order of the page; with none, they count.

    Inputs that the page does not have are not read; `Asked.hidden_inputs` names them.
    """
    read = Reading(values, asked)
    phone = partial(answers.phone, country=asked.country)
    location_id = asked.only_location_id
    if asked.locations:
        location_id = read.take(LOCATION, partial(answers.choice, choices=asked.locations), required=True)
    intake = Intake(
        location_id=location_id,
        first_name=read.capitalized(read.line(Field.FIRST_NAME)),
        last_name=read.capitalized(read.line(Field.LAST_NAME)),
        email=read.field(Field.EMAIL, answers.email),
        may_we_email=_consent(read, Field.MAY_WE_EMAIL),
        mobile=read.field(Field.MOBILE, phone),
        may_we_text=_consent(read, Field.MAY_WE_TEXT),
        home_phone=read.field(Field.HOME_PHONE, phone),
        birthday_on=read.field(Field.BIRTHDAY, partial(answers.birthday, today=asked.today)),
        organization_id=read.field(Field.ORGANIZATION, partial(answers.choice, choices=asked.organizations)),
        who_sent_you=read.line(Field.WHO_SENT_YOU),
        address=read.line(Field.ADDRESS, LINE_MAX),
        city=read.line(Field.CITY),
        region=read.line(Field.REGION),
        postal_code=read.line(Field.POSTAL_CODE, POSTAL_CODE_MAX),
        family=_family(read),
        preferred_on=_preferred_dates(read),
        notes=read.field(Field.NOTES, partial(answers.paragraphs, longest=NOTES_MAX)),
    )
    _check_together(intake, read)
    return intake, {name: read.problems[name] for name in PAGE_ORDER if name in read.problems}


def _consent(read: Reading, field: Field) -> bool | None:
    if not read.asked.is_shown(field):
        return None
    given = read.field(field, answers.yes_or_no)
    return given or False  # A box that is left empty is a no.


def _family(read: Reading) -> tuple[Child, ...]:
    children = []
    for number in range(1, CHILDREN_MAX + 1):
        name_input, birthday_input = f"child_{number}_name", f"child_{number}_birthday"
        name = read.capitalized(read.take(name_input, partial(answers.line, longest=NAME_MAX)))
        born_on = read.take(birthday_input, partial(answers.birthday, today=read.asked.today))
        if name:
            children.append(Child(name=name, birthday_on=born_on))
        elif born_on:
            read.wrong(name_input, Problem.NO_NAME)
    if not children and read.asked.is_required(Field.FAMILY):
        read.wrong(inputs_of(Field.FAMILY)[0], Problem.MISSING)
    return tuple(children)


def _preferred_dates(read: Reading) -> tuple[date, ...]:
    days: list[date] = []
    names = inputs_of(Field.PREFERRED_DATES)
    for name in names:
        day = read.take(name, partial(answers.day_ahead, today=read.asked.today))
        if day in days:
            read.wrong(name, Problem.TWICE)
        elif day is not None:
            days.append(day)
    if not days and read.asked.is_required(Field.PREFERRED_DATES):
        read.wrong(names[0], Problem.MISSING)
    return tuple(days)


def _check_together(intake: Intake, read: Reading) -> None:
    """What only several answers together can get wrong."""
    if not intake.first_name and not intake.last_name and Field.LAST_NAME not in read.problems:
        read.wrong(Field.FIRST_NAME, Problem.MISSING)
    if not intake.email and not intake.mobile and Field.MOBILE not in read.problems:
        read.wrong(Field.EMAIL, Problem.NO_WAY_TO_REACH)
    if intake.may_we_text and not intake.mobile:
        read.wrong(Field.MOBILE, Problem.NO_MOBILE_TO_TEXT)
    if intake.may_we_email and not intake.email:
        read.wrong(Field.EMAIL, Problem.NO_EMAIL_TO_WRITE_TO)

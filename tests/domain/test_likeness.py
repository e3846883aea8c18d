"""How alike two people's addresses, numbers and streets are."""

import pytest

from chalicelib.domain.likeness import (
    email_family,
    email_series,
    is_shared_line,
    own_domain,
    shared_numbers,
    street,
)


@pytest.mark.parametrize(
    ("email", "family"),
    [
        ("jane.doe@gmail.com", "janedoe"),
        ("Jane.Doe+kids@gmail.com", "janedoe"),
        ("j-a_ne.doe@yahoo.com", "janedoe"),
        ("jane.doe7@gmail.com", "janedoe7"),
        ("jan@gmail.com", None),
        ("info@studio.example", None),
        ("+tag@gmail.com", None),
        ("", None),
    ],
)
def test_dots_dashes_and_tags_make_no_other_person(email: str, family: str | None) -> None:
    assert email_family(email) == family


@pytest.mark.parametrize(
    ("email", "series"),
    [
        ("jane.doe7@gmail.com", "janedoe"),
        ("7jane2doe@gmail.com", "janedoe"),
        ("jane.doe@gmail.com", None),
        ("abc123@gmail.com", None),
        ("info22@gmail.com", None),
    ],
)
def test_a_series_counts_up_in_digits(email: str, series: str | None) -> None:
    assert email_series(email) == series


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("a@lake.example", "lake.example"),
        ("a@Gmail.com", None),
        ("a@yahoo.co.uk", None),
        ("a@hotmail.fr", None),
        ("a@web.de", None),
    ],
)
def test_strangers_share_a_big_provider(email: str, domain: str | None) -> None:
    assert own_domain(email) == domain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+12015550123", "+12015550123", True),
        ("+12015550123", "201 555-0123", True),
        ("+442071234567", "020 7123 4567", True),
        ("+12015550123", "555-0123", True),
        ("+12015550123", "0123", False),
        ("+12015550123", "+12015550124", False),
        ("", "", False),
        ("not known", "not known", False),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str, same: bool) -> None:
    assert bool(shared_numbers([("Home", one)], [("Mobile", other)])) is same


@pytest.mark.parametrize(
    ("labels", "shared"),
    [
        (("Home", "Home"), True),
        (("Home", "Mobile"), True),
        (("Work", "Work"), True),
        (("Mobile", "Mobile"), False),
        (("mobile", "Work"), False),
    ],
)
def test_a_home_and_an_office_have_one_line_for_many(labels: tuple[str, str], shared: bool) -> None:
    assert is_shared_line(labels) is shared
    assert is_shared_line((labels[1], labels[0])) is shared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Elm Street", "12 elm st."),
        ("12 North Elm Avenue, Apartment 4", "12 N Elm Ave Apt 4"),
        ("Hauptstraße 5", "hauptstrasse 5"),
    ],
)
def test_a_street_is_the_same_however_it_is_shortened(one: str, other: str) -> None:
    assert street(one) == street(other) is not None


@pytest.mark.parametrize("address", [None, "", "Elm Street", "12"])
def test_without_a_house_number_and_a_street_nothing_is_said(address: str | None) -> None:
    assert street(address) is None

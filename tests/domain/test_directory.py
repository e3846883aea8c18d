from datetime import date
from typing import Any

import pytest

from chalicelib.domain.directory import entries, folded

ID = "c1"


def headings(**client: Any) -> set[str]:
    return {entry.heading for entry in entries({"client_id": ID, **client}, "US")}


def places(heading: str, **client: Any) -> list[str]:
    found = sorted(entries({"client_id": ID, **client}, "US"))
    return [entry.place for entry in found if entry.heading == heading]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Jane Doe", "jane doe"),
        ("  JANE\t doe ", "jane doe"),
        ("José Núñez", "jose nunez"),
        ("Jose\u0301", "jose"),
        ("O’Brien-Søndergård", "obrien sondergard"),
        ("J.P. Morgan & Co.", "jp morgan co"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("王伟", "王伟"),
        ("4 Seasons", "4 seasons"),
        ("under_score#1", "under score 1"),
        ("<cwdb-action>", "cwdb action"),
        ("***", ""),
        ("", ""),
    ],
)
def test_a_name_is_folded_as_people_type_it(name: str, plain: str) -> None:
    assert folded(name) == plain
    assert folded(plain) == plain


def test_a_long_name_is_cut_and_stays_folded() -> None:
    long = folded("Wolfeschlegelsteinhausen " * 10)
    assert len(long) <= 60
    assert folded(long) == long


def test_a_client_stands_under_everything_it_has() -> None:
    found = headings(
        first_name="Jane",
        last_name="Doe",
        status_id="client",
        status_reason_id="moved",
        status_due_on=date(2026, 11, 22),
        lead_source_id="web",
        organization_id="oak",
        location_id="main",
        groups=["vip", "press"],
        marketing_plans=["spring"],
        birthday_on=date(1990, 2, 3),
        anniversary_on=date(2015, 12, 31),
        doubtful_of="c2",
        created_on=date(2026, 11, 1),
        emails=["Jane+Tag@Gmail.com", "nonsense"],
        phones=[{"label": "Mobile", "number": "(555) 123-4567"}, {"label": "Cottage", "number": "n/a"}],
        family=[{"first_name": "Tim", "relationship_id": "son", "phones": [{"label": "School"}]}],
        tasks=[{"due_on": "2026-12-01", "done": False}],
    )
    assert found == {
        *("all", "status#client", "status_reason#moved", "status_due", "lead_source#web"),
        *("organization#oak", "location#main", "group#vip", "group#press", "marketing_plan#spring"),
        *(
            "birthday#02",
            "anniversary#12",
            "doubtful",
            "email#jane@gmail.com",
            "phone#+15551234567",
            "follow_up",
        ),
        *("phone_label#Mobile", "phone_label#Cottage", "phone_label#School", "relationship#son"),
        *("name#j", "name#d"),
    }


@pytest.mark.parametrize("gone", [{"merged_into": "c2"}, {"erased_at": "2026-11-22"}])
def test_a_client_who_was_joined_or_erased_stands_nowhere(gone: dict[str, str]) -> None:
    assert entries({"client_id": ID, "first_name": "Jane", **gone}, "US") == frozenset()


def test_lists_are_in_the_order_of_last_names() -> None:
    assert places("all", first_name="Jane", last_name="Doe", company="Acme") == ["doe jane#c1"]
    assert places("all", company="Acme Ltd.") == ["acme ltd#c1"]
    assert places("all") == ["#c1"]


def test_each_word_of_a_name_begins_it() -> None:
    assert places("name#j", first_name="Mary Jane", last_name="Lee") == ["jane lee mary#c1"]
    assert places("name#m", first_name="Mary Jane", last_name="Lee") == ["mary jane lee#c1"]
    assert places("name#l", first_name="Mary Jane", last_name="Lee") == ["lee mary jane#c1"]
    assert places("name#a", company="Acme Studio") == ["acme studio#c1"]


def test_the_secondary_contact_is_found_like_the_client_and_the_others_are_not() -> None:
    tom = {"first_name": "Tom", "last_name": "Roe", "email": "tom@x.example", "secondary_contact": True}
    tom["phones"] = [{"label": "Mobile", "number": "+15557654321"}]
    kim = {"first_name": "Kim", "last_name": "Zoe", "email": "kim@x.example"}
    found = headings(first_name="Jane", last_name="Doe", family=[tom, kim])
    assert {"name#t", "name#r", "email#tom@x.example", "phone#+15557654321"} <= found
    assert not {"name#k", "name#z", "email#kim@x.example"} & found


@pytest.mark.parametrize(
    ("tasks", "stands"),
    [
        ([], []),
        ([{"due_on": "2026-12-01", "done": True}], []),
        ([{"due_on": None}], []),
        (
            [
                {"due_on": "2026-12-05"},
                {"due_on": "2026-12-01", "done": True},
                {"due_on": "2026-12-03", "done": False},
            ],
            ["2026-12-03#doe#c1"],
        ),
    ],
)
def test_the_next_follow_up_is_the_earliest_that_is_not_done(
    tasks: list[dict[str, Any]], stands: list[str]
) -> None:
    assert places("follow_up", last_name="Doe", tasks=tasks) == stands


def test_days_come_first_in_the_lists_of_days() -> None:
    client = {"last_name": "Doe", "status_due_on": "2026-11-22", "birthday_on": date(1990, 2, 3)}
    assert places("status_due", **client) == ["2026-11-22#doe#c1"]
    assert places("birthday#02", **client) == ["03#doe#c1"]

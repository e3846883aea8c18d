from datetime import timedelta

import pytest

from chalicelib.domain.enrollment import Enrolled
from chalicelib.flows.enroll_client import end_enrollment, enroll_client
from chalicelib.models.claim import Claim
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.link import Link
from chalicelib.models.transaction import Put, transact

JANE = "c-jane"


def enroll(now, program: str = "friends", token: str = "first") -> Enrolled:
    return enroll_client(JANE, program, source="hand", new_token=token, now=now)


def link(token: str = "first") -> Link:
    found = Link.of_token(token)
    assert found is not None
    return found


def history() -> list[tuple[str, str | None]]:
    rows = sorted(Enrollment.query(JANE), key=lambda each: each.enrolled_at)
    return [(each.program_id, each.end_reason) for each in rows]


def test_an_enrollment_brings_a_link_and_a_repeat_changes_nothing(tables, now):
    assert enroll(now) is Enrolled.NEW
    assert enroll(now, token="second") is Enrolled.UNCHANGED
    assert (link().client_id, link().program_id, link().enrolled_at) == (JANE, "friends", now)
    assert [row["token"] for row in tables.rows("links")] == ["first"]


def test_another_program_replaces_it_and_keeps_the_link_and_the_history(tables, now):
    later = now + timedelta(days=9)
    enroll(now)
    assert enroll(later, "brides", token="second") is Enrolled.REPLACED

    assert history() == [("friends", "replaced"), ("brides", None)]
    row = Enrollment.open_of(JANE)
    assert row is not None
    assert (row.token, row.replaced_count, row.first_enrolled_at, row.enrolled_at) == ("first", 1, now, later)
    assert (link().program_id, link().enrolled_at) == ("brides", later)


def test_the_same_program_again_refreshes_the_start(tables, now):
    later = now + timedelta(days=9)
    enroll(now)
    assert enroll(later) is Enrolled.REFRESHED
    row = Enrollment.open_of(JANE)
    assert row is not None
    assert (row.enrolled_at, row.replaced_count, link().enrolled_at) == (later, 0, later)
    assert history() == [("friends", None)]
    assert enroll(now) is Enrolled.OLDER


def test_removal_ends_it_and_a_new_enrollment_has_a_new_link(tables, now):
    later = now + timedelta(days=9)
    enroll(now)
    assert end_enrollment(JANE, reason="left", now=later)
    assert not end_enrollment(JANE, reason="left", now=later)
    assert (history(), link().removed_at) == ([("friends", "left")], later)

    assert enroll(later, token="second") is Enrolled.NEW
    assert (link("second").program_id, link().removed_at) == ("friends", later)


@pytest.mark.parametrize("stands", [True, False])
def test_what_is_written_with_it_stands_or_falls_with_it(tables, now, stands):
    def mark(name: str) -> Put:
        new = Claim.claim.does_not_exist() if stands else Claim.claim.exists()
        return Put(Claim(name, holder=JANE, created_at=now), new)

    told = enroll_client(JANE, "friends", source="hand", new_token="first", now=now, others=[mark("one")])
    assert (told, len(history())) == ((Enrolled.NEW, 1) if stands else (Enrolled.REFUSED, 0))
    enroll(now)
    assert end_enrollment(JANE, reason="left", now=now, others=[mark("two")]) is stands
    assert history() == [("friends", "left" if stands else None)]


@pytest.mark.parametrize("act", ["enroll", "end"])
def test_a_lost_race_is_decided_again(tables, now, monkeypatch, act):
    enroll(now)
    raced: list[int] = []

    def beaten(writes):
        if not raced:
            raced.append(1)
            enroll(now + timedelta(days=1), "brides")
        return transact(writes)

    monkeypatch.setattr("chalicelib.flows.enroll_client.transact", beaten)
    later = now + timedelta(days=2)
    if act == "enroll":
        assert enroll(later) is Enrolled.REPLACED
        assert history() == [("friends", "replaced"), ("brides", "replaced"), ("friends", None)]
    else:
        assert end_enrollment(JANE, reason="left", now=later)
        assert history() == [("friends", "replaced"), ("brides", "left")]

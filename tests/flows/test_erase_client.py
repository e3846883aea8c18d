"""Erasing a person: nothing personal is left anywhere, and the books stand."""

import pytest

from chalicelib.domain.upload import Purpose
from chalicelib.flows.erase_client import erase_client
from chalicelib.models import studio
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import transact
from chalicelib.models.upload import LastUpload, Result, last_upload, last_upload_put
from chalicelib.services.files import files
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import erasure, holds
from tests.faults.ground import Ground
from tests.faults.invariants import broken


def test_nothing_personal_is_left_and_the_books_stand(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    erasure.a_known_person(ground)
    assert not broken(ground)
    erasure.erase(ground)
    assert not broken(ground)
    assert not list(erasure.erased(ground))


def test_the_name_of_the_last_picture_that_was_uploaded_is_forgotten(tables: Engine) -> None:
    ground = Ground(tables, NOW)
    erasure.a_known_person(ground)
    told = Result(name="1042 Jane Doe.jpg", at=NOW)
    assert transact([last_upload_put(Purpose.PICTURE, LastUpload(), result=told)]).stands
    erasure.erase(ground)
    assert last_upload(Purpose.PICTURE) == LastUpload()


@pytest.mark.parametrize(
    ("was_used", "after", "left_cents"), [(False, "withdrawn", 0), (True, "used", 1_000)]
)
def test_a_held_referral_is_void_with_the_gift_that_was_not_used(
    tables: Engine, was_used: bool, after: str, left_cents: int
) -> None:
    ground = Ground(tables, NOW)
    holds.held(ground)
    if was_used:
        Referral(scenes.FRED).update([Referral.gift_state.set("used")])
    content = {"client": scenes.FRED, "version": Client.get(scenes.FRED).version}
    begin_draft("erase-fred", "erase", content, actor=erasure.MANAGER, now=NOW)
    draft = Draft.find("erase-fred", "erase", NOW)
    assert draft is not None
    assert not erase_client(draft, files=files(), studio=studio.load(), actor=erasure.MANAGER, now=NOW)
    row, client = Referral.get(scenes.FRED), Client.get(scenes.FRED)
    assert (row.state, row.reason, row.gift_state) == ("void", "erased", after)
    assert not row.waiting
    assert client.erased_at == NOW
    assert [each["remaining_cents"] for each in ground.rows("rewards")] == [left_cents]
    assert not broken(ground)

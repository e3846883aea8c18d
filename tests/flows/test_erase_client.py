"""Erasing a person: nothing personal is left anywhere, and the books stand."""

from chalicelib.domain.upload import Purpose
from chalicelib.models.transaction import transact
from chalicelib.models.upload import LastUpload, Result, last_upload, last_upload_put
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults.flows import erasure
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

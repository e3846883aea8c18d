"""What the demonstration studio sends by itself is stored by the product's own flows."""

from datetime import datetime

from chalicelib.domain import tokens
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.tokens import Purpose
from chalicelib.models import studio as table
from chalicelib.models.audit import AuditRecord
from chalicelib.models.enrollment import OPEN, Enrollment
from chalicelib.models.letter import heads
from chalicelib.models.trigger import triggers
from chalicelib.settings import settings
from local.demo import sending
from local.demo.set_up import begin, doors, go_live
from tests.engine import Engine

TOLD = {"host_page_url": "http://localhost:4567/", "form_url": "https://api.example/form/"}


def test_letters_are_saved_and_triggers_on_once_the_studio_is_live(tables: Engine) -> None:
    begin(TOLD)
    go_live(TOLD)
    assert table.load().preferences.live
    assert {head.letter_id: head.latest for head in heads()} == {"after-session": 1, "birthday": 1}
    on = {each.trigger_id for each in triggers().values() if each.active}
    assert on == {"after-session", "birthday"}


def test_what_stands_is_left_as_it_is(tables: Engine, now: datetime) -> None:
    begin(TOLD)
    sending.begin(now)
    before = [record.at for record in AuditRecord.scan()]
    sending.begin(now)
    assert [record.at for record in AuditRecord.scan()] == before


def test_the_doors_of_a_client_are_its_link_the_page_to_share_it_and_its_own(
    tables: Engine, now: datetime
) -> None:
    begin(TOLD)
    assert doors({**TOLD, "client_ref": "C-1"}) == {}
    client_id = client_id_of_ref("C-1")
    open_one = Enrollment(client_id, OPEN, program_id="friends", token="token", source="file")
    open_one.enrolled_at = open_one.first_enrolled_at = now
    open_one.save()
    told = doors({**TOLD, "client_ref": "C-1"})
    assert told["referral_url"] == "https://api.example/form/r/token"
    assert told["share_url"] == "https://api.example/form/r/token/share"
    base, _, signed = told["own_page_url"].rpartition("/")
    assert base == "https://api.example/form/me"
    assert tokens.client_of(Purpose.OWN_PAGE, signed, settings.link_keys) == client_id
    assert doors({**TOLD, "client_ref": "C-1"}) == told

"""A client's own no beside what staff type, what files bring, and erasing."""

import secrets
from datetime import datetime

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.block import Cause, delivered, stopped
from chalicelib.domain.client_row import ClientRow, changes
from chalicelib.domain.client_typed import typed_of
from chalicelib.domain.notice import Purpose
from chalicelib.domain.studio import Preferences, Studio
from chalicelib.flows.erase_client import erase_client
from chalicelib.flows.save_client import Edit, Outcome, save_client
from chalicelib.models import studio as studio_table
from chalicelib.models.block import remember
from chalicelib.models.client import Client
from chalicelib.models.draft import begin_draft
from chalicelib.services.files import FakeFiles
from tests.engine import Engine
from tests.flows.test_change_consent import MOBILE, goes, jane, say
from tests.letters import world


def saved(now: datetime, **typed: object) -> Outcome:
    """What an operator types into Jane's form."""
    studio = studio_table.load()
    client = Client.get("jane")
    base = typed_of(client.attribute_values, studio)
    actor = Actor(role=Role.OPERATOR, request_id="r")
    draft = begin_draft(secrets.token_hex(4), "client_edit", {}, actor=actor, now=now)
    edit = Edit(client_id="jane", version=client.version, base=base, typed={**base, **typed})
    return save_client(edit, draft, studio, actor=actor, now=now).outcome


def test_staff_who_take_down_a_yes_end_the_stop_and_who_change_else_do_not(
    tables: Engine, now: datetime
) -> None:
    world.set_up()
    jane(now)
    say(now, email=False)
    assert saved(now, last_name="Sea") == "stored"
    assert not goes(now, Purpose.MARKETING)
    assert saved(now, allow_email_marketing=True, consent_note="She asked at the desk.") == "stored"
    assert goes(now, Purpose.MARKETING)
    assert [(each["given"], each["source"]) for each in Client.get("jane").consents] == [
        (False, "own page"),
        (True, "staff"),
    ]


def test_a_file_does_not_undo_what_the_client_said(tables: Engine, now: datetime) -> None:
    studio = Studio(preferences=Preferences())
    world.jane(now, phones=[{**MOBILE, "sms": True}], allow_marketing=True, allow_email_marketing=True)
    say(now, email=False, text=False)
    row = ClientRow(
        client_ref="jane", fields={"allow_email_marketing": True, "city": "Portland"}, allow_sms=True
    )
    before = Client.get("jane").attribute_values
    changed = changes(row, before, studio, now)
    assert changed == {"city": "Portland"}
    fresh = {"client_id": "x", "phones": [MOBILE]}
    assert changes(row, fresh, studio, now)["allow_email_marketing"] is True
    assert changes(row, fresh, studio, now)["phones"][0]["sms"] is True


def test_an_erased_clients_number_is_forgotten_and_a_blocked_one_is_not(
    tables: Engine, now: datetime
) -> None:
    studio = Studio(preferences=Preferences())
    actor = Actor(role=Role.MANAGER, request_id="r")
    for number, told in (
        ("+12075550199", delivered(now)),
        ("+12075550198", stopped(Cause.OPTED_OUT, "m", now)),
    ):
        client_id = f"c{number[-1]}"
        world.jane(now, client_id, emails=[], phones=[{**MOBILE, "number": number}])
        remember(number, told)
        draft = begin_draft(client_id, "erase", {"client": client_id, "version": 1}, actor=actor, now=now)
        assert erase_client(draft, files=FakeFiles(), studio=studio, actor=actor, now=now) is None
    assert [row["contact"] for row in tables.rows("blocks")] == ["mobile:+12075550198"]

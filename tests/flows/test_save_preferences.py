from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.edit import Edit, edit_begun, edit_of
from chalicelib.domain.menu import Menu
from chalicelib.domain.objection import Objection
from chalicelib.flows.begin_edit import edit_as_shown
from chalicelib.flows.save_preferences import Outcome, Saved, save_preferences
from chalicelib.models import studio as table
from chalicelib.models.audit import audit_of
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.list_item import item_put
from chalicelib.models.number import last_number, take_block
from chalicelib.models.transaction import transact
from tests.handlers.studios import STUDIO, TWO_PLACES, store, studio_with

MANAGER = Actor(role=Role.MANAGER, request_id="r1")


def typed(menu: Menu = Menu.REFERRAL, **values: str) -> Edit:
    """An edit of what stands."""
    return edit_begun(menu, table.load()).typing(values)


def kept(edit: Edit, now: Any, draft_id: str = "d1") -> Draft:
    return begin_draft(draft_id, edit.menu.value, edit.content(), actor=MANAGER, now=now, about="preferences")


def save(edit: Edit, now: Any, draft_id: str = "d1") -> Saved:
    return save_preferences(edit, kept(edit, now, draft_id), actor=MANAGER, now=now)


def stored() -> Any:
    return table.load().preferences


def test_preferences_are_saved_whole_or_not_at_all(tables, now):
    store()
    before = stored()
    refused = save(typed(organization_label="School", link_to_booking="yes"), now)
    assert refused.outcome is Outcome.OBJECTED
    assert refused.judgement.objections == {"link_to_booking": Objection.BOOKING_HAS_NO_ADDRESS}
    assert stored() == before
    assert not audit_of("preferences", 10)

    assert (
        save(typed(organization_label="School", color_button="#123456"), now, "d2").outcome is Outcome.STORED
    )
    assert (stored().organization_label, stored().colors["button"]) == ("School", "#123456")
    assert stored().version == before.version + 1


def test_of_two_who_save_at_once_the_second_is_told_and_nothing_is_written_over(tables, now):
    store()
    first, second = typed(organization_label="School"), typed(organization_label="other", color_link="#000")
    assert save(first, now).outcome is Outcome.STORED
    assert save(second, now, "d2").outcome is Outcome.OVERTAKEN
    assert (stored().organization_label, stored().colors.get("link")) == ("School", None)


def test_what_is_saved_between_reading_and_writing_is_not_written_over(tables, now, monkeypatch):
    store()
    edit, stale = typed(color_link="#004400"), table.load()
    draft = kept(edit, now)
    assert save(typed(Menu.COMPANY, studio_name="Theirs"), now, "d2").outcome is Outcome.STORED
    monkeypatch.setattr("chalicelib.flows.save_preferences.load", lambda: stale)
    assert save_preferences(edit, draft, actor=MANAGER, now=now).outcome is Outcome.OVERTAKEN
    assert (stored().studio_name, stored().colors) == ("Theirs", {})
    monkeypatch.undo()
    assert save_preferences(edit, draft, actor=MANAGER, now=now).outcome is Outcome.STORED


def test_what_another_menu_changed_meanwhile_is_no_conflict_and_stays(tables, now):
    store()
    colors = typed(color_link="#004400")
    assert save(typed(Menu.COMPANY, studio_name="New Name"), now).outcome is Outcome.STORED
    assert save(colors, now, "d2").outcome is Outcome.STORED
    assert (stored().studio_name, stored().colors["link"]) == ("New Name", "#004400")


def test_a_repeat_of_a_draft_changes_nothing(tables, now):
    store()
    edit = typed(organization_label="School")
    draft = kept(edit, now)
    assert save_preferences(edit, draft, actor=MANAGER, now=now).outcome is Outcome.STORED
    before = tables.images()
    later = now + timedelta(minutes=11)
    # As read before the first one was done, and as it stands now.
    assert save_preferences(edit, draft, actor=MANAGER, now=later).outcome is Outcome.USED
    again = Draft.find("d1", "preferences", later)
    assert again is not None
    assert save_preferences(edit, again, actor=MANAGER, now=later).outcome is Outcome.USED
    assert tables.images() == before


def test_one_audit_record_a_save_holds_what_changed_and_nothing_else(tables, now):
    store(STUDIO)
    for place in TWO_PLACES.values():
        table.save_item(place)
    version = stored().version
    assert save(typed(field_mobile="required", place_main="Town"), now).outcome is Outcome.STORED
    (record,) = audit_of("preferences", 10)
    assert record.before == {"field_mobile": "optional", "place_main": "Downtown", "version": version}
    assert record.after == {"field_mobile": "required", "place_main": "Town", "version": version + 1}
    assert (record.role, record.request_id, record.what) == ("manager", "r1", "save")


def test_a_location_that_was_changed_meanwhile_is_not_written_over(tables, now):
    store(STUDIO)
    for place in TWO_PLACES.values():
        table.save_item(place)
    edit = typed(place_main="Town")
    assert transact([item_put(table.load().locations["lake"])]).stands  # Another one: no matter.
    standing = table.load().locations["main"]
    renamed = item_put(standing.__class__(**{**standing.__dict__, "display_name": "Theirs"}))
    assert transact([renamed]).stands
    assert save(edit, now).outcome is Outcome.OVERTAKEN
    assert table.load().locations["main"].display_name == "Theirs"


def test_while_the_program_is_off_nothing_but_the_switch_is_taken(tables, now):
    store(studio_with(form_active=False))
    before = stored()
    for values in (
        {"organization_label": "School"},
        {"style": "link", "redirect_url": "https://studio.example"},
    ):
        refused = save(typed(Menu.REFERRAL, **values), now, f"d{len(values)}")
        assert refused.judgement.objections == {"form_active": Objection.SWITCHED_OFF}
    assert stored() == before
    assert save(typed(form_active="yes", organization_label="School"), now, "d3").outcome is Outcome.STORED
    assert (stored().form_active, stored().organization_label) == (True, "School")


def test_switching_off_keeps_every_value(tables, now):
    store(studio_with(colors={"button": "#123456"}))
    assert save(typed(form_active="no"), now).outcome is Outcome.STORED
    assert (stored().form_active, stored().colors) == (False, {"button": "#123456"})


@pytest.mark.parametrize(
    ("menu", "name", "value"),
    [
        (Menu.REFERRAL, "studio_name", "Mine"),
        (Menu.REFERRAL, "booking_url", "https://book.example"),
        (Menu.BOOKING, "form_active", "no"),
        (Menu.BOOKING, "field_mobile", "required"),
        (Menu.COMPANY, "color_text", "#000000"),
    ],
)
def test_a_menu_changes_its_own_settings_alone(tables, now, menu, name, value):
    store()
    before = stored()
    assert save(typed(menu, **{name: value}), now).judgement.objections == {name: Objection.NOT_OF_THIS_MENU}
    assert stored() == before


def test_the_next_number_goes_up_and_never_down(tables, now):
    store()
    take_block(5)
    assert last_number() == 1005
    assert save(typed(Menu.COMPANY, next_number="1005"), now).judgement.objections == {
        "next_number": Objection.NUMBER_WAS_GIVEN
    }
    assert save(typed(Menu.COMPANY, next_number="2000"), now, "d2").outcome is Outcome.STORED
    assert list(take_block(2)) == [2000, 2001]
    assert save(typed(Menu.COMPANY, next_number="1500"), now, "d3").outcome is Outcome.OBJECTED
    assert last_number() == 2001


def test_what_a_screen_showed_before_there_was_a_draft_is_found_again(tables, now):
    store()
    shown = edit_begun(Menu.REFERRAL, table.load())
    assert save(typed(color_text="#111111", color_link="#004400"), now).outcome is Outcome.STORED
    found = edit_as_shown(Menu.REFERRAL, table.load(), shown.version, shown.fingerprint)
    assert found is not None
    assert found.read == shown.read
    assert set(found.overtaken_by({**shown.read, "color_text": "#111111"})) == {"color_text"}
    assert edit_as_shown(Menu.REFERRAL, table.load(), shown.version, "0" * 16) is None


def test_going_on_from_what_others_saved_takes_over_theirs_or_keeps_mine(tables, now):
    store()
    mine = typed(color_text="#222222", color_link="#004400")
    assert save(typed(color_text="#111111", color_error="#990000"), now).outcome is Outcome.STORED
    now_shown = edit_begun(Menu.REFERRAL, table.load())
    keep = mine.upon(now_shown.read, now_shown.version, theirs=False)
    take = mine.upon(now_shown.read, now_shown.version, theirs=True)
    assert keep.typed == {"color_text": "#222222", "color_link": "#004400"}
    assert take.typed == {"color_link": "#004400"}
    assert save(keep, now, "d2").outcome is Outcome.STORED
    assert [stored().colors[name] for name in ("text", "link", "error")] == ["#222222", "#004400", "#990000"]


def test_saving_is_one_query_and_one_transaction(tables, now):
    store()
    edit = typed(organization_label="School")
    draft = kept(edit, now)
    before = tables.requests
    assert save_preferences(edit, draft, actor=MANAGER, now=now).outcome is Outcome.STORED
    assert tables.requests - before == 2


def test_a_draft_keeps_an_edit_as_it_is(tables, now):
    store()
    edit = typed(organization_label="other", organization_label_other="Club")
    kept(edit, now)
    draft = Draft.find("d1", "preferences", now)
    assert draft is not None
    assert edit_of(Menu.REFERRAL, draft.content) == edit

from dataclasses import replace

from chalicelib.domain.set_up import Objection
from chalicelib.flows.save_preferences import save_preferences
from chalicelib.models import studio as table
from tests.handlers.studios import store


def test_preferences_are_saved_whole_or_not_at_all(tables):
    store()
    standing = table.load().preferences
    refused = save_preferences(replace(standing, studio_name="New", link_to_booking=True))
    assert not refused.is_stored
    assert refused.judgement.objections == {"link_to_booking": Objection.BOOKING_HAS_NO_ADDRESS}
    assert table.load().preferences == standing

    wanted = replace(standing, studio_name="New", link_to_booking=True, booking_url="https://book.example/")
    assert save_preferences(wanted).is_stored
    assert save_preferences(wanted).is_stored
    assert table.load().preferences == replace(wanted, version=standing.version + 1)


def test_of_two_who_save_at_once_the_second_is_told(tables):
    store()
    standing = table.load().preferences
    assert save_preferences(replace(standing, studio_name="First")).is_stored
    late = save_preferences(replace(standing, studio_name="Second"))
    assert (late.is_stored, dict(late.judgement.objections)) == (False, {})
    assert table.load().preferences.studio_name == "First"

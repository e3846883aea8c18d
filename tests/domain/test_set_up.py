import pytest

from chalicelib.domain.objection import Objection
from chalicelib.domain.set_up import Hint, judged
from chalicelib.domain.studio import BookingStyle, FieldOption, Preferences, Studio
from tests.handlers.studios import STUDIO, studio_with

HIDDEN = FieldOption.HIDDEN


def objections(**preferences: object) -> dict[str, Objection]:
    return dict(judged(studio_with(**preferences).preferences, STUDIO).objections)


def test_the_studio_as_it_is_may_be_saved():
    assert objections() == {}
    assert dict(judged(Preferences(), Studio(preferences=Preferences())).objections) == {}


@pytest.mark.parametrize(
    ("preferences", "name", "objection"),
    [
        ({"link_to_booking": True}, "link_to_booking", Objection.BOOKING_HAS_NO_ADDRESS),
        ({"link_to_booking": True, "booking_url": "https://book.example"}, None, None),
        (
            {"link_to_booking": True, "booking_url": "http://book.example"},
            "booking_url",
            Objection.NOT_A_WEB_ADDRESS,
        ),
        ({"style": BookingStyle.LINK}, "redirect_url", Objection.LINK_STYLE_HAS_NO_WAY_BACK),
        ({"style": BookingStyle.LINK, "redirect_url": "https://studio.example"}, None, None),
        ({"redirect_url": "javascript:alert(1)"}, "redirect_url", Objection.NOT_A_WEB_ADDRESS),
        ({"privacy_url": "//evil.example"}, "privacy_url", Objection.NOT_A_WEB_ADDRESS),
        ({"website": "studio.example"}, "website", Objection.NOT_A_WEB_ADDRESS),
        ({"website": "http://127.0.0.1:4567"}, None, None),
        (
            {"additional_origins": ("https://x.example; script-src *",)},
            "additional_origins",
            Objection.NOT_AN_ORIGIN,
        ),
        (
            {"additional_origins": tuple(f"https://s{number}.example" for number in range(11))},
            "additional_origins",
            Objection.TOO_MANY,
        ),
        ({"default_status_id": "gone"}, "default_status_id", Objection.UNKNOWN),
        ({"default_lead_source_id": "gone"}, "default_lead_source_id", Objection.UNKNOWN),
        ({"default_status_id": None, "default_lead_source_id": None}, None, None),
        ({"zone": "US/Nowhere"}, "zone", Objection.UNKNOWN),
        ({"zone": "../etc/passwd"}, "zone", Objection.UNKNOWN),
        ({"organization_label": "o" * 50}, None, None),
        ({"organization_label": "o" * 51}, "organization_label", Objection.TOO_LONG),
        ({"submissions_per_day_max": 0}, "submissions_per_day_max", Objection.NOT_FROM_ONE),
        ({"field_options": {"shoe_size": HIDDEN}}, "field_options", Objection.UNKNOWN),
        ({"field_options": {"last_name": HIDDEN}}, "field_options", Objection.CANNOT_BE_HIDDEN),
        ({"field_options": {"email": HIDDEN, "mobile": HIDDEN}}, "field_options", Objection.CANNOT_BE_HIDDEN),
        ({"field_options": {"email": HIDDEN}}, None, None),
        ({"colors": {"shadow": "#000"}}, "colors", Objection.UNKNOWN),
        ({"colors": {"text": "red"}}, "colors", Objection.NOT_A_COLOR),
        ({"colors": {"text": "", "link": "#abc"}}, None, None),
    ],
)
def test_a_preference_that_cannot_work_is_not_saved(preferences, name, objection):
    assert objections(**preferences) == ({} if name is None else {name: objection})


@pytest.mark.parametrize(
    ("preferences", "hints"),
    [
        ({}, ()),
        ({"website": ""}, (Hint.NO_WEBSITE_TO_FRAME_THE_FORM,)),
        ({"show_logo": True}, (Hint.LOGO_IN_A_FRAME,)),
        ({"show_logo": True, "style": BookingStyle.LINK, "redirect_url": "https://studio.example"}, ()),
        ({"country": "ZZ"}, (Hint.COUNTRY_WITHOUT_CALLING_CODE,)),
    ],
)
def test_the_operator_is_told_what_may_not_be_meant(preferences, hints):
    assert judged(studio_with(**preferences).preferences, STUDIO).hints == hints


def test_a_color_that_is_hard_to_read_is_repaired_and_the_operator_told():
    judgement = judged(studio_with(colors={"text": "#dddddd"}).preferences, STUDIO)
    assert not judgement.objections
    assert [(repair.name, repair.wanted) for repair in judgement.repairs] == [("text", "#dddddd")]

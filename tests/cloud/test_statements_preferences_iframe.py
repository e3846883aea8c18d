"""Each statement of *Referral Program Preferences* on the form inside a website, on the deployed product.

Saved in the console, seen by the form's next visitor, stored with the client who sends it.
"""

import pytest

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, somebody

CHILDREN = [f"Kid{letter}" for letter in "abcdef"]
DAYS = ("2027-12-01", "2027-12-02", "2027-12-03")


@pytest.fixture(scope="module")
def framed(office: Office) -> Office:
    """The studio with the style iFrame, its form not linked to booking, and these fields."""
    office.saved(
        General={"style": "link", "redirect_url": "https://lantern.example/", "link_to_booking": "no"},
        Look_and_feel={"color_link": "#204060"},
    )
    assert office.preferences["colors"]["link"] == "#204060"
    office.saved(
        General={"style": "iframe", "redirect_url": "", "link_to_booking": "no"},
        Logo={"show_logo": "no"},
        Clients={
            "default_status_id": "online",
            "default_lead_source_id": "web",
            "field_home_phone": "optional",
            "field_city": "optional",
            "field_may_we_email": "optional",
            "field_family": "optional",
            "field_preferred_dates": "optional",
            "organization_label": "other",
            "organization_label_other": "Club or team",
        },
        Look_and_feel={"color_link": ""},
    )
    return office


def test_the_style_iframe_embeds_the_process_in_your_website(framed: Office) -> None:
    assert framed.preferences["style"] == "iframe"
    policy = framed.page().headers["content-security-policy"]
    assert policy.endswith("frame-ancestors https://lantern.example https://www.lantern.example")


def test_with_the_style_iframe_no_redirect_url_is_necessary(framed: Office) -> None:
    assert framed.preferences["redirect_url"] == ""
    name = somebody()
    assert "Back to our website" not in framed.send(name).text
    assert len(framed.live.clients_at(f"{name}@friends.example")) == 1


def test_with_the_style_iframe_the_logo_is_not_necessary(framed: Office) -> None:
    assert framed.preferences["show_logo"] is False
    assert "<img" not in framed.page().text
    assert framed.page("logo").status == 404


def test_a_different_label_may_be_free_typed(framed: Office) -> None:
    assert framed.preferences["organization_label"] == "Club or team"
    assert '<label for="organization">Club or team' in framed.page().text


def test_family_information_lets_up_to_six_children_become_family_members(framed: Office) -> None:
    children = {f"child_{number}_name": name for number, name in enumerate(CHILDREN, 1)}
    client = framed.friend(**children)
    assert [each["first_name"] for each in client["family"]] == CHILDREN
    assert {each["relationship_id"] for each in client["family"]} == {"child"}
    assert "child_7_name" not in framed.page().form.values


def test_three_preferred_session_dates_are_listed_on_the_client_notes(framed: Office) -> None:
    client = framed.friend(**{f"preferred_date_{number}": day for number, day in enumerate(DAYS, 1)})
    assert client["notes"] == "Preferred session dates: 2027-12-01, 2027-12-02, 2027-12-03"
    edit = framed.operator.ask("client_edit", "edit", {"client": client["client_id"]})
    assert "2027-12-02" in framed.operator.press(edit, "Notes").values["notes"]


def test_a_referring_client_is_notified_each_time_they_earn_a_new_reward(framed: Office) -> None:
    referrer = framed.live.referrer(f"NOTIFY-{somebody()}")
    for rewards in (1, 2):
        framed.friend(path=f"r/{referrer.token}")
        eventually(lambda: len(framed.live.letters_to(referrer.email)) == rewards)  # noqa: B023 - waited for
        assert len(framed.live.rows("rewards", client_id=referrer.client_id)) == rewards


def test_blanking_out_a_color_sets_it_back_to_the_default(framed: Office) -> None:
    assert not framed.preferences["colors"].get("link")
    page = framed.page().text
    assert "--link:#" in page
    assert "--link:#204060" not in page

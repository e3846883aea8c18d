"""What a client passes on and looks at, on the deployed product: the share page, the cards, the own page."""

import re

import pytest

from tests.cloud.office import Office, somebody
from tests.cloud.programs import Person, assign, letter_to, path_of, paying, person, program, referral
from tests.cloud.visitor import Visitor

NOUNS = ("clients", "referrals", "links", "counters", "claims", "audit")


@pytest.fixture(scope="module")
def referrer(office: Office) -> Person:
    made = person(office)
    assign(office, made, program(office, "Passed on", **paying("25", reward_letter="yes")))
    return made


def own_page(office: Office, who: Person) -> str:
    """The signed page that stands in the client's letters."""
    referral(office, office.friend(path_of(office, who)))
    (address,) = set(re.findall(r"http\S+/me/\S+", letter_to(office, who.email, "reward")["BodyText"]))
    return str(address)


def test_the_share_page_the_cards_and_the_code_pass_the_link_on_and_opening_them_counts_as_nothing(
    office: Office, referrer: Person
) -> None:
    link = office.live.outputs["form_url"] + path_of(office, referrer)
    before = {noun: office.live.rows(noun) for noun in NOUNS}
    pages = {path: Visitor().get(f"{link}{path}") for path in ("", "/share", "/card", "/qr.svg")}
    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(pages, 200)
    assert f'value="{link}"' in pages["/share"].text
    assert pages["/qr.svg"].headers["content-type"] == "image/svg+xml"
    assert re.search(r'<meta property="og:title" content="[^"]+">', pages[""].text)
    for page in pages.values():
        assert referrer.ref not in page.text, "whose link it is stays unsaid"
    assert {noun: office.live.rows(noun) for noun in NOUNS} == before


def test_a_removed_clients_link_and_page_to_share_it_are_over(office: Office) -> None:
    who = person(office)
    assign(office, who, program(office, f"Left by {somebody()}"))
    path = path_of(office, who)
    screen = office.operator.press(
        office.operator.ask("client", "referrals", {"client": who.client_id}), "Move or remove"
    )
    office.operator.press(screen, "Remove from the program", {"reason": "Moved away."})
    assert office.page(f"{path}/share").status == 404
    assert "referred_by" not in office.friend(path)


def test_the_own_page_shows_by_get_and_acts_by_post(office: Office, referrer: Person) -> None:
    address = own_page(office, referrer)
    before = {noun: office.live.rows(noun) for noun in NOUNS}
    page = Visitor().get(address)
    (reward,) = office.live.rows("rewards", client_id=referrer.client_id)
    for words in ("Hello, Rosa", "Vera", "Reward earned", reward["code"], path_of(office, referrer)):
        assert words in page.text
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert {noun: office.live.rows(noun) for noun in NOUNS} == before
    stopped = Visitor().post(address, {"email": "no"})
    assert "your choice is stored" in stopped.text
    client = office.live.row("clients", client_id=referrer.client_id)
    assert client["allow_email_marketing"] is False
    assert client["consents"][-1]["source"] == "own page"
    Visitor().post(address, {"change": "I moved to Elm Street."})
    (task,) = office.live.row("clients", client_id=referrer.client_id)["tasks"]
    assert task["text"] == "Asks for a change: I moved to Elm Street."


def test_a_changed_address_is_nobodys_page(office: Office, referrer: Person) -> None:
    for path in ("me/x", "unsubscribe/x", "me/eyJpIjoxfQ.x7Qd"):
        assert office.page(path).status == 404

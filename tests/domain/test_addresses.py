import pytest

from chalicelib.domain import addresses
from chalicelib.domain.addresses import Channel, public_base

BASE = "https://forms.studio.example"
TOKEN = "7hq2m9xk4tw3p"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (addresses.referral(BASE, TOKEN), f"{BASE}/r/{TOKEN}"),
        (addresses.referral(BASE, TOKEN, Channel.FACEBOOK), f"{BASE}/r/{TOKEN}?c=fb"),
        (addresses.share(BASE, TOKEN), f"{BASE}/r/{TOKEN}/share"),
        (addresses.card(BASE, TOKEN), f"{BASE}/r/{TOKEN}/card"),
        (addresses.qr(BASE, TOKEN), f"{BASE}/r/{TOKEN}/qr.svg"),
        (addresses.own_page(BASE, "signed.text"), f"{BASE}/me/signed.text"),
        (addresses.unsubscribe(BASE, "signed.text"), f"{BASE}/unsubscribe/signed.text"),
    ],
)
def test_each_address_stands_below_the_form(made: str, expected: str) -> None:
    assert made == expected


@pytest.mark.parametrize("base", ["https://x.example/studio", "https://x.example/studio/"])
def test_a_base_with_a_stage_has_one_slash_whether_it_ends_in_one_or_not(base: str) -> None:
    assert addresses.share(base, TOKEN) == f"https://x.example/studio/r/{TOKEN}/share"


@pytest.mark.parametrize(
    ("public_url", "form_url", "base"),
    [
        ("", "", ""),
        ("", "https://api.example/studio/", "https://api.example/studio"),
        ("https://forms.example/", "https://api.example/studio/", "https://forms.example"),
        (" https://forms.example ", "", "https://forms.example"),
    ],
)
def test_the_studios_own_name_for_the_form_comes_first(public_url: str, form_url: str, base: str) -> None:
    assert public_base(public_url, form_url) == base

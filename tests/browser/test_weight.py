from urllib.parse import urlsplit

from chalicelib.services.logo import FOLDER
from chalicelib.services.shown_picture import JPEG
from tests.browser.conftest import OpenPage, Site
from tests.handlers.studios import studio_with
from tests.outside import OUTSIDE

LOGO = f"{FOLDER}bright.jpg"


def test_a_page_is_one_request_and_its_logo(open_page: OpenPage, site: Site):
    OUTSIDE.empty()
    OUTSIDE.open = True
    OUTSIDE.held.files[LOGO] = JPEG
    site.set_up(studio_with(show_logo=True, logo_key=LOGO))
    open_page(site.form_url)
    assert [urlsplit(address).path for address in site.requests] == ["/", "/logo"]

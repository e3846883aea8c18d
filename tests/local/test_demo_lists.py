"""The demonstration studio has something in each list, by the rules of the lists."""

from chalicelib.domain.list_item import objections
from chalicelib.domain.lists import ListKind, items_of, phone_labels
from chalicelib.models import studio as table
from local.demo.set_up import begin
from tests.engine import Engine

TOLD = {"host_page_url": "http://localhost:4566/", "form_url": "https://api.example/form"}


def test_each_list_of_the_demonstration_has_items_that_could_be_saved(tables: Engine) -> None:
    assert begin(TOLD) == {"live": False}
    studio = table.load()
    for kind in ListKind:
        items = items_of(studio, kind)
        assert len(items) >= 2, kind
        assert not [found for item in items if (found := objections(item, studio))], kind
    assert phone_labels(studio)[:3] == ("Mobile", "Home", "Work")

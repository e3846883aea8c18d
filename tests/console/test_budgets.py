"""No screen of the console costs more calls in a larger studio."""

from bench.console import SCREENS, cost, grown
from chalicelib.handlers import console
from tests.engine import Engine
from tests.flows import crowd
from tests.handlers.studios import store

SMALL, LARGE = 200, 3_000
NEED_MORE = {"booking_preferences", "company", "erase", "gift", "picture", "probe", "profile"}


def test_no_screen_costs_more_calls_in_a_larger_studio(tables: Engine) -> None:
    found = []
    for size in (SMALL, LARGE):
        tables.empty()
        crowd.gather(tables, size)
        store()
        found.append({asked.name: cost(asked) for asked in SCREENS})
    small, large = found
    assert [name for name in small if grown(small[name], large[name])] == []
    assert max(each.calls for each in large.values()) <= 11


def test_every_view_is_measured_or_is_one_of_those_whose_calls_its_own_tests_hold() -> None:
    measured = {asked.view for asked in SCREENS}
    assert set(console.NAMES) <= measured | NEED_MORE

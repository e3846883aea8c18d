from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.velocity import Limit, limits

NOW = datetime(2026, 11, 22, 2, 3, 4, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


def counted(now: datetime = NOW, **changed) -> list[Limit]:
    facts = {
        "source_ip": "192.0.2.7",
        "contacts": ("email:jane@x.com",),
        "link_tokens": ("7hq2km9x4vbrt",),
    } | changed
    return limits(**facts, per_day_max=200, now=now, zone=ZONE, key=b"key")


def test_address_contact_link_and_studio_each_have_their_limit():
    midnight = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert [(limit.counter.split(":")[0], limit.most, limit.ends_at) for limit in counted()] == [
        ("form-from", 5, datetime(2026, 11, 22, 2, 10, tzinfo=UTC)),
        ("form-from", 20, midnight),
        ("form-studio", 200, midnight),
        ("form-for", 3, midnight),
        ("form-by", 10, midnight),
    ]


def test_the_counters_say_nothing_of_who_is_counted():
    text = repr(counted())
    assert not any(secret in text for secret in ("192.0.2.7", "jane", "7hq2km9x4vbrt"))
    assert len({limit.counter for limit in counted()}) == 5


def test_nobody_can_be_followed_from_one_day_to_the_next():
    def last_parts(limits_: list[Limit]) -> set[str]:
        return {
            limit.counter.rsplit(":", 1)[1]
            for limit in limits_
            if not limit.counter.startswith("form-studio")
        }

    assert not last_parts(counted()) & last_parts(counted(NOW + timedelta(days=1)))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("", "", True),
        ("nonsense", "192.0.2.7", False),
    ],
)
def test_an_ipv6_line_is_counted_as_one(first, second, same):
    assert (counted(source_ip=first)[0] == counted(source_ip=second)[0]) is same


def test_a_window_ends_where_the_next_begins():
    before, after = NOW.replace(minute=9, second=59), NOW.replace(minute=10, second=0)
    assert counted(before)[0].counter != counted(after)[0].counter
    assert counted(before)[0].ends_at == after
    assert counted(before)[1] == counted(after)[1]

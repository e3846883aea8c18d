"""Instants as operators read them: by the studio's own clocks, to the minute."""

from datetime import datetime
from zoneinfo import ZoneInfo


def on_the_clock(at: datetime, zone: ZoneInfo) -> str:
    """`2026-11-22 14:30`, in this zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

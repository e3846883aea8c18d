"""Reading cells: text into the values that are stored, or the reason why not, in words for a report."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain import money
from chalicelib.domain.money import Cents
from chalicelib.domain.row import Bad, Row
from chalicelib.domain.studio import Studio

REF_MAX = 100
TEXT_MAX = 500
NOTES_MAX = 10_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES = {"yes", "y", "true", "1", "x"}
_NO = {"no", "n", "false", "0"}


class Cells:
    """The cells of one row. Each reader gives the value, or None for an empty cell; raises Bad."""

    def __init__(self, cells: Mapping[str, str], zone: ZoneInfo) -> None:
        self._cells = cells
        self._zone = zone

    def text(self, column: str, longest: int = TEXT_MAX) -> str | None:
        """One line of text, runs of blanks made one."""
        text = " ".join(self._clean(column).split())
        if len(text) > longest:
            raise Bad(column, f"is longer than {longest} characters")
        return text or None

    def lines(self, column: str) -> str | None:
        """Text of several lines."""
        lines = [" ".join(line.split()) for line in self._clean(column).splitlines()]
        text = "\n".join(lines).strip()
        if len(text) > NOTES_MAX:
            raise Bad(column, f"is longer than {NOTES_MAX} characters")
        return text or None

    def ref(self, column: str) -> str | None:
        """A reference of the studio's own system."""
        return self.text(column, REF_MAX)

    def needed_ref(self, column: str) -> str:
        """A reference that the row cannot do without."""
        ref = self.ref(column)
        if ref is None:
            raise Bad(column, "is missing")
        return ref

    def several(self, column: str) -> tuple[str, ...] | None:
        """Texts separated by semicolons, each once."""
        text = self.text(column, NOTES_MAX)
        if text is None:
            return None
        return tuple(dict.fromkeys(part for each in text.split(";") if (part := each.strip()))) or None

    def day(self, column: str) -> date | None:
        """A date."""
        text = self.text(column)
        if text is None:
            return None
        if not _DAY.fullmatch(text):
            raise Bad(column, "is not a date such as 2026-11-22")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Bad(column, "is not a day of the calendar") from None

    def instant(self, column: str) -> datetime | None:
        """A date and time in UTC. Without an offset it is the studio's own time; without a time, midnight."""
        text = self.text(column)
        if text is None:
            return None
        try:
            if not _DAY.match(text):
                raise ValueError
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=self._zone)
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Bad(column, "is not a date and time such as 2026-11-22T14:30") from None

    def updated_at(self) -> str | None:
        """When the row was last changed where it comes from, as text that sorts by time."""
        instant = self.instant("updated_at")
        return None if instant is None else instant.isoformat(timespec="microseconds")

    def cents(self, column: str, least: int | None = 0) -> Cents | None:
        """An amount of money, not below `least`."""
        text = self.text(column)
        if text is None:
            return None
        try:
            cents = money.from_text(text)
        except money.NotMoney as wrong:
            raise Bad(column, str(wrong)) from None
        if least is not None and cents < least:
            raise Bad(column, "is below zero" if least == 0 else f"is below {money.to_text(least)}")
        return cents

    def whole(self, column: str) -> int | None:
        """A whole number from 1."""
        text = self.text(column)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
            raise Bad(column, "is not a whole number from 1")
        return int(text)

    def yes_no(self, column: str) -> bool | None:
        """Yes or no."""
        text = self.text(column)
        if text is None:
            return None
        if text.casefold() in _YES:
            return True
        if text.casefold() in _NO:
            return False
        raise Bad(column, "is neither yes nor no")

    def location_id(self, studio: Studio) -> str | None:
        """One of the studio's locations, by its id, description or name."""
        text = self.text("location_ref")
        if text is None or text in studio.locations:
            return text
        wanted = text.casefold()
        for location_id, location in studio.locations.items():
            if wanted in (location.description.casefold(), location.display_name.casefold()):
                return location_id
        raise Bad("location_ref", "is no location of the studio")

    def _clean(self, column: str) -> str:
        text = self._cells.get(column, "")
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Bad(column, "is not UTF-8 text")
        text = unicodedata.normalize("NFC", text)
        return "".join(letter if letter.isprintable() or letter in "\n\r" else " " for letter in text)


def ref_of(row: Row, column: str) -> str | None:
    """A row's reference as it is kept, or None where there is none that can be."""
    try:
        return Cells(row.cells, ZoneInfo("UTC")).ref(column)
    except Bad:
        return None

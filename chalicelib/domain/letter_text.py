"""A studio's own letters: in which form they go, which version is meant, and what stands in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.letters import Kind


class LetterForm(StrEnum):
    """How a letter reaches a person."""

    EMAIL = "email"
    PRINT = "print"  # A form letter on paper.
    TEXT = "text"  # An SMS.


@dataclass(frozen=True)
class LetterRef:
    """One saved version of one letter; what it says never changes."""

    letter_id: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """The letter that is to go. Without `ref` it is the one that ships with the product."""

    kind: Kind
    form: LetterForm = LetterForm.EMAIL
    ref: LetterRef | None = None


@dataclass(frozen=True, kw_only=True)
class LetterText:
    """What a studio wrote, with its merge fields: an email has all parts, print `html`, a text `text`."""

    kind: Kind
    form: LetterForm
    subject: str = ""
    html: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterHead:
    """A letter as lists show it. `version` counts every change of the head, `latest` the saved texts."""

    letter_id: str
    kind: Kind
    form: LetterForm
    description: str
    latest: int
    changed_at: datetime
    inactive: bool = False
    version: int = 1

    @property
    def ref(self) -> LetterRef:
        """The version that goes from now on."""
        return LetterRef(self.letter_id, self.latest)

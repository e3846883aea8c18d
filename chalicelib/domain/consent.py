"""The two consents that the public form asks for, in the words that are kept as evidence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """One question. Whoever changes a word changes what later visitors have agreed to."""

    kind: str
    question: str
    note: str

    @property
    def wording(self) -> str:
        """What the visitor read, as it is kept with the answer."""
        return f"{self.question} {self.note}"


MAY_WE_EMAIL = Consent("email", "May we email you marketing material?", "You can unsubscribe at any time.")
MAY_WE_TEXT = Consent(
    "text", "May we text you?", "Message and data rates may apply. Reply STOP at any time to end it."
)

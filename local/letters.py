"""Writes each letter that we ship as a file a mail program opens: `make letters OUT=dir`."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.domain.ids import made_from
from chalicelib.domain.letters import Kind, merge_values
from chalicelib.domain.merge_fields import of_studio, of_values, samples
from chalicelib.domain.message import Message, Sender, mime
from chalicelib.domain.studio import Preferences
from chalicelib.services.letters import Letter, text_message, written

WRITTEN_AT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
SENDER = Sender(
    name="Harbor Light Photography",
    address="hello@harborlight.example",
    reply_to="studio@harborlight.example",
)
STUDIO = Preferences(
    studio_name="Harbor Light Photography",
    postal_address="12 Water Street\nPortland, ME 04101",
    phone="(207) 555-0142",
    website="https://www.harborlight.example",
    booking_url="https://www.harborlight.example/book",
    link_to_booking=True,
)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A letter as somebody could get it."""

    kind: Kind
    first_name: str
    to: str
    values: Mapping[str, str]


PROMISE = (
    "For every friend who has a first session with us you receive a $25.00 reward, "
    "and your friend a free 8×10 print."
)
SAMPLES = {
    "invitation": Sample(
        kind=Kind.INVITATION,
        first_name="Jane",
        to="jane@people.example",
        values={"program_name": "Family and friends", "program_promise": PROMISE},
    ),
    "invitation-plain": Sample(
        kind=Kind.INVITATION,
        first_name="Jane",
        to="jane@people.example",
        values={},
    ),
    "reminder": Sample(
        kind=Kind.REMINDER,
        first_name="Jane",
        to="jane@people.example",
        values={"program_name": "Family and friends", "program_promise": PROMISE},
    ),
    "reward": Sample(
        kind=Kind.REWARD,
        first_name="Jane",
        to="jane@people.example",
        values={
            "amount": "$25.00",
            "code": "LR-7K3Q-X9MD",
            "expires": "March 31, 2027",
            "friend_first_name": "Maya",
        },
    ),
    "gift": Sample(
        kind=Kind.GIFT,
        first_name="Maya",
        to="maya@people.example",
        values={
            "gift_text": "An 8×10 fine art print of your favorite photograph, matted and ready to frame",
            "code": "WELCOME-PRINT",
            "expires": "February 28, 2027",
            "referrer_first_name": "Jane",
        },
    ),
    "gift-reward": Sample(
        kind=Kind.GIFT,
        first_name="Maya",
        to="maya@people.example",
        values={
            "amount": "$10.00",
            "gift_text": "toward anything on your first order",
            "code": "LR-4HTW-2RNB",
            "referrer_first_name": "Jane",
        },
    ),
    "loyalty": Sample(
        kind=Kind.LOYALTY,
        first_name="Theodora",
        to="theodora@people.example",
        values={"amount": "$50.00", "code": "LR-Q8VC-6YJE", "expires": "November 22, 2027"},
    ),
    "thanks": Sample(
        kind=Kind.THANKS,
        first_name="Theodora",
        to="theodora@people.example",
        values={"amount": "$50.00", "code": "LR-W3PN-H7TD", "expires": "November 22, 2027"},
    ),
    "expiring": Sample(
        kind=Kind.EXPIRING,
        first_name="Jane",
        to="jane@people.example",
        values={"amount": "$25.00", "code": "LR-7K3Q-X9MD", "expires": "March 31, 2027"},
    ),
    "profile_request": Sample(
        kind=Kind.PROFILE_REQUEST,
        first_name="Theodora",
        to="theodora@people.example",
        values={},
    ),
}


def facts(sample: Sample, studio: Preferences = STUDIO) -> dict[str, str]:
    """What the sample's letter says of the person and the studio."""
    values = of_values(sample.kind, merge_values(sample.kind, sample.values))
    return {
        **samples(sample.kind),
        **of_studio(studio),
        "client.first_name": sample.first_name,
        **values,
    }


def letter(sample: Sample, studio: Preferences = STUDIO) -> Letter:
    """The sample's letter, as the product writes it."""
    return written(sample.kind, facts(sample, studio), studio.colors)


def text(sample: Sample, studio: Preferences = STUDIO) -> str:
    """The same as a text message."""
    return text_message(sample.kind, facts(sample, studio))


def messages() -> Iterator[tuple[str, bytes]]:
    """Each sample's name, and the message as it would travel."""
    for name, sample in SAMPLES.items():
        read = letter(sample)
        yield (
            name,
            mime(
                Message(
                    reference=made_from("sample", name),
                    sender=SENDER,
                    to=sample.to,
                    subject=read.subject,
                    text=read.text,
                    html=read.html,
                    written_at=WRITTEN_AT,
                    unsubscribe_url=facts(sample).get("unsubscribe.link", ""),
                )
            ),
        )


def write(folder: Path) -> list[Path]:
    """Write every sample into `folder` as `<name>.eml`, and as a text message `<name>.txt`; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, raw in messages():
        files.append(folder / f"{name}.eml")
        files[-1].write_bytes(raw)
        files.append(folder / f"{name}.txt")
        files[-1].write_text(text(SAMPLES[name]) + "\n")
    return files


if __name__ == "__main__":
    for file in write(Path(sys.argv[1] if len(sys.argv) > 1 else "letters")):
        print(file)

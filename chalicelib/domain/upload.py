"""Pictures that are put into the bucket: what each is meant for, and why one is refused, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.jpeg import PIXELS_MAX, SCANS_MAX, SIDE_MAX, SIDE_MIN, Flaw

FOLDER = "uploads/"
REFUSED_SUFFIX = ".refused.txt"
BYTES_MAX = 10 * 1024 * 1024
NAME_MAX = 200


class Purpose(StrEnum):
    """What a picture is for, by the folder under `uploads/` that it was put into."""

    LOGO = "logo"
    PICTURE = "pictures"
    SHARE = "share"


class Refusal(StrEnum):
    """Why a picture is not taken, in order of precedence."""

    WRONG_FOLDER = "wrong_folder"
    TOO_MANY_BYTES = "too_many_bytes"
    NOBODY = "nobody"
    TWO_CLIENTS = "two_clients"
    NO_JPEG = "no_jpeg"
    CUT_OFF = "cut_off"
    UNUSUAL = "unusual"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"


TOLD: Mapping[Refusal, str] = {
    Refusal.WRONG_FOLDER: "Put a logo into uploads/logo/, the picture of shared links into uploads/share/"
    " and a client's picture into uploads/pictures/.",
    Refusal.TOO_MANY_BYTES: f"The file is larger than {BYTES_MAX // 1024**2} MB. Save it smaller.",
    Refusal.NOBODY: "No client has the number or reference that the file's name begins with."
    " Name it by the client's number, such as 1042.jpg or 1042 Jane Doe.jpg.",
    Refusal.TWO_CLIENTS: "The file's name is the number of one client and the reference of another."
    " Name it by the client's id, which the client's screen shows under Picture.",
    Refusal.NO_JPEG: "This is not a JPEG, whatever its name says. Save the picture as JPEG.",
    Refusal.CUT_OFF: "The file is cut off: its end is missing. Upload it again.",
    Refusal.UNUSUAL: "This is a JPEG of a kind that browsers do not show. Save it as an ordinary JPEG.",
    Refusal.TOO_SMALL: f"The picture has fewer than {SIDE_MIN} pixels on one side.",
    Refusal.TOO_LARGE: f"The picture has more than {PIXELS_MAX // 10**6} million pixels,"
    f" a side of more than {SIDE_MAX:,}, or more than {SCANS_MAX} layers. Save it smaller.",
    Refusal.DAMAGED: "The picture is damaged and cannot be drawn. Save it again as JPEG.",
}
"""What the operator reads."""


@dataclass(frozen=True)
class Upload:
    """A file under `uploads/`: what it is for (None: no folder of ours) and its name."""

    key: str
    purpose: Purpose | None
    name: str

    @property
    def refused_key(self) -> str:
        """Where the report of its refusal stands."""
        return self.key + REFUSED_SUFFIX


def upload_of(key: str) -> Upload | None:
    """What the file with this key is meant for; None for what is no upload: a folder, or a report of ours."""
    if not key.startswith(FOLDER) or key.endswith((REFUSED_SUFFIX, "/")):
        return None
    folder, _, name = key.removeprefix(FOLDER).partition("/")
    purpose = {each.value: each for each in Purpose}.get(folder) if name and "/" not in name else None
    return Upload(key, purpose, key.rpartition("/")[2])


def client_names(name: str) -> tuple[str, ...]:
    """What a picture's name may say of whose it is: all of it, else its first word; no ending."""
    stem = name.rpartition(".")[0] or name
    words = stem.split()
    return tuple(dict.fromkeys(each for each in (stem.strip(), words[0] if words else "") if each))[:2]


def refusal_of(flaw: Flaw) -> Refusal:
    """The refusal for what is wrong with the file itself."""
    return Refusal(flaw.value)


def report(upload: Upload, refusal: Refusal) -> str:
    """The words beside a refused file."""
    return f"{upload.name[:NAME_MAX]} was not taken.\n{TOLD[refusal]}\n"

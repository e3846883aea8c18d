"""Pictures are uploaded, refused, shown and removed."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.picture import double_of, picture_key
from chalicelib.flows.change_logo import remove_logo, remove_share_picture, show_logo
from chalicelib.flows.picture_taking import Told
from chalicelib.flows.remove_picture import remove_picture
from chalicelib.flows.take_upload import take_upload
from chalicelib.models import studio
from chalicelib.services.files import files
from tests.domain.jpegs import turned
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
LOGO, PICTURE, BAD = "uploads/logo/studio.jpg", "uploads/pictures/1042 Rita.jpg", "uploads/logo/page.jpg"
SHARED = "uploads/share/link.jpg"
SMALL = cache(partial(turned, 6, 120, 160))


def _waits(ground: Ground, key: str) -> None:
    scenes.studio()
    scenes.client("rita", ground.now, number=1042)
    ground.files[key] = b"<html>" if key == BAD else SMALL()
    if key == LOGO:
        ground.files[LOGO + ".refused.txt"] = b"It was refused before."


def take(ground: Ground, key: str) -> None:
    """S3 tells of the file, always of the same instant."""
    body = ground.files[key]
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    told = Told(key=key, etag=etag, size=len(body), sequencer="1", at=ground.start)
    take_upload(told, files=files(), now=ground.now)


def _logo_taken(ground: Ground) -> Iterator[str]:
    key = studio.load().preferences.logo_key
    return missing(
        it_is_the_logo=bool(key),
        both_sizes_stand={key, double_of(key)} <= ground.files.keys(),
        one_record=[row["request_id"] for row in ground.rows("audit")] == ["1"],
        no_old_report=LOGO + ".refused.txt" not in ground.files,
    )


def _shared_taken(ground: Ground) -> Iterator[str]:
    key = studio.load().preferences.share_picture_key
    return missing(
        it_is_the_picture=bool(key),
        it_stands=key in ground.files,
        the_logo_is_as_it_was=not studio.load().preferences.logo_key,
        one_record=[row["what"] for row in ground.rows("audit")] == ["share picture uploaded"],
    )


def _shared_stands(ground: Ground) -> None:
    scenes.studio(replace(scenes.PREFERENCES, share_picture_key="share/3f2a-1200x630.jpg"))


def _remove_shared(ground: Ground) -> None:
    remove_share_picture("share/3f2a-1200x630.jpg", actor=MANAGER, now=ground.now)


def _shared_removed(ground: Ground) -> Iterator[str]:
    preferences = studio.load().preferences
    return missing(
        there_is_none=not preferences.share_picture_key,
        once=preferences.version == 2,
        one_record=[row["what"] for row in ground.rows("audit")] == ["share picture removed"],
    )


def _picture_taken(ground: Ground) -> Iterator[str]:
    rita = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        it_is_hers=rita.get("picture_key") == picture_key(scenes.RITA),
        once=rita.get("version") == 2,
        both_sizes_stand=_both_stand(ground),
        one_record=[row["about"] for row in ground.rows("audit")] == [f"client#{scenes.RITA}"],
    )


def _both_stand(ground: Ground) -> bool:
    key = picture_key(scenes.RITA)
    return {key, double_of(key)} <= ground.files.keys()


def _refused(ground: Ground) -> Iterator[str]:
    shown = ground.row("studio", record="upload#logo") or {}
    return missing(
        it_says_why=b"not a JPEG" in ground.files.get(BAD + ".refused.txt", b""),
        the_screen_too=shown.get("settings", {}).get("result", {}).get("refusal") == "no_jpeg",
        no_logo=not studio.load().preferences.logo_key,
    )


def _logo_stands(ground: Ground) -> None:
    scenes.studio(replace(scenes.PREFERENCES, logo_key="logo/3f2a-320x96.jpg"))


def _show(ground: Ground) -> None:
    show_logo(True, was=False, actor=MANAGER, now=ground.now)


def _remove(ground: Ground) -> None:
    remove_logo("logo/3f2a-320x96.jpg", actor=MANAGER, now=ground.now)


def _changed(ground: Ground, what: str) -> Iterator[str]:
    preferences = studio.load().preferences
    return missing(
        it_is_done=preferences.show_logo if what == "logo shown" else not preferences.logo_key,
        once=preferences.version == 2,
        one_record=[row["what"] for row in ground.rows("audit")] == [what],
    )


def has_a_picture(ground: Ground) -> None:
    """Rita has a picture."""
    _waits(ground, PICTURE)
    take(ground, PICTURE)


def _remove_picture(ground: Ground) -> None:
    remove_picture(scenes.RITA, files=files(), actor=MANAGER, now=ground.now)


def _picture_removed(ground: Ground) -> Iterator[str]:
    rita = ground.row("clients", client_id=scenes.RITA) or {}
    removed = [row["what"] for row in ground.rows("audit") if row["what"] == "picture removed"]
    return missing(
        she_has_none="picture_key" not in rita,
        nothing_is_left=not any(key.startswith("pictures/") for key in ground.files),
        one_record=len(removed) == 1,
    )


def _removed_meanwhile(ground: Ground) -> None:
    """A manager removes the picture while an earlier upload is on its way, and has stored its files."""
    has_a_picture(ground)
    remove_picture(scenes.RITA, files=files(), actor=MANAGER, now=ground.now + timedelta(seconds=1))
    ground.files[picture_key(scenes.RITA)] = SMALL()


def _stays_removed(ground: Ground) -> Iterator[str]:
    rita = ground.row("clients", client_id=scenes.RITA) or {}
    return missing(
        she_has_none="picture_key" not in rita,
        nothing_is_left=not any(key.startswith("pictures/") for key in ground.files),
    )


FLOWS = (
    Flow(
        name="take_upload_that_comes_late",
        prepare=_removed_meanwhile,
        act=partial(take, key=PICTURE),
        goal=_stays_removed,
        calls=6,
    ),
    Flow(
        name="take_upload_of_a_logo",
        prepare=partial(_waits, key=LOGO),
        act=partial(take, key=LOGO),
        goal=_logo_taken,
        calls=7,
    ),
    Flow(
        name="take_upload_of_a_share_picture",
        prepare=partial(_waits, key=SHARED),
        act=partial(take, key=SHARED),
        goal=_shared_taken,
        calls=6,
    ),
    Flow(
        name="remove_share_picture",
        prepare=_shared_stands,
        act=_remove_shared,
        goal=_shared_removed,
        calls=3,
    ),
    Flow(
        name="take_upload_of_a_picture",
        prepare=partial(_waits, key=PICTURE),
        act=partial(take, key=PICTURE),
        goal=_picture_taken,
        calls=10,
    ),
    Flow(
        name="take_upload_that_is_refused",
        prepare=partial(_waits, key=BAD),
        act=partial(take, key=BAD),
        goal=_refused,
        calls=4,
        healed_later=True,
    ),
    Flow(
        name="show_logo",
        prepare=_logo_stands,
        act=_show,
        goal=partial(_changed, what="logo shown"),
        calls=3,
    ),
    Flow(
        name="remove_logo",
        prepare=_logo_stands,
        act=_remove,
        goal=partial(_changed, what="logo removed"),
        calls=3,
    ),
    Flow(
        name="remove_picture",
        prepare=has_a_picture,
        act=_remove_picture,
        goal=_picture_removed,
        calls=4,
    ),
)

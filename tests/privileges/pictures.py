"""What operators open of the studio's pictures and of clients', with one of each there."""

import app
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import uploads
from tests.faults.ground import Ground
from tests.privileges.work import CONSOLE, Context, Work

SCREENS = ("logo", "share_picture", "picture")


def _both_there(ground: Ground) -> None:
    uploads.has_a_picture(ground)
    for key in (uploads.LOGO, uploads.SHARED):
        ground.files[key] = uploads.SMALL()
        uploads.take(ground, key)
    preferences = studio.load().preferences
    assert preferences.logo_key
    assert preferences.share_picture_key


def _open(ground: Ground) -> None:
    del ground
    for view in SCREENS:
        answer = app.console({"view": view, "client": scenes.RITA}, Context(alias="manager"))
        assert "data:image/jpeg;base64," in answer, view


WORKS = (Work(name="pictures", functions=CONSOLE, prepare=_both_there, act=_open),)

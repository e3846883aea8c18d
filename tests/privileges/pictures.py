"""What operators open of the logo and of pictures, with a logo and a picture there."""

import app
from chalicelib.models import studio
from tests.faults import scenes
from tests.faults.flows import uploads
from tests.faults.ground import Ground
from tests.privileges.work import CONSOLE, Context, Work

SCREENS = ("logo", "picture")


def _both_there(ground: Ground) -> None:
    uploads.has_a_picture(ground)
    ground.files[uploads.LOGO] = uploads.SMALL()
    uploads.take(ground, uploads.LOGO)
    assert studio.load().preferences.logo_key


def _open(ground: Ground) -> None:
    del ground
    for view in SCREENS:
        answer = app.console({"view": view, "client": scenes.RITA}, Context(alias="manager"))
        assert "data:image/jpeg;base64," in answer, view


WORKS = (Work(name="pictures", functions=CONSOLE, prepare=_both_there, act=_open),)

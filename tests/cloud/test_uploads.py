"""Pictures through the bucket of the deployed product: drawn by the layer, served in both sizes, refused."""

import io
import re

from PIL import Image

from tests.cloud.live_studio import eventually
from tests.cloud.office import Office
from tests.cloud.visitor import Visitor
from tests.console.desk import Answer
from tests.domain.jpegs import looks_upright, turned


def put(office: Office, key: str, body: bytes) -> None:
    office.live.client("s3").put_object(Bucket=office.live.outputs["bucket"], Key=key, Body=body)


def test_a_camera_s_picture_becomes_the_logo_and_is_served_upright_in_both_sizes(office: Office) -> None:
    put(office, "uploads/logo/Our logo.jpg", turned(6, 900, 2400))
    screens: list[Answer] = []

    def taken() -> bool:
        screens.append(office.manager.ask("logo"))
        return "The last upload was taken Our logo.jpg" in screens[-1].words

    eventually(taken)
    screen = screens[-1]
    assert "It is shown 45 pixels wide and 120 high." in screen.words
    if screen.values["show_logo"] != "yes":
        office.manager.press(screen, "Save Show Logo", {"show_logo": "yes"})
    office.live.renew("api_handler")
    page = office.page().text
    ((plain, double),) = re.findall(r'<header>\s*<img src="(\S+)" srcset="(\S+) 2x"', page)
    sizes = []
    for address in (plain, double.replace("&amp;", "&")):
        body = Visitor().get(office.live.outputs["form_url"] + address).body
        assert looks_upright(body)
        assert b"Camera of Jane Lake" not in body
        sizes.append(Image.open(io.BytesIO(body)).size)
    assert sizes == [(45, 120), (90, 240)]
    office.manager.press(office.manager.ask("logo"), "Remove the logo")
    office.live.renew("api_handler")
    assert "<img" not in office.page().text


def test_what_is_no_picture_is_refused_in_words_on_the_screen_and_beside_the_file(office: Office) -> None:
    put(office, "uploads/logo/page.jpg", b"<!doctype html>")
    told = "This is not a JPEG, whatever its name says."
    eventually(lambda: told in office.manager.ask("logo").words)
    files, bucket = office.live.client("s3"), office.live.outputs["bucket"]
    beside = files.get_object(Bucket=bucket, Key="uploads/logo/page.jpg.refused.txt")["Body"].read()
    assert told in beside.decode()

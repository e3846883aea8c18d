import pytest

from chalicelib.domain.jpeg import Flaw
from chalicelib.domain.picture import double_of, logo_key, size_of
from chalicelib.domain.upload import TOLD, Purpose, Refusal, client_names, refusal_of, report, upload_of


@pytest.mark.parametrize(
    ("key", "purpose"),
    [
        ("uploads/logo/studio.jpg", Purpose.LOGO),
        ("uploads/logo/.jpg", Purpose.LOGO),
        ("uploads/pictures/1042.jpg", Purpose.PICTURE),
        ("uploads/studio.jpg", None),
        ("uploads/logos/studio.jpg", None),
        ("uploads/logo/old/studio.jpg", None),
    ],
)
def test_the_folder_says_what_a_picture_is_for(key, purpose):
    upload = upload_of(key)
    assert upload is not None
    assert (upload.purpose, upload.refused_key) == (purpose, key + ".refused.txt")


@pytest.mark.parametrize(
    "key", ["uploads/logo/", "uploads/", "uploads/logo/a.jpg.refused.txt", "logo/a.jpg", "imports/x.jpg", ""]
)
def test_folders_reports_and_other_files_are_no_uploads(key):
    assert upload_of(key) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1042.jpg", ("1042",)),
        ("1042 Jane Doe.JPG", ("1042 Jane Doe", "1042")),
        ("L-17.b.jpeg", ("L-17.b",)),
        ("1042", ("1042",)),
        (".jpg", (".jpg",)),
        ("   .jpg", ()),
    ],
)
def test_a_picture_is_named_after_its_client(name, expected):
    assert client_names(name) == expected


def test_every_flaw_and_refusal_has_its_words():
    assert {refusal_of(flaw) for flaw in Flaw} <= set(Refusal)
    assert TOLD.keys() == set(Refusal)
    upload = upload_of("uploads/logo/a.jpg")
    assert upload is not None
    assert report(upload, Refusal.NO_JPEG).splitlines() == ["a.jpg was not taken.", TOLD[Refusal.NO_JPEG]]


def test_a_logo_s_key_tells_its_size():
    key = logo_key(b"picture", 320, 96)
    assert size_of(key) == (320, 96)
    assert key != logo_key(b"another", 320, 96)
    assert double_of(key) == key.replace(".jpg", "@2x.jpg")
    assert size_of("logo/3f2a.jpg") is None

"""A picture was put into the bucket: the logo or a client's. What cannot be taken is refused in words.

Told again, or late, it changes nothing: what stands knows since when it stands.
"""

from datetime import datetime

from chalicelib.domain.upload import Purpose, Refusal, report, upload_of
from chalicelib.flows.picture_taking import NotTaken, Outcome, Taking, Told
from chalicelib.flows.take_logo import take_logo, take_share_picture
from chalicelib.flows.take_picture import take_picture
from chalicelib.models.transaction import transact
from chalicelib.models.upload import last_upload, last_upload_put
from chalicelib.services.files import FileChanged, Files

TEXT = "text/plain; charset=utf-8"
TAKEN_BY = {
    Purpose.LOGO: take_logo,
    Purpose.PICTURE: take_picture,
    Purpose.SHARE: take_share_picture,
}


def take_upload(told: Told, *, files: Files, now: datetime) -> Outcome:
    """Take the file that S3 told of, or leave a report beside it that says why not.

    The file itself stays until the bucket forgets it: it may be replaced at any moment, and what is new
    must not be thrown away with what was old.
    """
    upload = upload_of(told.key)
    if upload is None:
        return Outcome.NOT_MEANT
    taking = Taking(upload=upload, told=told, files=files, now=now)
    try:
        if upload.purpose is None:
            raise NotTaken(Refusal.WRONG_FOLDER)
        outcome = TAKEN_BY[upload.purpose](taking)
    except FileChanged:
        return Outcome.LATE
    except NotTaken as reason:
        _refuse(taking, reason.refusal)
        return Outcome.REFUSED
    if outcome is not Outcome.LATE:
        files.remove(upload.refused_key)
    return outcome


def _refuse(taking: Taking, refusal: Refusal) -> None:
    """Say so beside the file and on the screen; a repeat says the same again."""
    words = report(taking.upload, refusal)
    taking.files.put(taking.upload.refused_key, words.encode(), content_type=TEXT)
    purpose = taking.upload.purpose
    if purpose is not None:
        # Lost to another upload's result, it still stands beside the file.
        transact([last_upload_put(purpose, last_upload(purpose), result=taking.result(refusal=refusal))])

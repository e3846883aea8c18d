"""The letters table: a studio's own letters, each version as it was saved."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.domain.letter_text import LetterForm, LetterHead, LetterRef, LetterText
from chalicelib.domain.letters import Kind
from chalicelib.models.base import Table, WholeAttribute, table_name
from chalicelib.models.transaction import Check, Put

HEAD = 0
"""The version under which a letter's head stands."""
BUCKET = "letters"


class Heads(GlobalSecondaryIndex["Letter"]):  # type: ignore[no-untyped-call]
    """The heads alone, by kind and description."""

    class Meta:
        index_name = "heads"
        projection = AllProjection()

    head_of = UnicodeAttribute(hash_key=True)
    sorted_by = UnicodeAttribute(range_key=True)


class Letter(Table):
    """A letter's head (version 0), or one version of what it says, which is only ever put.

    The head has `description`, `latest`, `inactive`, `changed_at` and `changes`, which each change of it
    counts; a version has `subject`, `html`, `text` and `saved_by`, the role of whoever saved it.
    """

    class Meta:
        table_name = table_name("letters")

    heads = Heads()

    letter_id = UnicodeAttribute(hash_key=True)
    version = WholeAttribute(range_key=True)
    kind = UnicodeAttribute()
    form = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    latest = WholeAttribute(null=True)
    inactive = BooleanAttribute(default=False)
    changes = WholeAttribute(null=True)
    changed_at = UTCDateTimeAttribute()
    subject = UnicodeAttribute(null=True)
    html = UnicodeAttribute(null=True)
    text = UnicodeAttribute(null=True)
    saved_by = UnicodeAttribute(null=True)
    head_of = UnicodeAttribute(null=True)
    sorted_by = UnicodeAttribute(null=True)


def heads() -> list[LetterHead]:
    """Every letter of the studio, by kind and description, the retired ones too.

    Read through an index: what was saved within the last second may be missing.
    """
    return [_head(row) for row in Letter.heads.query(BUCKET)]


def head_of(letter_id: str) -> LetterHead | None:
    """The letter's head as it stands, strongly consistent, or None."""
    row = _find(letter_id, HEAD)
    return None if row is None else _head(row)


def current_ref(letter_id: str) -> LetterRef | None:
    """The version of the letter that goes from now on, also of a retired one; None where there is none."""
    head = head_of(letter_id)
    return None if head is None else head.ref


def offered_check(letter_id: str) -> Check:
    """Hold a transaction to the letter's being there and not retired."""
    standing = Letter.letter_id.exists() & (Letter.inactive == False)  # noqa: E712 - a condition
    return Check(Letter(letter_id, HEAD), standing)


def text_of(ref: LetterRef) -> LetterText | None:
    """What this version says, or None. One that was read never changes."""
    row = _find(ref.letter_id, ref.version) if ref.version > HEAD else None
    return None if row is None else _text(row)


def texts_of(refs: Sequence[LetterRef]) -> dict[LetterRef, LetterText]:
    """The same for several, a hundred of them a call."""
    keys = [(each.letter_id, each.version) for each in dict.fromkeys(refs)]
    rows = Letter.batch_get(keys, consistent_read=True) if keys else ()
    return {LetterRef(row.letter_id, row.version): _text(row) for row in rows}


def head_put(head: LetterHead) -> Put:
    """Store the head as its next version, refused when it was changed since `head.version` was read."""
    row = Letter(
        head.letter_id,
        HEAD,
        kind=head.kind.value,
        form=head.form.value,
        description=head.description,
        latest=head.latest,
        inactive=head.inactive,
        changes=head.version + 1,
        changed_at=head.changed_at,
        head_of=BUCKET,
        sorted_by=f"{list(Kind).index(head.kind)} {head.form.value} {head.description.casefold()}",
    )
    if head.version == 0:
        return Put(row, Letter.letter_id.does_not_exist())
    return Put(row, Letter.changes == head.version)


def version_put(ref: LetterRef, text: LetterText, *, saved_by: str, now: datetime) -> Put:
    """Store what a new version says; one that stands is never written over."""
    row = Letter(
        ref.letter_id,
        ref.version,
        kind=text.kind.value,
        form=text.form.value,
        changed_at=now,
        subject=text.subject,
        html=text.html,
        text=text.text,
        saved_by=saved_by,
    )
    return Put(row, Letter.letter_id.does_not_exist())


def _find(letter_id: str, version: int) -> Letter | None:
    try:
        return Letter.get(letter_id, version, consistent_read=True)
    except Letter.DoesNotExist:
        return None


def _text(row: Letter) -> LetterText:
    return LetterText(
        kind=Kind(row.kind),
        form=LetterForm(row.form),
        subject=row.subject or "",
        html=row.html or "",
        text=row.text or "",
    )


def _head(row: Letter) -> LetterHead:
    return LetterHead(
        letter_id=row.letter_id,
        kind=Kind(row.kind),
        form=LetterForm(row.form),
        description=row.description or "",
        latest=row.latest or 1,
        changed_at=row.changed_at,
        inactive=row.inactive,
        version=row.changes or 1,
    )

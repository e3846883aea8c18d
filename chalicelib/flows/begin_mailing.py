"""A mailing is begun: its list is asked for, and once that was looked at, the mailing is confirmed.

Both act once, however often the button comes.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.actor import Actor
from chalicelib.domain.ids import made_from, payload_hash
from chalicelib.domain.letter_text import LetterForm, LetterRef
from chalicelib.domain.mailing import UNCONFIRMED, Refusal, State, Wanted, not_ready
from chalicelib.domain.records import to_plain
from chalicelib.domain.studio import Studio
from chalicelib.flows.runner import Runner
from chalicelib.models.audit import audit_put
from chalicelib.models.draft import Draft
from chalicelib.models.letter import head_of
from chalicelib.models.mailing import BUCKET, Mailing
from chalicelib.models.transaction import Put, transact


def prepare_mailing(
    draft: Draft,
    wanted: Wanted,
    title: str,
    *,
    runner: Runner,
    actor: Actor,
    now: datetime,
    instead_of: str = "",
) -> str | Refusal:
    """Have the list of whom it goes to made in the background; the mailing's id.

    The one that this draft made of the same wish stands, unless a new one is asked for `instead_of` it;
    of another wish it is dropped. A repeat begins nothing new.
    """
    earlier, wish = str(draft.content.get("mailing") or ""), payload_hash(to_plain(wanted))
    if earlier and draft.content.get("wish") == wish and earlier != instead_of:
        return earlier
    letter = _letter(wanted.letter_id)
    if letter is Refusal.NO_LETTER:
        return Refusal.NO_LETTER
    mailing_id = made_from("mailing", draft.draft_id, wish, earlier)
    row = Mailing(
        mailing_id,
        title=title,
        draft_id=draft.draft_id,
        criteria=to_plain(wanted.criteria),
        kind=wanted.kind.value,
        form=wanted.form.value,
        letter_id=letter.letter_id if isinstance(letter, LetterRef) else None,
        letter_version=letter.version if isinstance(letter, LetterRef) else None,
        program_id=wanted.program_id or None,
        skip_enrolled=wanted.skip_enrolled,
        created_at=now,
        unfinished_bucket=BUCKET,
        next_at=now,
    )
    chosen = {name: value for name, value in to_plain(wanted.criteria).items() if value}
    told = {"mailing": title, **chosen}
    audit = audit_put(f"mailing#{mailing_id}", "prepare", before={}, after=told, actor=actor, now=now)
    # Refused only where this very mailing stands already, by our own earlier try.
    transact([Put(row, Mailing.mailing_id.does_not_exist()), audit])
    if draft.change({**draft.content, "mailing": mailing_id, "wish": wish, "unticked": []}, now):
        _drop_list(earlier)
    runner.start(mailing_id)
    return mailing_id


def _drop_list(mailing_id: str) -> None:
    """Let a list that nobody confirmed go."""
    mailing = Mailing.find(mailing_id)
    if mailing is not None and mailing.state in UNCONFIRMED:
        dropped = {"state": State.DROPPED.value, "next_at": None, "unfinished_bucket": None}
        transact([mailing.move_write(dropped)])


def confirm_mailing(
    draft: Draft,
    *,
    unticked: Sequence[str],
    reviewed: int | None,
    begins_at: datetime | None,
    studio: Studio,
    runner: Runner,
    actor: Actor,
    now: datetime,
) -> Refusal | None:
    """Set the mailing of this draft going, now or at `begins_at`; why not, if it may not.

    `reviewed` is how many the operator was told; the letter goes as it is saved at this moment. The
    mailing, the draft and the audit are one transaction, so that of two who confirm one does.
    """
    mailing = Mailing.find(str(draft.content.get("mailing") or ""))
    if mailing is None:
        return Refusal.GONE
    if mailing.state != State.PREPARED:
        return Refusal.NOT_PREPARED
    many = mailing.found.get("to", 0) - len(unticked)
    if reviewed != many:
        return Refusal.CHANGED
    why = not_ready(
        actor.role,
        many,
        form=LetterForm(mailing.form),
        program=studio.programs.get(mailing.program_id or ""),
        enrolls=mailing.program_id is not None,
        studio=studio.preferences,
    )
    letter = _letter(mailing.letter_id or "")
    if why is not None or letter is Refusal.NO_LETTER:
        return why or Refusal.NO_LETTER
    is_later = begins_at is not None and begins_at > now
    values = {
        "state": (State.PLANNED if is_later else State.SENDING).value,
        "unticked": list(unticked),
        "letter_version": letter.version if isinstance(letter, LetterRef) else None,
        "begins_at": begins_at if is_later else now,
        "confirmed_at": now,
        "unfinished_bucket": BUCKET,
        "next_at": begins_at if is_later else now,
    }
    told = {"mailing": mailing.title, "recipients": many, "state": values["state"]}
    about = f"mailing#{mailing.mailing_id}"
    outcome = f"The mailing to {many:,} clients was confirmed."
    result = transact(
        [
            mailing.move_write(values),
            draft.used_write(outcome, now, content={"mailing": mailing.mailing_id}),
            audit_put(about, "confirm", before={}, after=told, actor=actor, now=now),
        ]
    )
    if not result.stands:
        return Refusal.NOT_PREPARED
    if not is_later:
        runner.start(mailing.mailing_id)
    return None


def _letter(letter_id: str) -> LetterRef | Refusal | None:
    """The version that goes from now on; None for the letter that ships, a refusal for a retired one."""
    if not letter_id:
        return None
    head = head_of(letter_id)
    return Refusal.NO_LETTER if head is None or head.inactive else head.ref

"""The notices table: one message to one person for one cause, queued with the cause and sent once."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.ids import made_from, payload_hash
from chalicelib.domain.letter_text import LetterForm, LetterRef
from chalicelib.domain.letters import FORMS, Kind, merge_values
from chalicelib.domain.notice import FOR_A_PERSON, LEASE, UNFINISHED, Reason, Sign, State
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, condition_failed, table_name
from chalicelib.models.notice_indexes import ByClient, ByState, ForAPerson, Unfinished
from chalicelib.models.transaction import Check, Put, Unknown, Update, transact

BUCKET = "unfinished"
Cursor = tuple[datetime, str]
"""When the last notice of a page was queued, and its id: many are queued at one instant."""


class Notice(Table):
    """One letter to one client. Values are frozen when it is queued; the address is looked up when it goes.

    `letter_id` and `letter_version` name the studio's own letter that it was queued with; without them
    the one that ships goes. `enrolled_at` is the start of the enrollment that stands or falls with it.
    `unfinished_bucket` and `next_at` are there only while something is left to do. `signs` are what the
    mail provider's events told. `for_a_person` is the state of one that is dead, unknown or to be
    printed, until an operator has seen to it.
    """

    class Meta:
        table_name = table_name("notices")

    unfinished = Unfinished()
    by_client = ByClient()
    people = ForAPerson()
    by_state = ByState()

    notice_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    form = UnicodeAttribute(default=LetterForm.EMAIL.value)
    purpose = UnicodeAttribute()
    letter_id = UnicodeAttribute(null=True)
    letter_version = WholeAttribute(null=True)
    client_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    mailing_id = UnicodeAttribute(null=True)
    enrolled_at = UTCDateTimeAttribute(null=True)
    values = PlainMapAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    attempts = WholeAttribute(default=0)
    claimed_by = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    queued_at = UTCDateTimeAttribute()
    sent_at = UTCDateTimeAttribute(null=True)
    signs = UnicodeSetAttribute(null=True)
    unfinished_bucket = UnicodeAttribute(null=True)
    next_at = UTCDateTimeAttribute(null=True)
    for_a_person = UnicodeAttribute(null=True)
    payload_hash = UnicodeAttribute()
    version = WholeAttribute(default=1)

    @classmethod
    def queued(
        cls,
        *,
        kind: Kind,
        client_id: str,
        cause: str,
        values: Mapping[str, str],
        now: datetime,
        form: LetterForm = LetterForm.EMAIL,
        letter: LetterRef | None = None,
        enrolled_at: datetime | None = None,
        mailing_id: str = "",
    ) -> "Notice":
        """A notice that waits to be sent; the same kind, client and cause make the same row.

        `values` are the fields of `letters.FORMS[kind]`, as they are displayed. Raises ValueError
        for a field that the letter does not have or misses.
        """
        merged = merge_values(kind, values)
        meant = {
            "kind": kind.value,
            "form": form.value,
            "letter": [letter.letter_id, letter.version] if letter else None,
            "client_id": client_id,
            "cause": cause,
            "values": merged,
        }
        return cls(
            notice_id_of(kind, client_id, cause),
            kind=kind.value,
            form=form.value,
            letter_id=letter.letter_id if letter else None,
            letter_version=letter.version if letter else None,
            enrolled_at=enrolled_at,
            mailing_id=mailing_id or None,
            client_id=client_id,
            cause=cause,
            values=merged,
            purpose=FORMS[kind].purpose.value,
            state=State.QUEUED.value,
            queued_at=now,
            unfinished_bucket=BUCKET,
            next_at=now,
            payload_hash=payload_hash(meant),
        )

    @property
    def letter(self) -> LetterRef | None:
        """The studio's own letter that goes; None for the one that ships."""
        if self.letter_id is None or self.letter_version is None:
            return None
        return LetterRef(self.letter_id, self.letter_version)

    @classmethod
    def find(cls, notice_id: str) -> "Notice | None":
        """The notice as it stands, strongly consistent, or None."""
        try:
            return cls.get(notice_id, consistent_read=True)
        except cls.DoesNotExist:
            return None

    @classmethod
    def due(cls, now: datetime) -> Iterator[str]:
        """Ids of the unfinished notices whose time has come, the longest due first."""
        for row in cls.unfinished.query(BUCKET, Unfinished.next_at <= now):
            yield row.notice_id

    @classmethod
    def in_state(
        cls,
        state: State,
        limit: int,
        *,
        span: tuple[datetime, datetime] | None = None,
        after: Cursor | None = None,
    ) -> "list[Notice]":
        """The latest notices in a state: id, client, form, kind, reason and times. One Query.

        `span`: queued from the first instant until before the second. `after`: the last one shown before.
        """
        within = ByState.queued_at.between(span[0], span[1] - timedelta(microseconds=1)) if span else None
        key = _start("state", state, after)
        return list(
            cls.by_state.query(
                state.value, within, scan_index_forward=False, limit=limit, last_evaluated_key=key
            )
        )

    @classmethod
    def waiting_for_a_person(cls, state: State, limit: int, *, after: Cursor | None = None) -> "list[Notice]":
        """The notices in a state that a person has to see to, those first that waited longest. One Query."""
        key = _start("for_a_person", state, after)
        return list(cls.people.query(state.value, limit=limit, last_evaluated_key=key))

    def claim(self, blocks: Check, now: datetime) -> State:
        """Take the notice for one sending, if it still stands as read and `blocks` holds at that moment.

        SENDING: it is ours alone. SUPPRESSED: the address is blocked. QUEUED: somebody else has it.
        A lost answer is settled by reading whose claim stands. Raises Unknown when that is lost too.
        """
        claimed_by = secrets.token_hex(8)
        lease_until = now + LEASE
        actions = [
            Notice.state.set(State.SENDING.value),
            Notice.reason.set(""),
            Notice.attempts.set(self.attempts + 1),
            Notice.claimed_by.set(claimed_by),
            Notice.lease_until.set(lease_until),
            Notice.next_at.set(lease_until),
            Notice.version.set(self.version + 1),
        ]
        try:
            result = transact([Update(self, actions, Notice.version == self.version), blocks])
        except Unknown:
            if not self.is_claimed_by(claimed_by):
                raise
        else:
            if not result.stands:
                return State.QUEUED if result.failed_on(Notice) else State.SUPPRESSED
        self.attempts += 1
        self.version += 1
        return State.SENDING

    def is_claimed_by(self, claimed_by: str) -> bool:
        """Whether this very claim stands."""
        standing = Notice.find(self.notice_id)
        return standing is not None and standing.claimed_by == claimed_by

    def move(self, state: State, reason: Reason | str = "", *actions: Action) -> bool:
        """Bring the notice from the version that was read to `state`; False when it has moved meanwhile.

        A state in which nothing is left to do takes it out of the index; the others say in `actions`
        when to look again. When True, this row is as stored.
        """
        moved = self.move_write(state, reason, *actions)
        return self._change(list(moved.actions), Notice.version == self.version)

    def move_write(self, state: State, reason: Reason | str = "", *actions: Action) -> Update:
        """The write of `move`, for a transaction of more."""
        moved = [
            Notice.state.set(state.value),
            Notice.reason.set(str(reason)),
            Notice.version.add(1),
            *actions,
        ]
        if state is not State.SENDING:
            moved += [Notice.lease_until.remove(), Notice.claimed_by.remove()]
        waits = Notice.for_a_person
        moved.append(waits.set(state.value) if state in FOR_A_PERSON else waits.remove())
        if state not in UNFINISHED:
            moved += [Notice.unfinished_bucket.remove(), Notice.next_at.remove()]
        return Update(self, moved, Notice.version == self.version)

    def restate(self, values: Mapping[str, str]) -> bool:
        """Say something else from now on, as it stands queued; False when it has moved meanwhile."""
        actions: list[Action] = [Notice.values.set(dict(values)), Notice.version.add(1)]
        return self._change(actions, Notice.version == self.version)

    def printed_write(self, now: datetime) -> Update:
        """The write that says a person printed the letter; refused when it is not to be printed."""
        write = self.move_write(State.SENT, "", Notice.sent_at.set(now))
        return Update(Notice(self.notice_id), write.actions, Notice.state == State.TO_PRINT.value)

    def again_write(self, now: datetime) -> Update:
        """The write that queues a notice anew that came to nothing, as it was read."""
        actions = [
            Notice.state.set(State.QUEUED.value),
            Notice.reason.set(""),
            Notice.attempts.set(0),
            Notice.queued_at.set(now),
            Notice.unfinished_bucket.set(BUCKET),
            Notice.next_at.set(now),
            Notice.for_a_person.remove(),
            Notice.version.add(1),
        ]
        return Update(Notice(self.notice_id), actions, Notice.version == self.version)

    def take_note_write(self) -> Update:
        """The write that says a person has seen to a dead or unknown notice."""
        return Update(Notice(self.notice_id), [Notice.for_a_person.remove()], Notice.for_a_person.exists())

    def learn(self, sign: Sign, message_id: str) -> bool:
        """Add what an event tells, whatever stands; False when there is no such notice.

        Adding to a set changes nothing when repeated and is the same in any order. When True, this
        row is as stored.
        """
        return self._change(_told(sign, message_id), Notice.notice_id.exists())

    def learn_write(self, sign: Sign, message_id: str) -> Update:
        """The same for a transaction, held to the version that was read."""
        return Update(Notice(self.notice_id), _told(sign, message_id), Notice.version == self.version)

    def _change(self, actions: list[Action], condition: Condition) -> bool:
        try:
            self.update(actions, condition=condition)
        except UpdateError as error:
            if not condition_failed(error):
                raise
            return False
        return True


def _start(index_key: str, state: State, after: Cursor | None) -> dict[str, Any] | None:
    """Where an index goes on."""
    if after is None:
        return None
    queued_at = UTCDateTimeAttribute().serialize(after[0])  # type: ignore[no-untyped-call]
    return {
        "notice_id": {"S": after[1]},
        index_key: {"S": state.value},
        "queued_at": {"S": queued_at},
    }


def _told(sign: Sign, message_id: str) -> list[Action]:
    return [
        Notice.signs.add({sign.value}),
        Notice.message_id.set(Notice.message_id | message_id),
        Notice.version.add(1),
    ]


def notice_id_of(kind: Kind, client_id: str, cause: str) -> str:
    """The id of the one notice of this kind that the cause makes for the client."""
    return made_from("notice", kind.value, client_id, cause)


def notice_put(
    *,
    kind: Kind,
    client_id: str,
    cause: str,
    values: Mapping[str, str],
    now: datetime,
    form: LetterForm = LetterForm.EMAIL,
    letter: LetterRef | None = None,
    enrolled_at: datetime | None = None,
    mailing_id: str = "",
) -> Put:
    """The write that queues a notice, for the transaction of its cause.

    It refuses the transaction when the notice stands already: then the cause stands as well.
    """
    row = Notice.queued(
        kind=kind,
        client_id=client_id,
        cause=cause,
        values=values,
        now=now,
        form=form,
        letter=letter,
        enrolled_at=enrolled_at,
        mailing_id=mailing_id,
    )
    return Put(row, condition=Notice.notice_id.does_not_exist())

"""A client is sent a letter and enrolled in a program by it: one act, done whole or not at all.

Source: rules 2. Where nothing can be sent, nobody is enrolled, and the answer says why.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.enrollment import Enrolled, enrolled
from chalicelib.domain.invitation import Invited, program_refusal, program_values, start_of
from chalicelib.domain.letter_text import LetterForm, Outgoing
from chalicelib.domain.letters import FORMS
from chalicelib.domain.link import ENTROPY_BYTES, new_token
from chalicelib.domain.notice import Purpose, Reason
from chalicelib.domain.program import Program
from chalicelib.domain.recipient import Recipient, refusal
from chalicelib.domain.studio import Studio
from chalicelib.flows.enrollment_write import enroll_writes, lost_race, open_one
from chalicelib.flows.find_recipient import find_client, recipient_of
from chalicelib.models.block import BlockRow, not_blocked
from chalicelib.models.client import Client
from chalicelib.models.enrollment import Enrollment
from chalicelib.models.notice import Notice, notice_id_of, notice_put
from chalicelib.models.program import offered_check
from chalicelib.models.studio import StudioRecord
from chalicelib.models.transaction import Check, Unknown, Write, transact

TRIES = 8
Others = Sequence[Write] | Callable[[Enrolled | None], Sequence[Write]]
"""Further writes of the same transaction, or how they follow from what the enrollment does."""


@dataclass(frozen=True, kw_only=True)
class _Invitation:
    """What is asked for, the same at every try."""

    client_id: str
    letter: Outgoing
    program_id: str | None
    source: str
    cause: str
    mailing_id: str
    skip_enrolled: bool
    studio: Studio
    now: datetime
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def notice_id(self) -> str:
        return notice_id_of(self.letter.kind, self.client_id, self.cause)

    @property
    def purpose(self) -> Purpose:
        return FORMS[self.letter.kind].purpose

    @property
    def program(self) -> Program | None:
        return self.studio.programs.get(self.program_id) if self.program_id is not None else None


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What was found of the client."""

    client: Client
    to: Recipient
    before: Enrollment | None
    start: datetime


def invite_client(
    client_id: str,
    *,
    letter: Outgoing,
    program_id: str | None,
    source: str,
    cause: str,
    studio: Studio,
    now: datetime,
    skip_enrolled: bool = False,
    others: Others = (),
    mailing_id: str = "",
    values: Mapping[str, str] | None = None,
) -> Invited:
    """Queue the letter and enroll the client in the program, and with them write `others`; what came of it.

    The same kind, client and cause are one invitation: a repeat changes nothing. Without a program the
    letter goes alone. `skip_enrolled` leaves alone who is in another program. `values` are what the letter
    tells of its cause. Two or three reads and one transaction.
    """
    asked = _Invitation(
        client_id=client_id,
        letter=letter,
        program_id=program_id,
        source=source,
        cause=cause,
        mailing_id=mailing_id,
        skip_enrolled=skip_enrolled,
        studio=studio,
        now=now,
        values=values or {},
    )
    for _ in range(TRIES):
        if Notice.find(asked.notice_id) is not None:
            return Invited(repeated=True, notice_id=asked.notice_id)
        found = _gathered(asked)
        if isinstance(found, Reason):
            return Invited(refused=found)
        more = others(_enrolled(asked, found)) if callable(others) else others
        result = transact([*_writes(asked, found), *more])
        if result.stands:
            return Invited(enrolled=_enrolled(asked, found), notice_id=asked.notice_id)
        if result.failed_on(BlockRow):
            return Invited(refused=Reason.BLOCKED)
        if result.failed_on(StudioRecord):
            return Invited(refused=Reason.NO_PROGRAM)
        if not (result.failed_on(Notice) or result.failed_on(Client) or lost_race(result)):
            return Invited(refused=Reason.OVERTAKEN)
    raise Unknown("other changes of the same client won every time")


def _gathered(asked: _Invitation) -> _Facts | Reason:
    """The client as the rules need to know it, or why nothing is sent."""
    client = find_client(asked.client_id)
    to = recipient_of(client, asked.letter.form, asked.studio.preferences.country)
    why = refusal(asked.letter.form, asked.purpose, to)
    if why is not None or client is None or to is None:
        return why or Reason.NO_CLIENT
    before = None
    if asked.program_id is not None:
        before = Enrollment.open_of(client.client_id)
        why = program_refusal(asked.program, open_one(before), skip_enrolled=asked.skip_enrolled)
    return why or _Facts(client=client, to=to, before=before, start=start_of(open_one(before), asked.now))


def _writes(asked: _Invitation, found: _Facts) -> list[Write]:
    program = asked.program
    start = found.start if program is not None else None
    # From here on the record may be joined to another or erased: then the address is another's or nobody's.
    stays = Client.merged_into.does_not_exist() & Client.erased_at.does_not_exist()
    writes: list[Write] = [
        notice_put(
            kind=asked.letter.kind,
            client_id=asked.client_id,
            cause=asked.cause,
            values={
                **asked.values,
                **program_values(asked.letter.kind, program, start, asked.studio.preferences),
            },
            now=asked.now,
            form=asked.letter.form,
            letter=asked.letter.ref,
            enrolled_at=start,
            mailing_id=asked.mailing_id,
        ),
        Check(Client(found.client.client_id), stays),
    ]
    if found.to.address is not None and asked.letter.form is not LetterForm.PRINT:
        writes.append(not_blocked(found.to.address, asked.now, asked.purpose))
    if program is not None:
        # The studio was read a while ago: the program may be retired or deleted since.
        writes.append(offered_check(program.program_id))
        writes += enroll_writes(
            found.client.client_id,
            program.program_id,
            found.before,
            source=asked.source,
            new_token=new_token(secrets.token_bytes(ENTROPY_BYTES)),
            start=found.start,
            now=asked.now,
            notice_id=asked.notice_id,
        )
    return writes


def _enrolled(asked: _Invitation, found: _Facts) -> Enrolled | None:
    if asked.program is None:
        return None
    return enrolled(open_one(found.before), asked.program.program_id, found.start)

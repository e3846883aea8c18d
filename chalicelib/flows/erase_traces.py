"""What is left of an erased person beside the record: letters, audit values, words on rewards, drafts."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.erasure import blank_values, without_values
from chalicelib.domain.letters import Kind
from chalicelib.domain.notice import Reason, State
from chalicelib.models.audit import AuditRecord
from chalicelib.models.client import Client
from chalicelib.models.draft import Draft
from chalicelib.models.notice import Notice, notice_id_of
from chalicelib.models.packed import transact_groups
from chalicelib.models.referral import Referral
from chalicelib.models.reward import Reward
from chalicelib.models.transaction import Unknown, Update, Write, transact

TRIES = 5
WHAT = "client erased"
ERASED = "erased"


def letters_of(client_id: str) -> list[str]:
    """The ids of the letters to the client; of those about rewards and gifts also of the last moment's."""
    listed = {each.notice_id for each in Notice.by_client.query(client_id)}
    return sorted(listed | {each.notice_id for each in _rows(sorted(_made_by_causes(client_id)))})


def audit_records(client_id: str) -> list[AuditRecord]:
    """What was changed on the client, but for the erasing itself."""
    found = AuditRecord.query(f"client#{client_id}", consistent_read=True)
    return [each for each in found if each.what != WHAT]


def erase_letters(client_id: str) -> None:
    """Blank what letters say to the client, and the client's name in letters to others.

    One that waits to be sent is not sent any more.
    """
    own = letters_of(client_id)
    naming = dict(_naming(client_id))
    for _ in range(TRIES):
        rows = [*_rows(own), *_rows([each for each in naming if each not in own])]
        groups: list[list[Write]] = [
            group for row in rows if (group := _blanked(row, naming.get(row.notice_id)))
        ]
        if all(transact_groups(groups)):
            return
    raise Unknown("the letters moved on every try")


def erase_audit(client_id: str) -> None:
    """Leave of each change which fields it was about, when and by what role."""
    groups: list[list[Write]] = []
    for each in audit_records(client_id):
        before, after = without_values(each.before), without_values(each.after)
        if (before, after) != (each.before, each.after):
            values: list[Action] = [AuditRecord.before.set(before), AuditRecord.after.set(after)]
            groups.append([Update(AuditRecord(each.about, each.at), values)])
    transact_groups(groups)


def erase_notes(client_id: str) -> None:
    """Remove the words on the client's rewards; the rewards stay."""
    groups: list[list[Write]] = [
        [Update(Reward(client_id, each.reward_id), [Reward.note.remove(), Reward.reasons.remove()])]
        for each in Reward.query(client_id, consistent_read=True)
        if each.note is not None or each.reasons
    ]
    transact_groups(groups)


def erase_drafts(client_ids: Sequence[str], *, keep: str, now: datetime) -> None:
    """Empty what anybody has in hand about the client, used or not, but for the erasing itself.

    Of a form of another client the name goes that it shows as Referred By. The table holds two days of
    work at most, and no index knows what is used: it is read through.
    """
    gone = frozenset(client_ids)
    for each in Draft.scan():
        actions = [] if each.draft_id == keep else _forgotten(each, gone, now)
        if actions:
            actions.append(Draft.version.set(Draft.version + 1))
            transact([Update(Draft(each.draft_id), actions, Draft.draft_id.exists())])


def _forgotten(draft: Draft, gone: Collection[str], now: datetime) -> list[Action]:
    """What takes the erased person out of a draft; nothing where it says nothing of them."""
    content = draft.content
    about = (draft.about or "").removeprefix("client#")
    if about in gone or content.get("winner") in gone:
        emptied: list[Action] = [
            Draft.content.set({}),
            Draft.title.remove(),
            Draft.outcome.set("The client was erased."),
            Draft.open_for.remove(),
            Draft.changed_at.set(now),
        ]
        return emptied if content or draft.title else []
    if not content.get("referrer_name"):
        return []
    shown = {content[part].get("referred_by") for part in ("base", "typed")}
    return [] if shown.isdisjoint(gone) else [Draft.content["referrer_name"].set("")]


def _rows(notice_ids: Sequence[str]) -> list[Notice]:
    if not notice_ids:
        return []
    return list(Notice.batch_get(list(notice_ids), consistent_read=True))


def _blanked(row: Notice, names: Sequence[str] | None) -> list[Write]:
    """The write that blanks a letter: all of the client's own, of another's the `names` of values."""
    values = blank_values(row.values, names)
    if values == row.values and row.payload_hash == ERASED:
        return []
    actions: list[Action] = [Notice.values.set(values), Notice.payload_hash.set(ERASED)]
    if row.state != State.SENDING:
        # A letter that is just being sent is marked by its sender, under the version that it read.
        actions.append(Notice.version.set(row.version + 1))
    if names is None and row.state in (State.QUEUED, State.TO_PRINT):
        actions += [
            Notice.state.set(State.SUPPRESSED.value),
            Notice.reason.set(Reason.NO_CLIENT.value),
            Notice.for_a_person.remove(),
            Notice.unfinished_bucket.remove(),
            Notice.next_at.remove(),
        ]
    return [Update(Notice(row.notice_id), actions, Notice.version == row.version)]


def _made_by_causes(client_id: str) -> set[str]:
    """The ids that letters about the client's rewards and gift have, whatever the index shows."""
    causes = {
        (kind, f"issue:{each.reward_id}")
        for each in Reward.query(client_id, consistent_read=True)
        for kind in (Kind.REWARD, Kind.LOYALTY, Kind.THANKS)
    }
    own = Referral.of_friend(client_id)
    gifts = own.gift_attempt if own is not None else 0
    causes |= {(Kind.GIFT, f"gift:{client_id}:{attempt}") for attempt in range(1, gifts + 1)}
    return {notice_id_of(kind, client_id, cause) for kind, cause in causes}


def _naming(client_id: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Letters to others that may name the client: to who sent it, and to whom it sent."""
    own = Referral.of_friend(client_id)
    if own is not None:
        for referrer_id in _known_as(own.referrer_id):
            for attempt in range(1, own.attempt + 1):
                cause = f"issue:referral:{client_id}:{attempt}"
                yield notice_id_of(Kind.REWARD, referrer_id, cause), ["friend_first_name"]
    made = {each.friend_id: each.gift_attempt for each in Referral.by_referrer.query(client_id)}
    for friend_id, attempts in made.items():
        for known_as in _known_as(friend_id) if attempts else ():
            for attempt in range(1, attempts + 1):
                cause = f"gift:{known_as}:{attempt}"
                yield notice_id_of(Kind.GIFT, known_as, cause), ["referrer_first_name"]


def _known_as(client_id: str) -> list[str]:
    """The client's id, and those of the records that were joined to it."""
    client = Client.find(client_id)
    return [client_id, *(client.joined if client is not None else [])]

"""The drafts table: what an operator is in the middle of, kept on the server for a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.domain.actor import Actor
from chalicelib.models.base import PlainMapAttribute, Table, WholeAttribute, table_name
from chalicelib.models.transaction import Put, Update, transact

KEPT_FOR = timedelta(hours=24)
UNTOUCHED = "#untouched"
"""Behind the role of a draft that nobody has changed yet: it is open, and in no one's list."""


class OpenDrafts(GlobalSecondaryIndex["Draft"]):  # type: ignore[no-untyped-call]
    """Drafts that are not used up, by the role that began them."""

    class Meta:
        index_name = "open_drafts"
        projection = IncludeProjection(["kind", "about", "title"])

    open_for = UnicodeAttribute(hash_key=True)
    changed_at = UTCDateTimeAttribute(range_key=True)


class Draft(Table):
    """One piece of work in hand: what was typed, or a list that waits for review.

    `kind` is the view it belongs to, `about` the record that is edited, `title` how a person knows it.
    `open_for` is the role that began it; a used draft has none, and its `outcome` says what came of it.
    """

    class Meta:
        table_name = table_name("drafts")

    open_drafts = OpenDrafts()

    draft_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    about = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    content = PlainMapAttribute(default=dict)
    outcome = UnicodeAttribute(null=True)
    open_for = UnicodeAttribute(null=True)
    changed_at = UTCDateTimeAttribute()
    version = WholeAttribute(default=1)
    expires_at_epoch = WholeAttribute()

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        return self.open_for is not None

    @classmethod
    def find(cls, draft_id: str, kind: str, now: datetime) -> "Draft | None":
        """The draft as it stands; None when there is none of this kind or its day is over."""
        try:
            draft = cls.get(draft_id, consistent_read=True)
        except cls.DoesNotExist:
            return None
        return draft if draft.kind == kind and draft.expires_at_epoch > now.timestamp() else None

    def change(self, content: Mapping[str, Any], now: datetime, *, listed: bool = True) -> bool:
        """Store other content; False when the draft was changed or used since it was read.

        With `listed` it stands among the open drafts from now on.
        """
        ends = int((now + KEPT_FOR).timestamp())
        actions = [
            Draft.content.set(dict(content)),
            Draft.changed_at.set(now),
            Draft.version.set(self.version + 1),
            Draft.expires_at_epoch.set(ends),
        ]
        if listed and self.open_for is not None and self.open_for.endswith(UNTOUCHED):
            actions.append(Draft.open_for.set(self.open_for.removesuffix(UNTOUCHED)))
        unchanged = (Draft.version == self.version) & Draft.open_for.exists()
        if not transact([Update(Draft(self.draft_id), actions, unchanged)]).stands:
            return False
        self.content, self.changed_at, self.version = dict(content), now, self.version + 1
        self.expires_at_epoch = ends
        return True

    def used_write(self, outcome: str, now: datetime, *, content: Mapping[str, Any] | None = None) -> Update:
        """The write that uses the draft up, once, for the transaction of what it leads to.

        `content` is what is still to be known of it, where what was typed need not be kept.
        """
        actions = [
            Draft.outcome.set(outcome),
            Draft.open_for.remove(),
            Draft.changed_at.set(now),
            Draft.version.set(Draft.version + 1),
        ]
        if content is not None:
            actions.append(Draft.content.set(dict(content)))
        return Update(
            Draft(self.draft_id), actions, (Draft.version == self.version) & Draft.open_for.exists()
        )


def begin_draft(
    draft_id: str,
    kind: str,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    about: str | None = None,
    title: str | None = None,
    listed: bool = True,
) -> Draft:
    """A new draft, stored. `draft_id` is random, so that nobody comes upon another's.

    One that is not `listed` comes to stand among the open drafts with a change that says so.
    """
    draft = Draft(
        draft_id,
        kind=kind,
        about=about,
        title=title,
        content=dict(content),
        open_for=actor.role.value if listed else actor.role.value + UNTOUCHED,
        changed_at=now,
        expires_at_epoch=int((now + KEPT_FOR).timestamp()),
    )
    transact([Put(draft)])
    return draft


def open_drafts(actor: Actor, now: datetime, limit: int = 10) -> list[Draft]:
    """The latest open drafts of the actor's role: id, kind, about and title alone, newest first."""
    since = OpenDrafts.changed_at > now - KEPT_FOR
    return list(Draft.open_drafts.query(actor.role.value, since, scan_index_forward=False, limit=limit))

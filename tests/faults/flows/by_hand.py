"""Rewards by hand: issued with a letter out of which a debt is settled, revived, and made void."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ledger import Entry, Kind
from chalicelib.domain.letter_text import Outgoing
from chalicelib.domain.letters import Kind as LetterKind
from chalicelib.domain.money import Cents
from chalicelib.domain.reward_act import Refusal
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.issue_reward import Wanted, issue_reward
from chalicelib.flows.reward_change import Change
from chalicelib.flows.void_reward import void_reward
from chalicelib.models import studio
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.posting import Posting, post
from tests.faults import scenes
from tests.faults.flows.goal import missing
from tests.faults.ground import Ground
from tests.faults.sweep import Flow

MANAGER = Actor(role=Role.MANAGER, request_id="request-1")
FACE, OWED = 2_500, 400
ENDS, LATER = date(2026, 11, 30), date(2027, 1, 31)
OVER = timedelta(days=20)
FIRST, SECOND = "k1", "k2"


def a_debtor(ground: Ground) -> None:
    """Rita owes 4.00, and two rewards for her are in hand."""
    scenes.studio()
    scenes.client("rita", ground.now)
    entry = Entry(
        client_id=scenes.RITA,
        entry_id="owe:referral:x:1:1",
        kind=Kind.OWE,
        cents=Cents(OWED),
        reward_id="referral:x:1",
        at=ground.now,
        cause="referral:x",
        by="evaluation",
    )
    assert post([scenes.RITA], lambda _: Posting(entries=[entry]), now=ground.now) is not None
    for key in (FIRST, SECOND):
        begin_draft(key, "rewards", {}, actor=MANAGER, now=ground.now)


def issue(ground: Ground, key: str = FIRST, owed: int = OWED) -> Refusal | None:
    """Confirm what was reviewed, perhaps not for the first time; why not, where something moved."""
    draft = Draft.find(key, "rewards", ground.now)
    assert draft is not None
    if not draft.is_open:
        return None
    wanted = Wanted(
        client_id=scenes.RITA,
        cents=Cents(FACE),
        reason="Helped us at the fair",
        expires_on=ENDS,
        letter=Outgoing(kind=LetterKind.THANKS),
    )
    done = issue_reward(
        wanted,
        key=key,
        owed_seen=Cents(owed),
        actor=MANAGER,
        studio=studio.load(),
        now=ground.now,
        others=[draft.used_write("issued", ground.now)],
    )
    assert done.refused in (None, Refusal.CHANGED), done
    return Refusal.CHANGED if done.refused is not None else None


def _issue(ground: Ground) -> None:
    assert issue(ground) is None


def a_reward(ground: Ground) -> None:
    """One of 25.00 without a debt."""
    scenes.studio()
    scenes.client("rita", ground.now)
    begin_draft(FIRST, "rewards", {}, actor=MANAGER, now=ground.now)
    assert issue(ground, owed=0) is None


def an_expired_one(ground: Ground) -> None:
    """The night closed it."""
    a_reward(ground)
    close(ground)


def close(ground: Ground) -> None:
    """The night, weeks later."""
    at = ground.now + OVER
    expire_reward(scenes.RITA, f"manual:{FIRST}", over_at=at, run_id="run-1", now=at)


def change(ground: Ground, seen: int, key: str = "c1", *, after: timedelta = OVER) -> Change:
    """A change of the reward as it was at its turn `seen`."""
    return Change(
        client_id=scenes.RITA,
        reward_id=f"manual:{FIRST}",
        turn_seen=seen,
        reason="Was ill",
        key=key,
        actor=MANAGER,
        now=ground.now + after,
    )


def extend(ground: Ground, seen: int = 1) -> Refusal | None:
    """A later last day, with what had expired."""
    why = extend_reward(change(ground, seen), LATER, studio.load())
    assert why in (None, Refusal.CHANGED), why
    return why


def _revive(ground: Ground) -> None:
    assert extend(ground) is None


def void(ground: Ground, key: str = "c2") -> Refusal | None:
    """Nothing is left of it from now on."""
    why = void_reward(change(ground, 0, key, after=timedelta()))
    assert why in (None, Refusal.CHANGED), why
    return why


def _void(ground: Ground) -> None:
    assert void(ground, "c1") is None


def entries(ground: Ground) -> list[str]:
    """What stands in the ledger, in the order of the chain."""
    rows = sorted(ground.rows("ledger"), key=lambda row: int(row["seq"]))
    return [f"{row['kind']} {row['cents']}" for row in rows]


def audited(what: str, ground: Ground) -> int:
    """How often this was written down."""
    return sum(row["what"] == what for row in ground.rows("audit"))


def _is_issued(ground: Ground) -> Iterator[str]:
    (draft,) = [row for row in ground.rows("drafts") if row["draft_id"] == FIRST]
    letters = [row["values"]["amount"] for row in ground.rows("notices")]
    return missing(
        issued_once=entries(ground) == [f"owe {OWED}", f"issue {FACE}", f"settle {OWED}"],
        one_letter_of_what_is_left=letters == ["$21.00"],
        audited_once=audited("reward issued", ground) == 1,
        used_up="open_for" not in draft,
    )


def _is(what: str, expected: list[str], ground: Ground) -> Iterator[str]:
    return missing(entries_once=entries(ground) == expected, audited_once=audited(what, ground) == 1)


FLOWS = (
    Flow(name="issue_reward", prepare=a_debtor, act=_issue, goal=_is_issued, calls=7, thrifty=True),
    Flow(
        name="extend_reward",
        prepare=an_expired_one,
        act=_revive,
        goal=partial(
            _is, "reward revived", [f"issue {FACE}", f"expire {FACE}", f"return {FACE}", "extend 0"]
        ),
        calls=5,
        thrifty=True,
    ),
    Flow(
        name="void_reward",
        prepare=a_reward,
        act=_void,
        goal=partial(_is, "reward voided", [f"issue {FACE}", f"void {FACE}"]),
        calls=3,
    ),
)

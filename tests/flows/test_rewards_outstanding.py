"""What is outstanding as of any day is what the ledger of that day comes to, whoever reads it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.ledger import Kind
from chalicelib.domain.records import to_plain
from chalicelib.domain.reward import Source
from chalicelib.domain.rewards_outstanding import Figures, Wanted
from chalicelib.domain.studio import Location, Studio
from chalicelib.flows import rewards_outstanding
from chalicelib.flows.begin_report import begin_report
from chalicelib.flows.expire_reward import expire_reward
from chalicelib.flows.extend_reward import extend_reward
from chalicelib.flows.reward_change import Change
from chalicelib.flows.rewards_outstanding import read_outstanding
from chalicelib.flows.rewards_outstanding_rows import REPORT
from chalicelib.models import studio
from chalicelib.models.account import Account
from chalicelib.models.export import Export
from chalicelib.models.reward import Reward
from tests.conftest import NOW
from tests.engine import Engine
from tests.faults import scenes
from tests.faults.flows import joins
from tests.faults.ground import Ground
from tests.flows import ledger_writer
from tests.flows.test_export_list import Writer

NEW_YORK = ZoneInfo("America/New_York")
DAYS = 40
FIRST = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)  # Over the change to daylight saving.


@dataclass
class Model:
    """What happened, and nothing else: value moved, last days set, debts."""

    moved: list[tuple[datetime, str, str, int]] = field(default_factory=list)
    ended: list[tuple[datetime, str, date | None]] = field(default_factory=list)
    owed: list[tuple[datetime, str, int]] = field(default_factory=list)

    def outstanding(self, day: date) -> dict[str, tuple[int, date | None]]:
        """What was left of each reward when the day ended in New York, and its last day then."""
        found: dict[str, tuple[int, date | None]] = {}
        for reward_id in {reward_id for _, _, reward_id, _ in self.moved}:
            left = sum(cents for at, _, each, cents in self.moved if each == reward_id and self._by(at, day))
            ends = [end for at, each, end in self.ended if each == reward_id and self._by(at, day)]
            if left and (ends[-1] is None or ends[-1] >= day):
                found[reward_id] = (left, ends[-1])
        return found

    def debts(self, day: date) -> dict[str, int]:
        """What each client owed when the day ended."""
        sums: dict[str, int] = {}
        for at, client_id, cents in self.owed:
            if self._by(at, day):
                sums[client_id] = sums.get(client_id, 0) + cents
        return {client_id: cents for client_id, cents in sums.items() if cents}

    @staticmethod
    def _by(at: datetime, day: date) -> bool:
        return at.astimezone(NEW_YORK).date() <= day


@dataclass
class Life:
    """Weeks in which rewards of three clients come and go by chance, told to the ledger and to the model."""

    chance: random.Random
    model: Model = field(default_factory=Model)
    left: dict[str, int] = field(default_factory=dict)
    ends: dict[str, date | None] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)
    debts: dict[str, int] = field(default_factory=dict)

    def day(self, at: datetime) -> None:
        """One or two things happen."""
        for _ in range(self.chance.randint(1, 2)):
            at += timedelta(minutes=self.chance.randint(1, 600))
            act = self.chance.choice([self.issue, self.issue, self.use, self.use, self.end, self.extend])
            act(at)

    def issue(self, at: datetime) -> None:
        client_id = self.chance.choice((scenes.ANNA, scenes.BERT, scenes.CARL))
        last_on = at.astimezone(NEW_YORK).date() + timedelta(days=self.chance.randint(0, 15))
        expires_on = self.chance.choice([None, last_on, last_on])
        reward_id = ledger_writer.issue(
            client_id,
            str(len(self.whose)),
            1_000,
            at,
            expires_on=expires_on,
            zone=NEW_YORK,
            location_id=self.chance.choice([None, "main"]),
        )
        settled = min(1_000, self.debts.get(client_id, 0))
        self.debts[client_id] = self.debts.get(client_id, 0) - settled
        self.whose[reward_id], self.left[reward_id], self.ends[reward_id] = client_id, 0, expires_on
        self.model.ended.append((at, reward_id, expires_on))
        self.model.owed.append((at, client_id, -settled))
        self._move(at, reward_id, 1_000 - settled)

    def use(self, at: datetime) -> None:
        for reward_id in self._some(at, over=False):
            cents = self.chance.choice([300, self.left[reward_id]])
            cents = min(cents, self.left[reward_id])
            kind = self.chance.choice([Kind.REDEEM, Kind.REDEEM, Kind.VOID, Kind.CLAWBACK])
            self._write(kind, reward_id, cents, at)
            if kind is Kind.CLAWBACK:
                client_id = self.whose[reward_id]
                self._write(Kind.OWE, reward_id, 200, at)
                self.debts[client_id] = self.debts.get(client_id, 0) + 200
                self.model.owed.append((at, client_id, 200))

    def end(self, at: datetime) -> None:
        for reward_id in self._some(at, over=True):
            self._write(Kind.EXPIRE, reward_id, self.left[reward_id], at)

    def extend(self, at: datetime) -> None:
        ended = [each for each, cents in self.left.items() if self._is_over(each, at) and not cents]
        for reward_id in [*self._some(at, over=False), *ended[:1]]:
            if not self.left[reward_id]:
                self._write(Kind.RETURN, reward_id, 100, at)
            expires_on = at.astimezone(NEW_YORK).date() + timedelta(days=self.chance.randint(0, 20))
            expires_on_or_never = self.chance.choice([expires_on, None])
            ledger_writer.change(
                Kind.EXTEND,
                self.whose[reward_id],
                reward_id,
                0,
                at,
                expires_on=expires_on_or_never,
                zone=NEW_YORK,
            )
            self.ends[reward_id] = expires_on_or_never
            self.model.ended.append((at, reward_id, expires_on_or_never))

    def _some(self, at: datetime, *, over: bool) -> Sequence[str]:
        there = [each for each, cents in self.left.items() if cents and self._is_over(each, at) is over]
        return [self.chance.choice(there)] if there else []

    def _is_over(self, reward_id: str, at: datetime) -> bool:
        last_on = self.ends[reward_id]
        return last_on is not None and last_on < at.astimezone(NEW_YORK).date()

    def _write(self, kind: Kind, reward_id: str, cents: int, at: datetime) -> None:
        ledger_writer.change(kind, self.whose[reward_id], reward_id, cents, at)
        if kind is not Kind.OWE:
            self._move(at, reward_id, cents if kind is Kind.RETURN else -cents)

    def _move(self, at: datetime, reward_id: str, cents: int) -> None:
        self.left[reward_id] += cents
        self.model.moved.append((at, self.whose[reward_id], reward_id, cents))


@pytest.fixture
def ground(tables: Engine) -> Iterator[Ground]:
    ground = Ground(tables, NOW)
    scenes.studio()
    studio.save_item(Location(location_id="main", description="Main Street"))
    for name in ("anna", "bert", "carl"):
        scenes.client(name, NOW)
    yield ground
    ground.close()


def told(
    wanted: Wanted, now: datetime, loaded: Studio
) -> tuple[dict[str, tuple[int, date | None]], dict[str, int]]:
    """The screen's answer, as the model gives it."""
    read = read_outstanding(wanted, loaded, now)
    assert read is not None
    assert not read.is_cut
    lines = {each.reward_id: (each.remaining_cents, each.expires_on) for each in read.lines}
    assert len(lines) == len(read.lines)
    assert [each.expires_on or date.max for each in read.lines] == sorted(
        each.expires_on or date.max for each in read.lines
    )
    return lines, dict(read.owed)


def filed(wanted: Wanted, now: datetime, *, part_rows: int) -> tuple[list[dict[str, str]], Figures]:
    """The file's rows and figures, written by functions that each do one part."""
    writer = Writer(part_rows=part_rows, parts_in_time=1)
    export_id = begin_report(
        REPORT,
        to_plain(wanted),
        studio=studio.load(),
        actor=Actor(role=Role.VIEWER, request_id=f"{wanted.as_of} {part_rows}"),
        functions=writer.functions,
        function_name="writes",
        now=now,
    )
    writer.run(now, studio=studio.load())
    found = Export.find(export_id, now)
    assert found is not None
    assert found.is_finished
    return writer.rows(export_id), Figures.of(found.figures)


@pytest.mark.parametrize("seed", range(4))
def test_any_day_is_what_the_entries_until_then_come_to(ground: Ground, seed: int) -> None:
    life = Life(random.Random(seed))
    for number in range(DAYS):
        life.day(FIRST + timedelta(days=number))
    now, loaded = FIRST + timedelta(days=DAYS), studio.load()
    today = now.astimezone(NEW_YORK).date()
    for back in (0, 1, 2, 5, 11, 12, 13, 14, 30, DAYS, DAYS + 2):
        wanted = Wanted(as_of=today - timedelta(days=back))
        lines, owed = told(wanted, now, loaded)
        assert lines == life.model.outstanding(wanted.as_of), wanted
        assert owed == life.model.debts(wanted.as_of), wanted
        if back in (0, 12):
            rows, figures = filed(wanted, now, part_rows=1)
            assert len(rows) == figures.rewards == len(lines)
            assert figures.remaining_cents == sum(cents for cents, _ in lines.values())
            assert figures.owed_cents == sum(owed.values())
            by_month = sum(cents for _, cents in figures.by_month.values())
            assert by_month == figures.remaining_cents


def test_today_is_the_same_from_the_index_as_from_the_ledger(ground: Ground) -> None:
    life = Life(random.Random(7))
    for number in range(DAYS):
        life.day(FIRST + timedelta(days=number))
    now, loaded = FIRST + timedelta(days=DAYS), studio.load()
    wanted = Wanted(as_of=now.astimezone(NEW_YORK).date())
    # Two days later nothing has happened since, but what ended on the days between.
    later = now + timedelta(days=2)
    assert told(wanted, now, loaded) == told(wanted, later, loaded)


@pytest.mark.parametrize(
    ("as_of", "now", "is_there"),
    [
        # Its last day is February 29; New York is five hours behind.
        (date(2024, 2, 29), datetime(2024, 3, 1, 4, 59, tzinfo=UTC), True),
        (date(2024, 2, 29), datetime(2024, 3, 1, 5, 0, tzinfo=UTC), True),
        (date(2024, 3, 1), datetime(2024, 3, 1, 5, 0, tzinfo=UTC), False),
        (date(2024, 2, 28), datetime(2024, 3, 4, tzinfo=UTC), True),
        (date(2024, 1, 31), datetime(2024, 3, 4, tzinfo=UTC), False),
    ],
)
def test_a_reward_counts_on_its_last_day_and_not_after_it(
    ground: Ground, as_of: date, now: datetime, is_there: bool
) -> None:
    issued_at = datetime(2024, 2, 2, tzinfo=UTC)  # Still February 1 in New York.
    ledger_writer.issue(
        scenes.ANNA,
        "leap",
        500,
        issued_at,
        expires_on=date(2024, 2, 29),
        zone=NEW_YORK,
        source=Source.LOYALTY,
    )
    lines, _ = told(Wanted(as_of=as_of), now, studio.load())
    assert ("loyalty:leap" in lines) is is_there


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1, 4, 59, 59, 999_999, tzinfo=UTC),  # The last instant of 2025 in New York.
        datetime(2026, 3, 9, 3, 59, 59, 999_999, tzinfo=UTC),  # Of the day of 23 hours.
        datetime(2026, 11, 2, 4, 59, 59, 999_999, tzinfo=UTC),  # Of the day of 25 hours.
    ],
)
def test_what_is_used_in_a_days_last_instant_was_used_on_that_day(ground: Ground, at: datetime) -> None:
    reward_id = ledger_writer.issue(scenes.ANNA, "x", 500, at - timedelta(days=9))
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, reward_id, 200, at)
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, reward_id, 100, at + timedelta(microseconds=1))
    day, now = at.astimezone(NEW_YORK).date(), at + timedelta(days=9)
    left = [
        told(Wanted(as_of=day + timedelta(days=after)), now, studio.load())[0][reward_id][0]
        for after in (-1, 0, 1)
    ]
    assert left == [500, 300, 200]


def test_a_joined_record_counts_once_before_and_after(ground: Ground) -> None:
    ledger_writer.issue(scenes.BERT, "b", 700, NOW - timedelta(days=9))
    ledger_writer.issue(scenes.ANNA, "a", 300, NOW - timedelta(days=9))
    spent = ledger_writer.issue(scenes.BERT, "o", 100, NOW - timedelta(days=9))
    ledger_writer.change(Kind.REDEEM, scenes.BERT, spent, 100, NOW - timedelta(days=8))
    ledger_writer.change(Kind.OWE, scenes.BERT, spent, 100, NOW - timedelta(days=8))
    before = told(Wanted(as_of=NOW.date()), NOW, studio.load())
    joins.begin(scenes.ANNA, scenes.BERT, ground)
    joins.join(ground)
    lines, owed = told(Wanted(as_of=NOW.date()), NOW, studio.load())
    assert sum(cents for cents, _ in lines.values()) == sum(cents for cents, _ in before[0].values()) == 1_000
    assert owed == {scenes.ANNA: 100}
    later = NOW + timedelta(days=9)
    for back in (0, 1, 10, 12):
        lines, owed = told(Wanted(as_of=later.date() - timedelta(days=back)), later, studio.load())
        assert sum(cents for cents, _ in lines.values()) == 1_000, back
        assert sum(owed.values()) == 100, back
    rows, _ = filed(Wanted(as_of=NOW.date() - timedelta(days=3)), later, part_rows=2000)
    assert {row["client"] for row in rows} == {"Lake, Anna"}


def test_a_reward_that_the_night_closed_and_a_manager_revived_is_there_before_and_after(
    ground: Ground,
) -> None:
    """By the flows themselves: its last day was the 15th, it was closed on the 16th, revived on the 21st."""
    reward_id = ledger_writer.issue(
        scenes.ANNA, "x", 500, NOW - timedelta(days=20), expires_on=date(2026, 11, 15), zone=NEW_YORK
    )
    closed_at = datetime(2026, 11, 16, 5, 5, tzinfo=UTC)
    assert expire_reward(scenes.ANNA, reward_id, over_at=closed_at, run_id="night-1", now=closed_at)
    row = Reward.find(scenes.ANNA, reward_id)
    assert row is not None
    manager = Actor(role=Role.MANAGER, request_id="request-1")
    revival = Change(
        client_id=scenes.ANNA,
        reward_id=reward_id,
        turn_seen=row.turn,
        reason="She called",
        key="key-1",
        actor=manager,
        now=NOW,
    )
    assert extend_reward(revival, date(2026, 12, 31), studio.load()) is None
    later = NOW + timedelta(days=30)
    found = {
        day: told(Wanted(as_of=date(2026, 11, day)), later, studio.load())[0].get(reward_id)
        for day in (14, 15, 16, 20, 21, 22)
    }
    before, after = (500, date(2026, 11, 15)), (500, date(2026, 12, 31))
    assert found == {14: before, 15: before, 16: None, 20: None, 21: after, 22: after}


def test_a_location_has_its_own_rewards(ground: Ground) -> None:
    for key, place in (("a", "main"), ("b", None), ("c", "gone")):
        ledger_writer.issue(scenes.ANNA, key, 100, NOW - timedelta(days=5), location_id=place)
    loaded = studio.load()
    for as_of in (NOW.date(), NOW.date() - timedelta(days=2)):
        found = {
            chosen: sorted(told(Wanted(as_of=as_of, location=chosen), NOW, loaded)[0])
            for chosen in ("", "none", "main")
        }
        assert found == {"": ["manual:a", "manual:b", "manual:c"], "none": ["manual:b"], "main": ["manual:a"]}


def test_a_long_ledger_is_left_to_the_file(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        ledger_writer.issue(scenes.ANNA, str(number), 100, NOW - timedelta(days=5))
    monkeypatch.setattr(rewards_outstanding, "ENTRIES_MAX", 2)
    wanted = Wanted(as_of=NOW.date() - timedelta(days=3))
    assert read_outstanding(wanted, studio.load(), NOW) is None
    monkeypatch.setattr(rewards_outstanding, "ENTRIES_MAX", 3)
    assert read_outstanding(wanted, studio.load(), NOW) is not None
    monkeypatch.setattr(rewards_outstanding, "REWARDS_MAX", 2)
    read = read_outstanding(Wanted(as_of=NOW.date()), studio.load(), NOW)
    assert read is not None
    assert (len(read.lines), read.is_cut) == (2, True)


def test_the_file_tells_of_the_instant_at_which_it_was_begun(ground: Ground) -> None:
    for number in range(3):
        ledger_writer.issue(
            scenes.ANNA,
            str(number),
            100,
            NOW - timedelta(days=5),
            expires_on=date(2026, 11, 21),
            zone=NEW_YORK,
        )
    writer = Writer(part_rows=1, parts_in_time=1)
    export_id = begin_report(
        REPORT,
        to_plain(Wanted(as_of=date(2026, 11, 21))),
        studio=studio.load(),
        actor=Actor(role=Role.VIEWER, request_id="r"),
        functions=writer.functions,
        function_name="writes",
        now=NOW,
    )
    writer.once(export_id, NOW, studio=studio.load())
    writer.run(NOW + timedelta(hours=23), studio=studio.load())
    assert len(writer.rows(export_id)) == 3


def test_nobody_owes_whose_debt_was_settled(ground: Ground) -> None:
    spent = ledger_writer.issue(scenes.ANNA, "a", 100, NOW)
    ledger_writer.change(Kind.REDEEM, scenes.ANNA, spent, 100, NOW)
    ledger_writer.change(Kind.OWE, scenes.ANNA, spent, 100, NOW)
    assert Account.read(scenes.ANNA).owing == "owing"
    ledger_writer.issue(scenes.ANNA, "b", 300, NOW)
    assert Account.read(scenes.ANNA).owing is None
    assert told(Wanted(as_of=NOW.date()), NOW, studio.load()) == ({"manual:b": (200, None)}, {})

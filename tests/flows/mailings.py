"""A crowd that may be written to, and the function that works on mailings, for their tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.actor import Actor, Role
from chalicelib.domain.directory import entries
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.domain.letter_text import LetterForm
from chalicelib.domain.letters import Kind
from chalicelib.domain.mailing import Quota, Refusal, Wanted
from chalicelib.domain.recipients import Criteria
from chalicelib.domain.studio import Studio
from chalicelib.flows.begin_mailing import confirm_mailing, prepare_mailing
from chalicelib.flows.run_mailing import Means, run_mailing
from chalicelib.flows.runner import Runner
from chalicelib.models.draft import Draft, begin_draft
from chalicelib.models.mailing import Mailing
from chalicelib.services.functions import FakeFunctions
from tests.engine import Engine
from tests.faults import scenes
from tests.flows import crowd

ACTOR = Actor(role=Role.MANAGER, request_id="request-1")
FUNCTION = "runs-mailings"
WITHOUT_CONSENT = 10  # Every tenth client.


def someone(number: int) -> str:
    """The id of the client of this number."""
    return client_id_of_ref(f"crowd-{number}")


def people(engine: Engine, size: int, **more: Any) -> Studio:
    """A studio with so many clients, straight in the tables; every tenth allows no marketing."""
    studio = scenes.studio()
    members = [_member(number, more) for number in range(1, size + 1)]
    engine.load("clients", (crowd._row(crowd._stored(each)) for each in members))
    engine.load("directory", _places(members))
    return studio


def _member(number: int, more: dict[str, Any]) -> dict[str, Any]:
    allows = number % WITHOUT_CONSENT != 0
    told = {"allow_marketing": allows, "allow_email_marketing": allows, "status_id": "active"}
    return {**crowd.member(number), **told, **more}


def _places(members: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for values in members:
        for heading, place in entries(values, "US"):
            row = {"heading": heading, "place": place, "client_id": values["client_id"]}
            yield crowd._row(row)


@dataclass
class Office:
    """The desk that asks for mailings and the function that works on them, on one clock."""

    now: datetime
    studio: Studio
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    allowed: Quota = field(default_factory=lambda: Quota(per_second=1_000.0, per_day=None))
    pages_in_time: int = 1_000_000
    waited: float = 0.0

    @property
    def runner(self) -> Runner:
        return Runner(self.functions, FUNCTION)

    def draft(self, draft_id: str = "draft-1") -> Draft:
        found = Draft.find(draft_id, "mailings", self.now)
        return found or begin_draft(draft_id, "mailings", {}, actor=ACTOR, now=self.now)

    def prepare(self, criteria: Criteria | None = None, *, done: bool = True, **more: Any) -> str:
        """The id of a mailing with its list made; with `done` false, asked for alone."""
        wanted = Wanted(
            criteria=criteria or Criteria(),
            kind=more.pop("kind", Kind.INVITATION),
            form=more.pop("form", LetterForm.EMAIL),
            program_id=more.pop("program_id", "friends"),
            **more,
        )
        found = prepare_mailing(self.draft(), wanted, "Spring", runner=self.runner, actor=ACTOR, now=self.now)
        assert not isinstance(found, Refusal), found
        if done:
            self.work()
        return found

    def confirm(self, unticked: Sequence[str] = (), **more: Any) -> Refusal | None:
        mailing = self.mailing(str(self.draft().content["mailing"]))
        told: dict[str, Any] = {
            "reviewed": mailing.found.get("to", 0) - len(unticked),
            "begins_at": None,
            "actor": ACTOR,
            **more,
        }
        return confirm_mailing(
            self.draft(),
            unticked=unticked,
            studio=self.studio,
            runner=self.runner,
            now=self.now,
            **told,
        )

    def mailing(self, mailing_id: str) -> Mailing:
        found = Mailing.find(mailing_id)
        assert found is not None
        return found

    def work(self) -> int:
        """Everything that was set going, until nothing is; how often the function ran."""
        runs = 0
        while self.functions.started:
            _, payload = self.functions.started.pop(0)
            self.run(payload["mailing"])
            runs += 1
        return runs

    def clock_comes(self) -> int:
        """The clock looks what is due, as every quarter of an hour."""
        due = list(Mailing.due(self.now))
        for each in due:
            self.runner.start(each)
        return len(due)

    def run(self, mailing_id: str) -> Mailing | None:
        return run_mailing(mailing_id, self.studio, self.means)

    @property
    def means(self) -> Means:
        left = iter(range(self.pages_in_time, -1, -1))
        return Means(
            clock=lambda: self.now,
            seconds_left=lambda: 600 if next(left) > 1 else 0,
            pause=self._pause,
            quota=lambda: self.allowed,
            go_on=lambda each: self.functions.start(FUNCTION, {"mailing": each}),
        )

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def _pause(self, seconds: float) -> None:
        self.waited += seconds
        self.now += timedelta(seconds=seconds)


def whom(engine: Engine) -> list[str]:
    """Whom notices were queued for, once for each."""
    return sorted(row["client_id"] for row in engine.rows("notices"))


def enrolled(engine: Engine) -> list[str]:
    """Who has an open enrollment."""
    return sorted(row["client_id"] for row in engine.rows("enrollments") if row["enrollment_id"] == "open")

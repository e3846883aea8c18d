"""What each screen of the console costs, in a small studio and in a large one: `python -m bench.console`.

Every screen is opened on the engine inside this process with 1,000 and with 100,000 clients, or as many as
are given. Printed are its calls to DynamoDB, the items they brought, and the kilobytes of its HTML; a screen
is bounded when its calls do not grow. Nothing of it is timed.
"""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests import template

os.environ.update(template.environment())

from chalicelib.domain.actor import Role
from chalicelib.domain.ids import client_id_of_ref
from chalicelib.models import base
from tests.console.desk import Desk
from tests.engine import Engine
from tests.flows import crowd
from tests.handlers.studios import store

SIZES = (1_000, 100_000)
SOMEONE = client_id_of_ref("crowd-1")
HTML_BYTES_MAX = 150_000


@dataclass(frozen=True)
class Asked:
    """One screen: what it is called here, and how it is asked for."""

    name: str
    view: str
    do: str = ""
    given: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None


SCREENS = (
    Asked("start", "start"),
    Asked("find by name", "clients", "find", form={"_q": "ma"}),
    Asked("find by number", "clients", "find", form={"_q": "1"}),
    Asked("find by email", "clients", "find", form={"_q": "person1@crowd.example"}),
    Asked("lists of clients", "clients"),
    Asked("client: overview", "client", given={"client": SOMEONE}),
    *(
        Asked(f"client: {part}", "client", part, {"client": SOMEONE})
        for part in ("rewards", "referrals", "sales", "letters", "changes")
    ),
    Asked("new client", "client_edit", "new"),
    Asked("edit a client", "client_edit", "edit", {"client": SOMEONE}),
    Asked("enrollment by hand", "enrollment", given={"client": SOMEONE}),
    Asked("doubtful intakes", "doubts"),
    Asked("held referrals", "holds"),
    Asked("who sent new clients", "who_sent"),
    Asked("outbox", "outbox"),
    Asked("outbox: sent", "outbox", "", {"state": "sent"}),
    Asked("outbox: given up", "outbox", "", {"state": "dead"}),
    Asked("block list", "blocks"),
    Asked("block list: one", "blocks", "one", {"contact": "email:person1@crowd.example"}),
    Asked("marketing by mail", "breaker"),
    Asked("look up a reward", "rewards"),
    Asked("look up a reward: a code", "rewards", "find", form={"code": "LR-7K3Q-X9MD"}),
    Asked("issue a reward", "rewards", "issue", {"client": SOMEONE}),
    Asked("referral report", "referral_report"),
    Asked("reports by email", "report_schedules"),
    Asked("rewards activity", "rewards_activity"),
    Asked("rewards outstanding", "rewards_outstanding"),
    Asked("rewards outstanding before", "rewards_outstanding", given={"as_of": "2020-12-31"}),
    Asked("join", "join"),
    Asked("mailings", "mailings"),
    Asked("new mailing", "mailings", "new"),
    Asked("loyalty rewards to process", "processing"),
    Asked("loyalty rewards: new", "processing", "new"),
    Asked("imports", "imports"),
    Asked("invoices", "invoices"),
    Asked("invoices of a client", "invoices", "of", {"client": SOMEONE}),
    Asked("new invoice", "invoices", "new", {"client": SOMEONE}),
    Asked("find an invoice", "invoices", "find", form={"number": "I-1"}),
    Asked("preferences", "preferences"),
    Asked("booking preferences", "booking_preferences"),
    Asked("company preferences", "company"),
    Asked("letters", "letters"),
    Asked("a letter", "letters", "begin", {"kind": "reward", "form": "email"}),
    Asked("triggers", "triggers"),
    Asked("a trigger", "triggers", "look", {"trigger": "birthday"}),
    Asked("a trigger's log", "triggers", "log", {"trigger": "birthday"}),
    Asked("lists", "lists"),
    Asked("referral programs", "programs"),
    Asked("a program", "programs", "look", {"program": "friends"}),
    Asked("a program's form", "programs", "edit", {"program": "friends"}),
    Asked("when rewards end", "expiry"),
    Asked("last days", "expiry", "days"),
    Asked("logo", "logo"),
    Asked("picture of shared links", "share_picture"),
    Asked("latest changes", "audit"),
    Asked("is the money right", "money"),
    Asked("a client's chain", "money", "chain", {"client": SOMEONE}),
    Asked("a walk along a chain", "money", "walk", {"client": SOMEONE}),
    Asked("the last nights", "night"),
    Asked("before a night is run", "night", "ask"),
    Asked("loyalty program", "loyalty"),
    Asked("loyalty program: its form", "loyalty", "edit"),
)


@dataclass(frozen=True)
class Cost:
    """What one screen took."""

    calls: int
    items: int
    html_bytes: int


def costs(clients: int) -> dict[str, Cost]:
    """Each screen's cost in a studio of so many clients."""
    engine = Engine()
    engine.attach(base.client())
    crowd.gather(engine, clients)
    store()
    return {asked.name: cost(asked) for asked in SCREENS}


def cost(asked: Asked) -> Cost:
    """Opens the screen once, and counts."""
    seen: Counter[str] = Counter()

    def count(parsed: dict[str, Any], **_: Any) -> None:
        seen["calls"] += 1
        seen["items"] += len(parsed.get("Items", ())) + ("Item" in parsed)
        seen["items"] += sum(len(rows) for rows in parsed.get("Responses", {}).values())

    events = base.client().meta.events
    events.register("after-call.dynamodb", count)
    try:
        answer = Desk(Role.MANAGER).ask(asked.view, asked.do, asked.given, asked.form)
    finally:
        events.unregister("after-call.dynamodb", count)
    assert "our fault" not in answer.words, asked.name
    return Cost(calls=seen["calls"], items=seen["items"], html_bytes=len(answer.html.encode()))


def grown(small: Cost, large: Cost) -> bool:
    """Whether the screen costs more calls in the larger studio, or its HTML is over the limit."""
    return large.calls > small.calls or large.html_bytes > HTML_BYTES_MAX


def main() -> int:
    """Prints a line a screen; 1 when any of them grows with the studio."""
    sizes = tuple(int(each) for each in sys.argv[1:]) or SIZES
    found = [costs(size) for size in sizes]
    head = "".join(f"{size:>12,} clients: calls  items    kB" for size in sizes)
    print(f"{'screen':<22}{head}")
    for asked in SCREENS:
        cells = [each[asked.name] for each in found]
        line = "".join(f"{each.calls:>27}{each.items:>7}{each.html_bytes / 1000:>6.1f}" for each in cells)
        print(f"{asked.name:<22}{line}")
    growing = [asked.name for asked in SCREENS if grown(found[0][asked.name], found[-1][asked.name])]
    print(f"grow with the studio: {', '.join(growing) or 'none'}")
    return 1 if growing else 0


if __name__ == "__main__":
    sys.exit(main())

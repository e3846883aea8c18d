"""Is the money right? The last full check, the last night's share, and what differs. At most six calls."""

from collections.abc import Iterator

from chalicelib.domain.actor import Role
from chalicelib.domain.night_step import Step
from chalicelib.domain.trial_balance import Books, of_plain
from chalicelib.flows.begin_money_run import CHECK, REBUILD, begin_check
from chalicelib.handlers.console.block_words import moment
from chalicelib.handlers.console.money_chain import CHOOSE, chain, walk
from chalicelib.handlers.console.money_rebuild import REVIEW_ALL, rebuild, rebuild_all, review, review_all
from chalicelib.handlers.console.money_runs import MONEY, NAME, found_table, link, progress, rebuilt
from chalicelib.handlers.console.money_words import trial_balance
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Facts,
    Heading,
    Message,
    Screen,
    Snippet,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.covered import WRONG_MAX, Covered
from chalicelib.models.run import Run
from chalicelib.services.functions import functions
from chalicelib.settings import settings

TITLE = "Is the money right?"
HOW = (
    "Every balance is the sum of entries that are only ever added; what is stored beside them is compared "
    "with them. Each night compares whoever has new entries and a twenty-eighth of all others."
)


def show(ask: Ask) -> Screen:
    """Where the books stand, by the last full check and the last night."""
    covered = Covered.read()
    checked = Run.find(covered.checked) if covered.checked else None
    share = Run.find(covered.share_compared) if covered.share_compared else None
    blocks: list[Block] = [*_verdict(ask, covered, checked), Text(HOW)]
    going = _going(covered)
    if going is not None:
        blocks += progress(going, Run.find(going))
    blocks += [Buttons(list(_actions(ask, checked, is_going=going is not None)))]
    if checked is not None:
        blocks += _full(ask, checked)
    if share is not None:
        blocks += _share(ask, share)
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def check(ask: Ask) -> Screen:
    """Have everything checked now, unless that is being done."""
    going = _going(Covered.read())
    if going is None:
        going = begin_check(
            actor=ask.actor, functions=functions(), function_name=settings.night_function, now=ask.now
        )
    return Screen(title=TITLE, blocks=progress(going, Run.find(going)), trail=[HOME, MONEY])


def run(ask: Ask) -> Screen:
    """How far a check or a rebuild is; when it is over, what came of it."""
    name = ask.text("run")
    if not name.startswith((CHECK, REBUILD)):
        return show(ask)
    found = Run.find(name)
    if found is None or not found.is_finished:
        return Screen(title=TITLE, blocks=progress(name, found), trail=[HOME, MONEY])
    if found.rebuild is None:
        return show(ask)
    return Screen(title="What was put right", blocks=[*rebuilt(ask, found)], trail=[HOME, MONEY])


def _verdict(ask: Ask, covered: Covered, checked: Run | None) -> Iterator[Block]:
    wrong = len(covered.wrong or ())
    if wrong:
        number = f"{wrong} or more" if wrong >= WRONG_MAX else str(wrong)
        clients = "client" if wrong == 1 else "clients"
        lines = ["What is stored for them is not what their entries and invoices make of it."]
        yield Message(f"The money is not right: {number} {clients}", lines, Tone.ERROR)
    elif checked is None:
        yield Message("Nobody has checked everything yet", ["Nothing that differs is known."], Tone.INFO)
    elif _unread(checked):
        lines = [f"{_unread(checked)} clients could not be compared. Check everything again."]
        yield Message("The last check is not whole", lines, Tone.WARNING)
    elif not _books(checked).is_right:
        yield Message("The money is not right", ["The two sides below differ."], Tone.ERROR)
    else:
        when = moment(checked.finished_at, ask.known_studio)
        yield Message("The money is right", [f"Everything was checked, {when}: nothing differs."], Tone.GOOD)


def _actions(ask: Ask, checked: Run | None, *, is_going: bool) -> Iterator[Action]:
    if ask.actor.role.may_act_as(Role.OPERATOR):
        if not is_going:
            yield Action("Check everything now", NAME, "check", primary=True)
        yield CHOOSE
    if ask.actor.role.may_act_as(Role.MANAGER) and checked is not None and checked.differing:
        yield REVIEW_ALL


def _full(ask: Ask, checked: Run) -> Iterator[Block]:
    books, figures = _books(checked), checked.figures[Step.RECONCILIATION.value]
    yield Heading("The last full check")
    yield Facts(
        [
            ("Began", moment(checked.started_at, ask.known_studio)),
            ("Ended", moment(checked.finished_at, ask.known_studio)),
            ("Clients compared", f"{books.clients:,}"),
            ("Entries added up", f"{books.entries:,}"),
            ("Clients who differ", f"{figures.get('clients', 0):,}"),
            ("Differences", f"{figures.get('differences', 0):,}"),
            ("Could not be compared", f"{_unread(checked):,}"),
        ]
    )
    yield from found_table(ask, "What differs", checked.found or ())
    yield from trial_balance(books, ask.known_studio.preferences.currency)
    yield Snippet("Digest of where all chains end", books.digest)
    yield from link(checked.reconciliation_key)


def _share(ask: Ask, share: Run) -> Iterator[Block]:
    figures = share.figures[Step.RECONCILIATION.value]
    yield Heading("The last night")
    yield Facts(
        [
            ("Night of", share.as_of.isoformat()),
            ("Ended", moment(share.finished_at, ask.known_studio)),
            ("Clients compared that night", f"{figures.get('compared', 0):,}"),
            ("Clients who differ", f"{figures.get('clients', 0):,}"),
            ("Could not be compared", f"{_unread(share):,}"),
        ]
    )
    yield from found_table(ask, "What differed that night", share.found or ())


def _books(checked: Run) -> Books:
    return of_plain(checked.books or Books().plain)


def _unread(run: Run) -> int:
    """Clients who moved on every try, or whose records could not be read."""
    figures = run.figures.get(Step.RECONCILIATION.value, {})
    return int(figures.get("moving", 0) + figures.get("failed", 0))


def _going(covered: Covered) -> str | None:
    """The check or rebuild that is not finished, if there is one."""
    return next(
        (name for name in sorted(covered.unfinished or ()) if name.startswith((CHECK, REBUILD))), None
    )


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.VIEWER),
        "check": Act(check),
        "run": Act(run),
        "chain": Act(chain),
        "walk": Act(walk),
        "review": Act(review, Role.MANAGER),
        "rebuild": Act(rebuild, Role.MANAGER),
        "review_all": Act(review_all, Role.MANAGER),
        "rebuild_all": Act(rebuild_all, Role.MANAGER),
    },
)

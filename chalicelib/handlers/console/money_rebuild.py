"""Putting right what differs: a manager reviews what would be written, one client or all of a check."""

from collections.abc import Iterator

from chalicelib.domain.mending import Mending
from chalicelib.domain.night_step import Step
from chalicelib.flows.begin_money_run import begin_rebuild
from chalicelib.flows.rebuild_caches import rebuild_caches, review_rebuild
from chalicelib.handlers.console.money_chain import nobody
from chalicelib.handlers.console.money_runs import MONEY, NAME, found_table, progress
from chalicelib.handlers.console.money_words import differences_table
from chalicelib.handlers.console.record_pair import name_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Action, Block, Buttons, Message, Screen, Text, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.client import Client
from chalicelib.models.covered import Covered
from chalicelib.models.run import Run
from chalicelib.services.functions import functions
from chalicelib.settings import settings

REVIEW_ALL = Action("Review what can be put right", NAME, "review_all")
RULE = (
    "What is stored beside the ledger is written anew from it: the figures of the account, what is left of "
    "rewards and by which lists they are found. No entry is touched. Where a chain is broken, or does not "
    "end where the account says, nothing is written: a backup or a copy kept elsewhere must say what is true."
)
LEFT = "What is left as it is"


def review(ask: Ask) -> Screen:
    """What would be written for one client, from what to what."""
    client = Client.find(ask.text("client"))
    if client is None:
        return nobody()
    return _screen("Review: put right", _reviewed(ask, client, review_rebuild(client.client_id)))


def rebuild(ask: Ask) -> Screen:
    """Write it, if it is still what was reviewed."""
    client = Client.find(ask.text("client"))
    if client is None:
        return nobody()
    rebuilt = rebuild_caches(client.client_id, actor=ask.actor, now=ask.now, seen=ask.text("seen"))
    if rebuilt.moved:
        told = Message("Nothing was written", ["It is no more what you reviewed. Look again."], Tone.WARNING)
        plan = review_rebuild(client.client_id)
        return _screen("Review: put right", iter([told, *_reviewed(ask, client, plan)]))
    currency = ask.known_studio.preferences.currency
    number = len(rebuilt.mended)
    blocks: list[Block] = [
        Message(f"{number} put right", [name_of(client, ask.known_studio)], Tone.GOOD)
        if number
        else Message("Nothing was written", ["Nothing could be put right."], Tone.INFO),
        differences_table("What was written", rebuilt.mended, currency, "Nothing."),
    ]
    if rebuilt.left:
        blocks.append(differences_table(LEFT, rebuilt.left, currency, ""))
    given = {"client": client.client_id}
    return _screen("What was put right", iter([*blocks, Buttons([_walk(given), MONEY])]))


def review_all(ask: Ask) -> Screen:
    """Who differed in the last full check, and in what, before all of it is put right."""
    run = _last_check()
    if run is None or not run.differing:
        return _screen("Review: put right", iter([_nothing(), Buttons([MONEY])]))
    number = _number(run)
    given = {"run": run.run_id, "n": number}
    confirm = f"Put right what differs for {number} clients, wherever their chains hold?"
    label = f"Put right {number} {'client' if number == 1 else 'clients'}"
    blocks: list[Block] = [
        Text(RULE),
        Text("Each client is compared once more before anything is written."),
        *found_table(ask, "What differed in the last full check", run.found or ()),
        Buttons([Action(label, NAME, "rebuild_all", given, primary=True, confirm=confirm), MONEY]),
    ]
    return _screen("Review: put right", iter(blocks))


def rebuild_all(ask: Ask) -> Screen:
    """Set it going, if the check is still the one that was reviewed."""
    run = _last_check()
    if run is None or run.run_id != ask.text("run") or _number(run) != ask.whole("n"):
        told = Message("Nothing was begun", ["There is a newer check. Look at that."], Tone.WARNING)
        return _screen("Review: put right", iter([told, Buttons([REVIEW_ALL, MONEY])]))
    name = begin_rebuild(
        run.run_id,
        actor=ask.actor,
        functions=functions(),
        function_name=settings.night_function,
        now=ask.now,
    )
    return _screen("Putting right what differs", iter(progress(name, Run.find(name))))


def _reviewed(ask: Ask, client: Client, plan: Mending) -> Iterator[Block]:
    currency = ask.known_studio.preferences.currency
    yield Text(name_of(client, ask.known_studio))
    yield Text(RULE)
    yield differences_table("What would be written", plan.mended, currency, "Nothing can be put right.")
    if plan.left:
        yield differences_table(LEFT, plan.left, currency, "")
    given = {"client": client.client_id}
    actions = [_walk(given), MONEY]
    if plan.mended:
        number = len(plan.mended)
        what = "figure" if number == 1 else "figures"
        carried = {**given, "seen": plan.seen}
        confirm = f"Write {number} {what} of {name_of(client, ask.known_studio)} anew?"
        actions.insert(
            0, Action(f"Put right {number} {what}", NAME, "rebuild", carried, primary=True, confirm=confirm)
        )
    yield Buttons(actions)


def _last_check() -> Run | None:
    checked = Covered.read().checked
    return Run.find(checked) if checked else None


def _number(run: Run) -> int:
    return int(run.figures.get(Step.RECONCILIATION.value, {}).get("clients", 0))


def _nothing() -> Message:
    return Message("Nothing is to be put right", ["Nobody differed in the last full check."], Tone.GOOD)


def _walk(given: dict[str, str]) -> Action:
    return Action("Walk this client's chain", NAME, "walk", given)


def _screen(title: str, blocks: Iterator[Block]) -> Screen:
    return Screen(title=title, blocks=list(blocks), trail=[HOME, MONEY])

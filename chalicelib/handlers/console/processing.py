"""Process Loyalty Rewards: amounts, expiration and letters; the list; the review; and each run as it stands.

A screen asks for at most fifteen calls, at any number of eligible clients: lists are made and paid by a
function in the background, and read here a page at a time.
"""

from datetime import datetime

from chalicelib.domain.actor import Role
from chalicelib.domain.ids import made_from
from chalicelib.domain.processing import Refusal, State
from chalicelib.flows.begin_processing import NOUN, confirm_processing, load_again
from chalicelib.flows.choose_eligible import choose_everyone, choose_shown
from chalicelib.flows.move_processing import (
    letters_were_printed,
    resume_processing,
    stop_processing,
    write_processing,
)
from chalicelib.handlers.console.processing_form import (
    TITLE,
    Work,
    form_screen,
    new_draft,
    not_loaded,
    typed_in,
)
from chalicelib.handlers.console.processing_list import FIND, OLD_PAGE, PAGE, list_screen, not_kept, tick_name
from chalicelib.handlers.console.processing_review import review_screen
from chalicelib.handlers.console.processing_shown import confirmed, lines_screen, runner, screen_of
from chalicelib.handlers.console.processing_words import (
    LIST,
    PROCESSING,
    REFUSALS,
    local,
    money,
    no_start_date,
    rule_words,
    state_badge,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Column,
    Message,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import found as draft_of
from chalicelib.handlers.widgets.drafting import gone as draft_gone
from chalicelib.handlers.widgets.drafting import not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.processing import Processing, latest

SHOWN = 20
NEW = Action("New run: amounts, expiration, letters", PROCESSING, "new", primary=True)
OVERTAKEN = Message(
    "What you typed was not kept",
    ["This was changed on another screen meanwhile. Please look it over."],
    Tone.WARNING,
)


def show(ask: Ask) -> Screen:
    """All runs by hand, the newest first, and the way to a new one."""
    found = latest(SHOWN + 1, _instant(ask.text("before")))
    rows: list[list[Cell]] = []
    for each in found[:SHOWN]:
        at = local(each.created_at, ask.studio)
        given = {"processing": each.processing_id}
        opened = Action("Open", PROCESSING, "show", given, aria_label=f"Open the run of {at}")
        paid = money(each.figures.get("cents", 0), ask.studio)
        rows.append(
            [
                *(at, state_badge(each.state), rule_words(each.loyalty_rule, ask.studio)),
                *(f"{each.ticked:,}", f"{each.figures.get('rewarded', 0):,}", paid, opened),
            ]
        )
    more = []
    if len(found) > SHOWN:
        before = found[SHOWN - 1].created_at.isoformat()
        more.append(Action("Earlier runs", PROCESSING, "", {"before": before}))
    columns = [
        *(Column("Loaded"), Column("State"), Column("Rule"), Column("Ticked", number=True)),
        *(Column("Rewarded", number=True), Column("Together", number=True), Column("Go on")),
    ]
    blocks: list[Block] = [Text("Rewards for the sales of clients who take part, created by hand.")]
    if ask.studio.preferences.loyalty_start_on is None:
        blocks.append(no_start_date())
    blocks += [Buttons([NEW]), Table("Runs by hand", columns, rows, empty="There was no run yet.", more=more)]
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


def new(ask: Ask) -> Screen:
    """A new run, at its amounts."""
    return form_screen(Work(ask, new_draft(ask, ask.studio.preferences.loyalty)))


def change(ask: Ask) -> Screen:
    """Other amounts, expiration or letters than those of a list, which a new one will stand in for."""
    run = _run(ask)
    if run is None:
        return screen_of(ask, None)
    return form_screen(Work(ask, new_draft(ask, run.loyalty_rule, run.processing_id)))


def resume(ask: Ask) -> Screen:
    """What was typed of a run that was not loaded yet."""
    work = _work(ask)
    return work if isinstance(work, Screen) else form_screen(work)


def load(ask: Ask) -> Screen:
    """Keep what was typed, and have the list made."""
    work = _work(ask)
    if isinstance(work, Screen):
        return work
    draft = work.draft
    if not ask.form.arrived:
        return not_arrived(Action("Back to the amounts", PROCESSING, "resume", {"draft": draft.draft_id}))
    if ask.whole("v") != draft.version or not draft.change({**draft.content, **typed_in(ask.form)}, ask.now):
        again = _work(ask)
        return again if isinstance(again, Screen) else form_screen(Work(ask, again.draft, note=OVERTAKEN))
    if work.read.rule is None:
        work.shows_problems = True
        return form_screen(work)
    found = work.load(runner())
    if isinstance(found, Refusal):
        work.note = not_loaded(found)
        return form_screen(work)
    return screen_of(ask, Processing.find(found))


def again(ask: Ask) -> Screen:
    """Load the list of a run anew: sales may have come since. One that was not processed is dropped."""
    run = _run(ask)
    if run is None:
        return screen_of(ask, None)
    found = load_again(run, studio=ask.studio, runner=runner(), actor=ask.actor, now=ask.now)
    if isinstance(found, Refusal):
        return screen_of(ask, run, not_loaded(found))
    return screen_of(ask, Processing.find(found))


def list_of(ask: Ask) -> Screen:
    """The list, from its first page."""
    return _list(ask, _run(ask), at={})


def keep(ask: Ask) -> Screen:
    """Keep who of the shown page is ticked, and go where the button leads."""
    run = _run(ask)
    if run is None or run.state != State.PREPARED:
        return screen_of(ask, run)
    if not ask.form.arrived:
        return not_arrived(Action("Back to the list", PROCESSING, "list", {"processing": run.processing_id}))
    page = _page(ask, run)
    if page is None:
        return _list(ask, run, OLD_PAGE, at={})
    shown, here = page
    everyone = ask.text("all")
    ticked = {
        each for each in shown if everyone == "yes" or (not everyone and ask.form.ticked(tick_name(each)))
    }
    kept = choose_shown(run.processing_id, shown, ticked, choice=ask.whole("v"))
    if isinstance(kept, Refusal):
        return _list(ask, _run(ask), not_kept(kept), at=here)
    if ask.text("to") == "review":
        return review_screen(ask, kept)
    return _list(ask, kept, at=_there(ask, here))


def everyone(ask: Ask) -> Screen:
    """Tick or untick everyone on the list."""
    kept = choose_everyone(ask.text("processing"), ask.text("all") == "yes", choice=ask.whole("v"))
    if isinstance(kept, Refusal):
        return _list(ask, _run(ask), not_kept(kept), at={})
    return _list(ask, kept, at={})


def review(ask: Ask) -> Screen:
    """The review, as it stands now."""
    run = _run(ask)
    if run is None or run.state != State.PREPARED:
        return screen_of(ask, run)
    return review_screen(ask, run, after=ask.text("after"))


def confirm(ask: Ask) -> Screen:
    """Create the rewards as they were reviewed."""
    reviewed = (ask.whole("n") or 0, ask.whole("cents") or 0, ask.whole("v") or 0)
    why = confirm_processing(
        ask.text("processing"),
        reviewed=reviewed,
        studio=ask.studio,
        runner=runner(),
        actor=ask.actor,
        now=ask.now,
    )
    run = _run(ask)
    if why is None and run is not None:
        return screen_of(ask, run, confirmed(run))
    note = _nothing("No reward was created", why or Refusal.GONE)
    if run is not None and run.state == State.PREPARED:
        return review_screen(ask, run, note)
    return screen_of(ask, run, note)


def shown(ask: Ask) -> Screen:
    """The run that the button names."""
    return screen_of(ask, _run(ask))


def lines(ask: Ask) -> Screen:
    """What came of each client."""
    return lines_screen(ask, _run(ask))


def stop(ask: Ask) -> Screen:
    """Stop it, or drop a list that nobody confirmed."""
    done = stop_processing(ask.text("processing"), actor=ask.actor, now=ask.now)
    note = None if done else Message("Nothing was changed", ["There is nothing left to stop."], Tone.INFO)
    return screen_of(ask, _run(ask), note)


def go_on(ask: Ask) -> Screen:
    """Let it go on where it stood, or try those again that failed."""
    why = resume_processing(
        ask.text("processing"), studio=ask.studio, runner=runner(), actor=ask.actor, now=ask.now
    )
    return screen_of(ask, _run(ask), _nothing("Nothing was changed", why) if why is not None else None)


def write(ask: Ask) -> Screen:
    """Have report and letters written again, or end a run that was stopped."""
    why = write_processing(ask.text("processing"), runner=runner(), actor=ask.actor, now=ask.now)
    return screen_of(ask, _run(ask), _nothing("Nothing was changed", why) if why is not None else None)


def printed(ask: Ask) -> Screen:
    """All letters of the run were printed."""
    why = letters_were_printed(ask.text("processing"), runner=runner(), actor=ask.actor, now=ask.now)
    return screen_of(ask, _run(ask), _nothing("Nothing was changed", why) if why is not None else None)


def _work(ask: Ask) -> Work | Screen:
    """The draft in hand; where it was used, the run that it made."""
    draft = draft_of(ask, PROCESSING)
    if draft is None:
        return draft_gone(LIST)
    if draft.is_open:
        return Work(ask, draft)
    return screen_of(ask, Processing.find(made_from(NOUN, draft.draft_id)))


def _run(ask: Ask) -> Processing | None:
    return Processing.find(ask.text("processing"))


def _list(ask: Ask, run: Processing | None, note: Message | None = None, *, at: dict[str, str]) -> Screen:
    if run is None or run.state != State.PREPARED:
        return screen_of(ask, run, note)
    return list_screen(ask, run, note, at=at)


def _page(ask: Ask, run: Processing) -> tuple[list[str], dict[str, str]] | None:
    """Whom the page showed that the button stood on, and where on the list it is; None when it is too old."""
    draft = draft_of(ask, PAGE)
    if draft is None or draft.content["processing"] != run.processing_id:
        return None
    return list(draft.content["shown"]), dict(draft.content["here"])


def _there(ask: Ask, here: dict[str, str]) -> dict[str, str]:
    """The page that the button leads to."""
    to = ask.text("to")
    if to in ("after", "before"):
        return {**here, "after": "", "before": "", to: ask.text("cursor")}
    if to == "order":
        return {"order": ask.text("order")}
    return {"order": here.get("order", ""), "sought": ask.form.text(FIND)[:200]} if to == "find" else here


def _nothing(title: str, why: Refusal) -> Message:
    return Message(title, [REFUSALS[why]], Tone.WARNING)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.OPERATOR),
        "new": Act(new, Role.OPERATOR),
        "change": Act(change, Role.OPERATOR),
        "resume": Act(resume, Role.OPERATOR),
        "load": Act(load, Role.OPERATOR),
        "again": Act(again, Role.OPERATOR),
        "list": Act(list_of, Role.OPERATOR),
        "keep": Act(keep, Role.OPERATOR),
        "everyone": Act(everyone, Role.OPERATOR),
        "review": Act(review, Role.OPERATOR),
        "confirm": Act(confirm, Role.OPERATOR),
        "show": Act(shown, Role.OPERATOR),
        "lines": Act(lines, Role.OPERATOR),
        "stop": Act(stop, Role.OPERATOR),
        "go_on": Act(go_on, Role.OPERATOR),
        "write": Act(write, Role.OPERATOR),
        "printed": Act(printed, Role.OPERATOR),
    },
)

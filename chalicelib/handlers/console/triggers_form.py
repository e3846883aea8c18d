"""The form of a trigger: only what its event asks for; and the review, which reads it back in a sentence."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.domain.studio import Studio
from chalicelib.domain.trigger import (
    KNOWN_AHEAD,
    OF_SESSIONS,
    OF_STATUS,
    ONLY_BEFORE,
    ONLY_OWN,
    Event,
    Objection,
    Trigger,
    kinds_for,
)
from chalicelib.domain.trigger_typed import AFTER, BEFORE, Typed, letter_choice
from chalicelib.domain.trigger_words import sentence
from chalicelib.handlers.console.triggers_words import (
    EVENTS,
    FORMS,
    KINDS,
    LIST,
    SENTENCES,
    SINCE,
    VIEW_NAME,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Control,
    Facts,
    Group,
    Kind,
    Line,
    Option,
    Screen,
    Text,
    Tick,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft
from chalicelib.models.letter import heads

ANY = Option("", "Any")


def event_screen(ask: Ask, chosen: Event | None, draft: Draft | None = None) -> Screen:
    """Which event the trigger waits for."""
    given = {"draft": draft.draft_id} if draft is not None else {}
    choice = Choice(
        name="event",
        label="What it waits for",
        options=[Option(each.value, words) for each, words in EVENTS.items()],
        value=(chosen or Event.SESSION_COMPLETED).value,
    )
    return Screen(
        title="What does the trigger wait for?",
        blocks=[
            Group("Event", [choice]),
            Buttons([Action("Go on", VIEW_NAME, "begin", given, primary=True)]),
        ],
        trail=[HOME, LIST],
        back=LIST,
        draft_id=draft.draft_id if draft is not None else "",
    )


def form_screen(
    ask: Ask, draft: Draft, base: Trigger, typed: Typed, errors: Mapping[str, Objection], *told: Block
) -> Screen:
    """The controls of the trigger's event, as they were typed."""
    given = {"draft": draft.draft_id}
    wrong = {name: SENTENCES[each] for name, each in errors.items()}
    return Screen(
        title=typed["description"] or "New trigger",
        blocks=[
            *told,
            Facts([("Event", (EVENTS[base.event], Action("Another event", VIEW_NAME, "event", given)))]),
            Group("Trigger", [_line("description", "Description", typed, wrong, size=40, required=True)]),
            Group("When", _when(base, typed, wrong, ask.studio), columns=2),
            Group("What goes", _what(base, typed, wrong, ask.studio), columns=2),
            Buttons([Action("Read it back", VIEW_NAME, "read", given, primary=True)]),
        ],
        trail=[HOME, LIST],
        back=Action("Back to the triggers without saving", VIEW_NAME),
        draft_id=draft.draft_id,
    )


def review_screen(ask: Ask, draft: Draft, wanted: Trigger, letters: Mapping[str, str]) -> Screen:
    """The trigger read back, before it is stored."""
    given = {"draft": draft.draft_id}
    buttons = [
        Action("Save", VIEW_NAME, "save", given, primary=True),
        Action("Who would have got it last month", VIEW_NAME, "try", given),
        Action("Back to the form", VIEW_NAME, "resume", given),
    ]
    return Screen(
        title=f"Review: {wanted.description}",
        blocks=[
            Text(sentence(wanted, ask.studio, letters)),
            Text(f"It goes at {wanted.hour}:00 by the studio's clocks, or as soon after as it is known."),
            Text(SINCE),
            Buttons(buttons),
        ],
        trail=[HOME, LIST],
        draft_id=draft.draft_id,
    )


def _when(base: Trigger, typed: Typed, wrong: Mapping[str, str], studio: Studio) -> list[Control | Text]:
    controls: list[Control | Text] = []
    if base.event in OF_STATUS:
        items = offered(studio, ListKind.STATUS, standing={typed["status"]})
        options = [Option(id_of(each), each.description) for each in items]
        first = ANY if base.event is Event.STATUS_DUE else Option("", "Please choose")
        controls.append(_choice("status", "Client status", [first, *options], typed, wrong))
    if base.event in OF_SESSIONS:
        types = [each.description for each in offered(studio, ListKind.SESSION_TYPE)]
        standing = typed["session_type"]
        types += [standing] if standing and standing not in types else []
        options = [ANY, *(Option(each, each) for each in types)]
        controls.append(_choice("session_type", "Session type", options, typed, wrong))
    if base.event is Event.SALE_PAID:
        hint = "Without tax and what rewards paid. Empty: any sale."
        controls.append(_line("sale_min", "At least", typed, wrong, kind=Kind.MONEY, size=10, hint=hint))
    controls.append(
        _line("days", "Days", typed, wrong, kind=Kind.WHOLE, size=4, hint="0: on the day itself.")
    )
    if base.event in KNOWN_AHEAD - ONLY_BEFORE:
        sides = [Option(AFTER, "after"), Option(BEFORE, "before")]
        controls.append(_choice("before", "Before or after", sides, typed, wrong))
    hours = [Option(str(hour), f"{hour}:00") for hour in range(24)]
    return [*controls, _choice("hour", "Hour, by the studio's clocks", hours, typed, wrong)]


def _what(base: Trigger, typed: Typed, wrong: Mapping[str, str], studio: Studio) -> list[Control | Text]:
    programs = [
        Option(each.program_id, each.description)
        for each in studio.programs.values()
        if not each.inactive or each.program_id == typed["program"]
    ]
    return [
        _choice("letter", "Letter", _letters(base, heads(), typed["letter"]), typed, wrong),
        _choice("program", "Enroll in", [Option("", "No program"), *programs], typed, wrong),
        Tick(
            name="skip_enrolled",
            label="Leave out whoever is in another program",
            value=bool(typed["skip_enrolled"]),
            hint="Otherwise they are moved to this one.",
        ),
    ]


def _letters(base: Trigger, own: Sequence[LetterHead], standing: str) -> list[Option]:
    """What ships with the product, in each form, and the studio's own of the kinds that fit."""
    kinds = kinds_for(base.event)
    options = [
        Option(letter_choice(kind, form, None), f"{KINDS[kind]} that ships with the product, {FORMS[form]}")
        for kind in kinds
        if kind not in ONLY_OWN
        for form in LetterForm
    ]
    for each in own:
        choice = letter_choice(each.kind, each.form, each.letter_id)
        if each.kind in kinds and (not each.inactive or choice == standing):
            options.append(Option(choice, f"{each.description}: {KINDS[each.kind]}, {FORMS[each.form]}"))
    return options


def _line(
    name: str,
    label: str,
    typed: Typed,
    wrong: Mapping[str, str],
    *,
    kind: Kind = Kind.TEXT,
    size: int = 30,
    hint: str = "",
    required: bool = False,
) -> Line:
    return Line(
        name=name,
        label=label,
        value=typed[name],
        kind=kind,
        size=size,
        hint=hint,
        required=required,
        error=wrong.get(name, ""),
    )


def _choice(
    name: str, label: str, options: Sequence[Option], typed: Typed, wrong: Mapping[str, str]
) -> Choice:
    return Choice(name=name, label=label, options=options, value=typed[name], error=wrong.get(name, ""))

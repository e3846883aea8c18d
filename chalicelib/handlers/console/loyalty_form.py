"""The form of the loyalty program: the rule, its start date, its letter and what a day may give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.loyalty_edit import EACH, ONCE, Wrong, letters_offered
from chalicelib.domain.loyalty_words import multiples_in_words, promise
from chalicelib.domain.setting_value import YES
from chalicelib.domain.studio import Preferences
from chalicelib.handlers.console.loyalty_words import (
    caps_in_words,
    letter_choices,
    letter_name,
    wrong_in_words,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Group,
    Kind,
    Line,
    Message,
    Option,
    Screen,
    Text,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft

VIEW = "loyalty"
TITLE = "Loyalty program"
AGAIN = Action(TITLE, VIEW)
ALL_HISTORY = Message(
    "There is no start date: all history counts",
    [
        "The first night rewards every sale that was ever brought in. "
        "Give a start date to leave older ones out."
    ],
    Tone.WARNING,
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The program in hand: as it was typed, the preferences it makes, and what is wrong by field."""

    ask: Ask
    draft: Draft
    typed: Mapping[str, str]
    wanted: Preferences
    heads: Sequence[LetterHead]
    wrong: Mapping[str, Wrong] = field(default_factory=dict)

    def line(self, name: str, label: str, kind: Kind, hint: str = "", *, required: bool = False) -> Line:
        """A setting that is typed."""
        return Line(
            name=name,
            label=label,
            kind=kind,
            value=self.typed[name],
            size=12,
            hint=hint,
            error=self.error(name),
            required=required,
        )

    def error(self, name: str) -> str:
        """What stands against the setting."""
        return wrong_in_words(name, self.wrong[name]) if name in self.wrong else ""

    def action(self, label: str, do: str, *, primary: bool = False, confirm: str = "") -> Action:
        """A button of this draft."""
        return Action(label, VIEW, do, {"draft": self.draft.draft_id}, primary=primary, confirm=confirm)


def form_screen(form: Form, *told: Block) -> Screen:
    """The form, and under it in sentences what it says."""
    return Screen(
        title=TITLE,
        blocks=[
            *told,
            *_parts(form),
            *promised(form.wanted, form.heads, unread=bool(form.wrong)),
            Buttons(
                [
                    form.action("Save", "save", primary=True),
                    form.action("Show what it promises", "try"),
                    form.action("See what the next night would give", "preview"),
                ]
            ),
        ],
        trail=[HOME, AGAIN],
        back=Action("Back without saving", VIEW),
        draft_id=form.draft.draft_id,
    )


def promised(
    preferences: Preferences, heads: Sequence[LetterHead], *, unread: bool = False
) -> Iterator[Block]:
    """What the program promises, in plain sentences, and a warning where nothing limits what counts."""
    rule = preferences.stored_rule
    if rule is None:
        return
    title = "What it promises, as far as it can be read" if unread else "What it promises"
    said = promise(rule, preferences.currency, letter_name(rule, heads))
    yield Message(title, [*said, caps_in_words(preferences)])
    if preferences.loyalty_start_on is None:
        yield ALL_HISTORY


def _parts(form: Form) -> Iterator[Block]:
    typed = form.typed
    yield Group(
        "The program",
        [
            Tick(
                name="active",
                label="Nights issue loyalty rewards",
                value=typed["active"] == YES,
                hint="Before it is switched on you are shown what it would give.",
                error=form.error("active"),
            )
        ],
    )
    meanings = [
        Option(EACH, multiples_in_words(multiples=True)),
        Option(ONCE, multiples_in_words(multiples=False)),
    ]
    yield Group(
        "The rule",
        [
            form.line("every", "Sales that earn a reward", Kind.MONEY, required=True),
            form.line("reward", "Amount of the reward", Kind.MONEY, required=True),
            Choice(
                name="multiples",
                label="Who comes to several levels at once gets",
                options=meanings,
                value=typed["multiples"],
                hint="What is over the last level counts toward the next reward either way.",
            ),
            form.line(
                "start_on",
                "Start date of the program",
                Kind.DAY,
                "Earlier sales never count. It is the same date as in the company preferences: changed here, "
                "it is changed there.",
            ),
        ],
        columns=2,
    )
    yield Group(
        "Rewards",
        [
            Tick(name="expires", label="They end", value=typed["expires"] == YES),
            form.line("expires_days", "Days until they end", Kind.WHOLE, "From the night that issues them."),
            _letters(form),
        ],
        columns=2,
    )
    yield Group(
        "At most on one day",
        [
            Text("A mistake then costs one day's worth. Process Loyalty Rewards, by hand, is not capped."),
            form.line("cents_max", "Money", Kind.MONEY, "Empty: no cap."),
            form.line("rewards_max", "Rewards", Kind.WHOLE, "Empty: no cap."),
        ],
        columns=2,
    )


def _letters(form: Form) -> Choice:
    rule = form.wanted.loyalty
    offered = letters_offered(form.heads, rule.letter_id if rule is not None else None)
    return Choice(
        name="letter",
        label="Letter with each reward",
        options=[Option(value, words) for value, words in letter_choices(offered)],
        value=form.typed["letter"],
        hint="Your own letters are those of the kind loyalty reward.",
        error=form.error("letter"),
    )

"""The form of a program: each setting a tick with what belongs to it, and what it would promise as typed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.letters import Kind as LetterKind
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.domain.program import Program, offered_on
from chalicelib.domain.program_edit import AS_IT_STANDS
from chalicelib.domain.program_rules import LETTERS, concerns, letters_offered, promotions_offered
from chalicelib.domain.program_text import SHIPPED
from chalicelib.domain.promise import promise, promise_to_friend
from chalicelib.domain.setting_value import YES
from chalicelib.handlers.console.program_words import (
    CONCERNS,
    KINDS,
    TIMINGS,
    gift_in_words,
    letter_in_words,
    today,
)
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Cell,
    Choice,
    Column,
    Facts,
    Group,
    Kind,
    Line,
    Message,
    Option,
    Screen,
    Table,
    Tick,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.models.draft import Draft

VIEW = "programs"
TITLE = "Client Referral Programs"
LIST = Action(TITLE, VIEW)
NONE = Option("", "Please choose")


@dataclass(frozen=True, kw_only=True)
class Form:
    """A program in hand: as it was typed, what was read of that, and what is wrong by field."""

    ask: Ask
    draft: Draft
    before: Program
    typed: Mapping[str, str]
    wanted: Program
    letters: Sequence[LetterHead]
    errors: Mapping[str, str] = field(default_factory=dict)

    def tick(self, name: str, label: str) -> Tick:
        """One of the ticks."""
        return Tick(name=name, label=label, value=self.typed[name] == YES, compact=True)

    def line(self, name: str, label: str, kind: Kind, hint: str = "") -> Line:
        """What is typed beside a tick."""
        error = self.errors.get(name, "")
        return Line(
            name=name,
            label=label,
            kind=kind,
            value=self.typed[name],
            size=8,
            hint=hint,
            error=error,
            compact=True,
        )

    def choice(self, name: str, label: str, options: Iterable[Option], hint: str = "") -> Choice:
        """What is chosen beside a tick."""
        error, chosen = self.errors.get(name, ""), self.typed[name]
        return Choice(
            name=name, label=label, options=list(options), value=chosen, hint=hint, error=error, compact=True
        )

    def row(self, tick: str, label: str, beside: Line | Choice | str = "") -> list[Cell]:
        """A setting: what it is, its tick, and what belongs to it; without a tick it goes with another."""
        return [label, self.tick(tick, label) if tick else "", beside]


def form_screen(form: Form, *told: Block) -> Screen:
    """The form with what there is to tell above it, and what it promises as it is typed."""
    given = {"draft": form.draft.draft_id}
    is_new = form.before.program_id not in form.ask.studio.programs
    return Screen(
        title="New program" if is_new else f"Edit {form.before.description}",
        blocks=[
            *told,
            *promised(form.wanted, form.ask, form.letters, unread=bool(form.errors)),
            *_parts(form, is_new=is_new),
            Buttons(
                [
                    Action("Save", VIEW, "save", given, primary=True),
                    Action("Show what it promises", VIEW, "try", given),
                ]
            ),
        ],
        trail=[HOME, LIST],
        back=Action("Back to the programs without saving", VIEW),
        draft_id=form.draft.draft_id,
    )


def promised(
    program: Program, ask: Ask, letters: Sequence[LetterHead], *, unread: bool = False
) -> Iterator[Block]:
    """The program's promise in a sentence for each side, and what is worth knowing of it."""
    currency = ask.studio.preferences.currency
    terms = offered_on(program.terms, today(ask))
    to_friend = promise_to_friend(terms, currency) or "Nothing."
    title = "What it promises, as far as it can be read" if unread else "What it promises"
    yield Facts([("To the referrer", promise(terms, currency)), ("To the friend", to_friend)], title)
    found = concerns(program, ask.studio, letters, today(ask))
    if found:
        yield Message("Worth knowing", [CONCERNS[each] for each in found], Tone.WARNING)


def _parts(form: Form, *, is_new: bool) -> Iterator[Block]:
    description = Line(
        name="description",
        label="Description",
        value=form.typed["description"],
        required=True,
        size=40,
        hint="The name of the program. It is in use as soon as it is saved.",
        error=form.errors.get("description", ""),
    )
    inactive = Tick(
        name="inactive",
        label="Inactive",
        value=form.typed["inactive"] == YES,
        hint="Hidden and offered no more. Who is enrolled stays so, and earns nothing for later friends.",
    )
    yield Group("General", [description] if is_new else [description, inactive])
    columns = [Column("Setting"), Column("On"), Column("What exactly")]
    yield Table("Requirements: all that are on must hold", columns, _requirements(form))
    yield Table("To the referring client", columns, _to_the_referrer(form))
    yield Table("To the referred client", columns, _to_the_friend(form))


def _requirements(form: Form) -> list[list[Cell]]:
    days = "Days since the enrollment by the studio's calendar; the last day counts."
    return [
        form.row(
            "within",
            "The referred client must be created within a number of days",
            form.line("within_days", "Days to be created in", Kind.WHOLE, days),
        ),
        form.row("session_booked", "A session must be booked"),
        form.row("session_completed", "A session must be completed"),
        form.row(
            "paid_sales",
            "Paid sales must come to an amount",
            form.line(
                "paid_sales_min",
                "Paid sales of at least",
                Kind.MONEY,
                "Before tax, on invoices paid in full.",
            ),
        ),
    ]


def _to_the_referrer(form: Form) -> list[list[Cell]]:
    return [
        form.row(
            "reward",
            "A loyalty reward for each referral",
            form.line("reward_amount", "Amount of the reward", Kind.MONEY),
        ),
        form.row(
            "reward_expires",
            "The reward expires after days",
            form.line("reward_days", "Days until the reward expires", Kind.WHOLE),
        ),
        form.row(
            "cap",
            "At most so many rewards for a client",
            form.line(
                "cap_rewards", "Rewards for a client", Kind.WHOLE, "Friends beyond it still get the gift."
            ),
        ),
        form.row(
            "reward_letter",
            "A letter each time a reward is earned",
            _letters(form, "reward_letter_id", "Letter with the reward"),
        ),
        form.row(
            "referrer_status",
            "A new client status for the referring client",
            _statuses(form, "referrer_status_id", "New status of the referring client"),
        ),
    ]


def _to_the_friend(form: Form) -> list[list[Cell]]:
    kinds = [Option(each, KINDS[each]) for each in KINDS]
    timings = [Option(each, TIMINGS[each]) for each in TIMINGS]
    amount = "Amount of the gift"
    days = "Days until the gift expires"
    return [
        form.row("gift", "A gift", form.choice("gift_kind", "What the gift is", kinds)),
        form.row("", "Promotional item or coupon", _promotions(form)),
        form.row("", "Or the amount of the reward", form.line("gift_amount", amount, Kind.MONEY)),
        form.row(
            "gift_expires",
            "The reward, if it is one, expires after days",
            form.line("gift_days", days, Kind.WHOLE),
        ),
        form.row("", "When the gift is given", form.choice("gift_timing", "When the gift is given", timings)),
        form.row(
            "gift_letter", "A letter with the gift", _letters(form, "gift_letter_id", "Letter with the gift")
        ),
        form.row(
            "friend_status",
            "A new client status for the referred client",
            _statuses(form, "friend_status_id", "New status of the referred client"),
        ),
    ]


def _letters(form: Form, name: str, label: str) -> Choice:
    kind: LetterKind = LETTERS[name]
    found = letters_offered(form.letters, kind, getattr(form.before.terms, name) or "")
    options = [Option(each.letter_id, letter_in_words(each)) for each in found]
    hint = "Those of your own letters of this kind that are not retired."
    return form.choice(name, label, [Option(SHIPPED, "The one that ships with the product"), *options], hint)


def _statuses(form: Form, name: str, label: str) -> Choice:
    standing = getattr(form.before.terms, name) or ""
    found = offered(form.ask.studio, ListKind.STATUS, standing=(standing,))
    options = [Option(id_of(each), each.description) for each in found]
    return form.choice(name, label, [NONE, *options])


def _promotions(form: Form) -> Choice:
    studio, gift = form.ask.studio, form.before.terms.gift
    standing = (gift.promotion_id or "") if gift is not None else ""
    options = [NONE]
    if form.typed["gift_item"] == AS_IT_STANDS and gift is not None:
        options = [Option(AS_IT_STANDS, gift_in_words(gift, studio))]
    for each in promotions_offered(studio, today(form.ask), standing):
        expired = " (expired)" if each.has_expired(today(form.ask)) else ""
        retired = " (retired)" if each.inactive else ""
        code = f", code {each.code}" if each.code else ""
        options.append(Option(each.promotion_id, f"{each.description}{code}{expired}{retired}"))
    hint = "From the list Promotional Items and Coupons. What is retired or has expired is not offered."
    return form.choice("gift_item", "Promotional item or coupon", options, hint)

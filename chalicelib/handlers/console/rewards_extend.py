"""A reward gets a later last day; a manager revives one that is over. Eight calls, more after joinings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from chalicelib.domain.money import Cents, to_display
from chalicelib.domain.reward import State, expiry
from chalicelib.domain.reward_act import Refusal, extend_refusal, is_later
from chalicelib.domain.reward_typed import EXTEND, NEVER, ON, read_extend
from chalicelib.flows.expired_value import expired_value
from chalicelib.flows.extend_reward import extend_reward, value_of
from chalicelib.flows.reward_change import Change, standing_of
from chalicelib.handlers.console.program_words import today
from chalicelib.handlers.console.rewards_words import REFUSALS, last_day
from chalicelib.handlers.console.rewards_work import Kind, Work
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Area, Block, Choice, Facts, Group, Line, Option
from chalicelib.handlers.widgets.blocks import Kind as Typing
from chalicelib.handlers.widgets.work import Problems, Reviewed, Said
from chalicelib.models.client import Client
from chalicelib.models.reward import Reward


def _begins_with(ask: Ask, client: Client) -> Mapping[str, str]:
    del ask, client
    return {"ends": ON}


def _form(work: Work, problems: Problems) -> Sequence[Block]:
    typed, row = work.typed, work.row
    shown: list[Block] = []
    if row is not None:
        ends = last_day(row, work.ask.studio, work.ask.now)
        shown.append(Facts([("Reward", row.code), ("Last day now", ends)]))
    ends_choice = Choice(
        name="ends",
        label="When it is to end",
        options=(Option(ON, "On a later day"), Option(NEVER, "It never ends")),
        value=typed.get("ends", ""),
        error=problems.get("ends", ""),
    )
    day = Line(
        name="day",
        label="New last day",
        kind=Typing.DAY,
        size=12,
        value=typed.get("day", ""),
        hint="Such as 2026-12-31. Only ever later than it was.",
        error=problems.get("day", ""),
    )
    return [*shown, Group("", [ends_choice, day, reason_area(typed, problems)])]


def reason_area(typed: Mapping[str, str], problems: Problems) -> Area:
    """Why a reward is changed: needed."""
    return Area(
        name="reason",
        label="Reason",
        rows=2,
        value=typed.get("reason", ""),
        hint="Needed. It stands in the reward's history and in the changes.",
        error=problems.get("reason", ""),
        required=True,
    )


def _review(work: Work) -> Reviewed | Problems:
    ask, row = work.ask, work.row
    read = read_extend(work.typed, today(ask))
    if isinstance(read, dict):
        return read
    until, reason = read
    if row is None:
        return _nothing(Refusal.NO_REWARD)
    currency = ask.studio.preferences.currency
    is_over = row.state(ask.now) is State.EXPIRED
    back = value_of(expired_value(row)) if is_over else Cents(0)
    after = row.remaining_cents + back
    day = until.isoformat() if until is not None else "never ends"
    facts = [
        ("Reward", row.code),
        ("Client", work.name),
        ("Last day until now", last_day(row, ask.studio, ask.now)),
        ("New last day", day),
        ("Reason", reason),
        ("Value of it then", to_display(after, currency)),
    ]
    if back:
        facts.append(("Of it given back, which had expired", to_display(back, currency)))
    why = _refusal(work, row, back, until)
    return Reviewed(
        facts=facts,
        cents=int(after),
        button="Revive the reward" if is_over else "Change the last day",
        confirm=f"{row.code}: {to_display(after, currency)}, last day: {day}?",
        against=[REFUSALS[why]] if why is not None else [],
    )


def _refusal(work: Work, row: Reward, back: Cents, until: date | None) -> Refusal | None:
    if not work.is_a_client or row.transferred_to is not None:
        return Refusal.NO_CLIENT
    why = extend_refusal(standing_of(row, work.ask.now, back), work.ask.actor.role)
    if why is None and not is_later(_over_at(work, until), row.expires_at):
        return Refusal.NOT_LATER
    return why


def _over_at(work: Work, until: date | None) -> datetime | None:
    return expiry(work.ask.now, work.ask.studio.preferences.local_zone(), on=until)[1]


def _act(work: Work, would: Reviewed) -> Said:
    del would
    read = read_extend(work.typed, today(work.ask))
    assert not isinstance(read, dict), "it was reviewed"
    outcome = f"The last day is {read[0].isoformat()}." if read[0] else "The reward never ends."
    why = extend_reward(change_of(work, read[1], outcome), read[0], work.ask.studio)
    if why is not None:
        return Said(False, REFUSALS[why])
    return Said(True, outcome)


def change_of(work: Work, reason: str, outcome: str) -> Change:
    """The change that the work comes to, which uses its draft up."""
    assert work.row is not None, "it was reviewed"
    return Change(
        client_id=work.client_id,
        reward_id=work.reward_id,
        turn_seen=work.row.turn,
        reason=reason,
        key=work.draft.draft_id,
        actor=work.ask.actor,
        now=work.ask.now,
        others=[work.used(outcome)],
    )


def _nothing(why: Refusal) -> Reviewed:
    return Reviewed(facts=[], cents=0, button="", confirm="", against=[REFUSALS[why]])


KIND = Kind(
    name="extend",
    title="Change the last day of a reward",
    fields=lambda _: EXTEND,
    begins_with=_begins_with,
    form=_form,
    review=_review,
    act=_act,
)

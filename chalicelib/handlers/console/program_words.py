"""What the settings of a program are called, and what is said of those that cannot or should not be saved."""

from collections.abc import Iterator, Mapping
from datetime import date

from chalicelib.domain.dates import local_date
from chalicelib.domain.letter_text import LetterForm, LetterHead
from chalicelib.domain.lists import ListKind, words_of
from chalicelib.domain.money import to_display
from chalicelib.domain.program import Gift, GiftKind, GiftTiming, Program
from chalicelib.domain.program_rules import NAME_MAX, PROGRAMS_MAX, Concern, Objection
from chalicelib.domain.program_text import CENTS_MAX, DAYS_MAX, REWARDS_MAX
from chalicelib.domain.studio import Studio
from chalicelib.handlers.widgets.ask import Ask

SENTENCES: Mapping[Objection, str] = {
    Objection.NAMELESS: "This is needed.",
    Objection.TOO_LONG: f"This is longer than {NAME_MAX} letters.",
    Objection.TAKEN: "Another active program has this name.",
    Objection.TOO_MANY: f"There are {PROGRAMS_MAX} programs. Delete one that nobody uses.",
    Objection.NOT_DAYS: f"It is on, and this is not a whole number of days from 1 to {DAYS_MAX:,}.",
    Objection.NOT_MONEY: (
        f"It is on, and this is not an amount such as 25 or 25.00, up to {CENTS_MAX // 100:,}."
    ),
    Objection.NOT_A_NUMBER: f"It is on, and this is not a whole number from 1 to {REWARDS_MAX:,}.",
    Objection.NOT_OFFERED: "It is on, and none is chosen that is on offer. Choose another one.",
    Objection.NEEDS_A_REWARD: "This goes with a reward, and none is on.",
    Objection.NEEDS_A_GIFT: "This goes with a gift, and none is on.",
}
CONCERNS: Mapping[Concern, str] = {
    Concern.NOTHING_GIVEN: (
        "Neither reward nor gift is on: referrals are recorded, and nobody gets anything."
    ),
    Concern.LEAVES_LOYALTY: (
        "The referrer's new status does not take part in the loyalty program: a client whose status does "
        "leaves it with the first referral."
    ),
    Concern.GIFT_EXPIRED: "The gift has expired: new friends are promised none. Choose another one.",
    Concern.GIFT_RETIRED: "The gift is retired; this program goes on giving it.",
    Concern.LETTER_GONE: "A letter that it names is retired; it still goes.",
    Concern.STATUS_GONE: "A status that it gives is retired.",
    Concern.NO_PUBLIC_ADDRESS: (
        "The company preferences have no public address: referral links lead to the address of AWS."
    ),
    Concern.NO_POSTAL_ADDRESS: (
        "The company preferences have no postal address: invitations are not sent without one."
    ),
    Concern.NOT_LIVE: "The studio is not live: referrals are recorded as history and pay nothing.",
}
TIMINGS: Mapping[GiftTiming, str] = {
    GiftTiming.ON_QUALIFY: "When everything that is required holds",
    GiftTiming.ON_INTAKE: "As soon as the friend is a client",
}
KINDS: Mapping[GiftKind, str] = {
    GiftKind.ITEM: "A promotional item or coupon",
    GiftKind.REWARD: "A loyalty reward of the friend's own",
}
FORMS: Mapping[LetterForm, str] = {
    LetterForm.EMAIL: "email",
    LetterForm.PRINT: "printed",
    LetterForm.TEXT: "text",
}


def letter_in_words(letter: LetterHead) -> str:
    """A letter in a list to choose from."""
    return f"{letter.description} ({FORMS[letter.form]}{', retired' if letter.inactive else ''})"


def settings_in_words(program: Program, ask: Ask, letters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every setting that is ticked. `letters`: the descriptions of the studio's letters by id."""
    terms, studio = program.terms, ask.studio
    currency = studio.preferences.currency
    if terms.within_days is not None:
        yield "The friend must be created within", _days(terms.within_days)
    if terms.session_booked:
        yield "A session must be booked", "yes"
    if terms.session_completed:
        yield "A session must be completed", "yes"
    if terms.paid_sales_min_cents is not None:
        yield "Paid sales of at least", to_display(terms.paid_sales_min_cents, currency)
    if terms.reward_cents is not None:
        yield "Reward to the referrer", to_display(terms.reward_cents, currency)
    if terms.reward_expires_after_days is not None:
        yield "The reward expires after", _days(terms.reward_expires_after_days)
    if terms.rewards_per_client_max is not None:
        yield "Rewards for each client, at most", str(terms.rewards_per_client_max)
    if terms.reward_letter:
        yield "Letter with the reward", _letter(terms.reward_letter_id, letters)
    if terms.referrer_status_id:
        yield "New status of the referrer", words_of(studio, ListKind.STATUS, terms.referrer_status_id)
    if terms.gift is not None:
        yield "Gift to the friend", gift_in_words(terms.gift, studio)
        yield "The gift is given", TIMINGS[terms.gift_timing].lower()
    if terms.gift_letter:
        yield "Letter with the gift", _letter(terms.gift_letter_id, letters)
    if terms.friend_status_id:
        yield "New status of the friend", words_of(studio, ListKind.STATUS, terms.friend_status_id)


def gift_in_words(gift: Gift, studio: Studio) -> str:
    """A gift with its code and its last day."""
    if gift.kind is GiftKind.REWARD:
        days = "" if gift.expires_after_days is None else f", good for {_days(gift.expires_after_days)}"
        return f"{to_display(gift.cents or 0, studio.preferences.currency)}{days}"
    said = [gift.text or "without words", f"code {gift.code}" if gift.code else ""]
    said.append(f"valid until {gift.valid_until.isoformat()}" if gift.valid_until else "")
    return ", ".join(each for each in said if each)


def program_name(studio: Studio, program_id: str) -> str:
    """What a program is called; one that was deleted keeps its name."""
    program = studio.programs.get(program_id)
    if program is not None:
        return program.description
    former = studio.deleted.get(("program", program_id))
    return f"{former} (deleted)" if former else program_id


def today(ask: Ask) -> date:
    """The studio's day."""
    return local_date(ask.now, ask.studio.preferences.local_zone())


def _letter(letter_id: str | None, letters: Mapping[str, str]) -> str:
    return "the one that ships" if letter_id is None else letters.get(letter_id, "one that is gone")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"

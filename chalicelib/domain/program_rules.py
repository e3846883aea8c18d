"""What stands against saving a program, and what is worth knowing of one that may be stored. Rules 1."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from chalicelib.domain.letter_text import LetterHead
from chalicelib.domain.letters import Kind
from chalicelib.domain.list_item import folded
from chalicelib.domain.lists import ListKind, id_of, offered
from chalicelib.domain.program import GiftKind, Program, Terms
from chalicelib.domain.promotion import Promotion
from chalicelib.domain.studio import Studio

NAME_MAX = 100
PROGRAMS_MAX = 100
"""Every reading of the studio reads them all."""
LETTERS = {"reward_letter_id": Kind.REWARD, "gift_letter_id": Kind.GIFT}
STATUSES = ("referrer_status_id", "friend_status_id")


class Objection(StrEnum):
    """Why a program cannot be saved as it is."""

    NAMELESS = "nameless"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    TOO_MANY = "too_many"
    NOT_DAYS = "not_days"
    NOT_MONEY = "not_money"
    NOT_A_NUMBER = "not_a_number"
    NOT_OFFERED = "not_offered"
    NEEDS_A_REWARD = "needs_a_reward"
    NEEDS_A_GIFT = "needs_a_gift"


class Concern(StrEnum):
    """What may be stored and is worth knowing."""

    NOTHING_GIVEN = "nothing_given"
    LEAVES_LOYALTY = "leaves_loyalty"
    GIFT_EXPIRED = "gift_expired"
    GIFT_RETIRED = "gift_retired"
    LETTER_GONE = "letter_gone"
    STATUS_GONE = "status_gone"
    NO_PUBLIC_ADDRESS = "no_public_address"
    NO_POSTAL_ADDRESS = "no_postal_address"
    NOT_LIVE = "not_live"


def objections(
    wanted: Program,
    before: Terms | None,
    studio: Studio,
    today: date,
    letters: Iterable[LetterHead] | None = None,
) -> dict[str, Objection]:
    """What stands against saving `wanted`, by field; the first objection to a field counts.

    What `before`, the terms in whose place it comes, names already may stay, retired or not. Without
    `letters`, all of the studio's, they are not asked about.
    """
    found: dict[str, Objection] = {}
    for name, objection in _objections(wanted, before, studio, today, letters):
        found.setdefault(name, objection)
    return found


def concerns(
    program: Program, studio: Studio, letters: Iterable[LetterHead], today: date
) -> tuple[Concern, ...]:
    """What is worth knowing of a program as it is, or as it would be."""
    terms, gift, preferences = program.terms, program.terms.gift, studio.preferences
    promotion = studio.promotions.get(gift.promotion_id or "") if gift is not None else None
    heads = list(letters)
    named = [studio.statuses.get(each) for name in STATUSES if (each := getattr(terms, name))]
    new_status = studio.statuses.get(terms.referrer_status_id or "")
    holds = {
        Concern.NOTHING_GIVEN: terms.reward_cents is None and gift is None,
        Concern.LEAVES_LOYALTY: new_status is not None
        and not new_status.include_in_loyalty
        and any(each.include_in_loyalty for each in studio.statuses.values()),
        Concern.GIFT_EXPIRED: gift is not None and gift.has_expired(today),
        Concern.GIFT_RETIRED: promotion is not None and promotion.inactive,
        Concern.LETTER_GONE: any(
            letter_id and not _can_go(heads, letter_id, kind)
            for name, kind in LETTERS.items()
            if (letter_id := getattr(terms, name))
        ),
        Concern.STATUS_GONE: any(each is None or each.inactive for each in named),
        Concern.NO_PUBLIC_ADDRESS: not preferences.public_url,
        Concern.NO_POSTAL_ADDRESS: not preferences.postal_address,
        Concern.NOT_LIVE: not preferences.live,
    }
    return tuple(concern for concern, is_so in holds.items() if is_so)


def promotions_offered(studio: Studio, today: date, standing: str = "") -> list[Promotion]:
    """The promotional items that a program may give: neither retired nor expired; the standing one too."""
    found = offered(studio, ListKind.PROMOTION, standing=(standing,))
    return [
        each
        for each in found
        if isinstance(each, Promotion) and (id_of(each) == standing or not each.has_expired(today))
    ]


def letters_offered(letters: Iterable[LetterHead], kind: Kind, standing: str = "") -> list[LetterHead]:
    """The studio's letters of this kind that are not retired; the standing one too."""
    return [
        each for each in letters if each.kind is kind and (not each.inactive or each.letter_id == standing)
    ]


def _objections(
    wanted: Program,
    before: Terms | None,
    studio: Studio,
    today: date,
    letters: Iterable[LetterHead] | None,
) -> Iterator[tuple[str, Objection]]:
    yield from _of_the_name(wanted, studio)
    terms = wanted.terms

    def standing(name: str) -> str:
        return (getattr(before, name) or "") if before is not None else ""

    for name in STATUSES:
        status_id = getattr(terms, name)
        statuses = offered(studio, ListKind.STATUS, standing=(standing(name),))
        if status_id and status_id not in map(id_of, statuses):
            yield name, Objection.NOT_OFFERED
    gift = terms.gift
    if gift is not None and gift.kind is GiftKind.ITEM and gift.promotion_id:
        stands = (before.gift.promotion_id or "") if before is not None and before.gift is not None else ""
        if gift.promotion_id not in map(id_of, promotions_offered(studio, today, stands)):
            yield "gift_item", Objection.NOT_OFFERED
    if letters is not None:
        heads = list(letters)
        for name, kind in LETTERS.items():
            letter_id = getattr(terms, name)
            if letter_id and letter_id != standing(name) and not _can_go(heads, letter_id, kind):
                yield name, Objection.NOT_OFFERED
    yield from _of_what_is_missing(terms)


def _of_the_name(wanted: Program, studio: Studio) -> Iterator[tuple[str, Objection]]:
    others = [each for each in studio.programs.values() if each.program_id != wanted.program_id]
    name = folded(wanted.description)
    if not name:
        yield "description", Objection.NAMELESS
    if len(wanted.description) > NAME_MAX:
        yield "description", Objection.TOO_LONG
    if not wanted.inactive and any(not each.inactive and folded(each.description) == name for each in others):
        yield "description", Objection.TAKEN
    if wanted.program_id not in studio.programs and len(others) >= PROGRAMS_MAX:
        yield "description", Objection.TOO_MANY


def _of_what_is_missing(terms: Terms) -> Iterator[tuple[str, Objection]]:
    """What says something of a reward, or of a gift, that is not given."""
    if terms.reward_cents is None:
        for name, said in (
            ("reward_days", terms.reward_expires_after_days is not None),
            ("cap_rewards", terms.rewards_per_client_max is not None),
            ("reward_letter_id", terms.reward_letter),
        ):
            if said:
                yield name, Objection.NEEDS_A_REWARD
    if terms.gift is None and terms.gift_letter:
        yield "gift_letter_id", Objection.NEEDS_A_GIFT


def _can_go(letters: Sequence[LetterHead], letter_id: str, kind: Kind) -> bool:
    return letter_id in [each.letter_id for each in letters_offered(letters, kind)]

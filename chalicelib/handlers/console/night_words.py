"""What the steps of a night did, in sentences."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.loyalty import waiting_of
from chalicelib.domain.money import to_display
from chalicelib.domain.night_step import Step

TITLES: Mapping[Step, str] = {
    Step.LOYALTY: "Loyalty rewards",
    Step.EXPIRY: "Expired rewards",
    Step.WARNINGS: "Letters about rewards that end soon",
    Step.REFERRALS: "Waiting referrals",
    Step.RECONCILIATION: "Balances compared with the ledger",
}
STATES = {
    "rewarded": "rewarded",
    "held": "held for a person",
    "expired": "out of their time",
    "limit_reached": "over the referrer's limit",
    "qualified": "qualified",
    "pending": "still waiting",
    "void": "void",
}


def title_of(step: str) -> str:
    """What a step is called."""
    return TITLES[Step(step)] if step in TITLES else step.replace("_", " ").capitalize()


def step_in_words(step: str, figures: Mapping[str, int], currency: str) -> str:
    """What a step did; it may have had nothing to do."""
    says = _SAID[Step(step)] if step in _SAID else _plainly
    said = [*says(figures, currency)]
    if failed := figures.get("failed"):
        said.append(f"{_so_many(failed, 'record')} could not be done, by a fault of ours")
    return ". ".join(each[0].upper() + each[1:] for each in said) + "." if said else "Nothing to do."


def _loyalty(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    looked_at = figures.get("considered", 0)
    if not looked_at:
        return
    rewarded, cents = figures.get("rewarded", 0), to_display(figures.get("reward_cents", 0), currency)
    yield f"{_so_many(looked_at, 'client')} looked at, {rewarded:,} rewarded with {cents} together"
    if waiting := waiting_of(figures):
        worth = to_display(figures.get("waiting_cents", 0), currency)
        yield f"{_so_many(waiting, 'client')} with {worth} wait for another day"


def _expiry(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    if figures.get("rewards"):
        cents = to_display(figures.get("expired_cents", 0), currency)
        yield f"{_so_many(figures['rewards'], 'reward')} ended, with {cents} left of them"


def _warnings(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    del currency
    if figures.get("warned"):
        yield f"{_so_many(figures['warned'], 'letter')} queued"


def _referrals(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    del currency
    if figures.get("waiting"):
        yield f"{_so_many(figures['waiting'], 'referral')} looked at"
        found = [f"{figures[state]:,} {words}" for state, words in STATES.items() if figures.get(state)]
        if found:
            yield ", ".join(found)


def _reconciliation(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    del currency
    if figures.get("compared"):
        yield f"{_so_many(figures['compared'], 'client')} compared"
        differ = figures.get("clients", 0)
        yield f"{_so_many(differ, 'client')} with differences" if differ else "nothing differs"
    if figures.get("sales_corrected"):
        yield f"{_so_many(figures['sales_corrected'], 'referral')} with sales counted anew"


def _plainly(figures: Mapping[str, int], currency: str) -> Iterator[str]:
    """The figures by their names, money as money."""
    for name, number in figures.items():
        if name != "failed":
            label = name.removesuffix("_cents").replace("_", " ")
            amount = to_display(number, currency) if name.endswith("_cents") else f"{number:,}"
            yield f"{label}: {amount}"


def _so_many(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


_SAID = {
    Step.LOYALTY: _loyalty,
    Step.EXPIRY: _expiry,
    Step.WARNINGS: _warnings,
    Step.REFERRALS: _referrals,
    Step.RECONCILIATION: _reconciliation,
}

"""A widget that keeps the rules works whatever the console turns out to do; who breaks them is found out."""

from itertools import product

import pytest

from tests.browser.trials import Trials
from tests.harness.bookings import HOSTILE, Bookings
from tests.harness.conftest import Stand

SWITCHES = {
    "merge": ("no", "yes"),
    "box": ("omit", "bool", "value"),
    "isolation": ("plain", "shadow"),
    "sanitiser": ("documented", "strict"),
    "popup_forms": ("own", "all"),
    "refresh_forms": ("no", "yes"),
    "width_units": ("px", "grid"),
    "clicks": ("each", "once"),
    "theme": ("light", "dark"),
}
SIDE = ("clicks", "theme")
EVERY = [dict(zip(SWITCHES, values, strict=True)) for values in product(*SWITCHES.values())]
OF_THE_CONTRACT = [each for each in EVERY if all(each[side] == SWITCHES[side][0] for side in SIDE)]


def pairs(combination: dict[str, str]) -> set[tuple[tuple[str, str], ...]]:
    """Each two switches of the combination with their values."""
    turned = sorted(combination.items())
    return {(one, other) for one in turned for other in turned if one < other}


def covering() -> list[dict[str, str]]:
    """Few combinations in which every two values of two switches meet."""
    missing = set().union(*(pairs(each) for each in EVERY))
    chosen = []
    while missing:
        best = max(EVERY, key=lambda each: len(pairs(each) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return chosen


def walk(stand: Stand, bookings: Bookings, conventions: dict[str, str], *, axe: bool) -> None:
    """From the start to what is confirmed, with a popup on the way and one row left out."""
    stand.show(bookings)
    console = stand.console(axe=True, **conventions) if axe else stand.same_console(**conventions)
    console.open("Work")
    console.fill("Note", "there")
    console.press("Add more")
    console.fill("More", "here")
    console.press("Keep note")
    assert bookings.notes[-1].endswith("|here")
    console.press("Load")
    assert len(console.table("Waiting")) == len(bookings.names)
    console.row("Ben").get_by_role("combobox").select_option("no")
    console.press("Review")
    count = len(bookings.names) - 1
    console.press(f"Confirm {count} bookings", confirm=f"Confirm {count} bookings?")
    console.reads(f"{count} confirmed.")
    console.refresh()
    console.reads(f"{count} confirmed.")


@pytest.mark.parametrize("conventions", covering(), ids=lambda each: "-".join(each.values()))
def test_a_widget_that_keeps_the_rules_works_where_any_two_conventions_meet(
    stand: Stand, conventions: dict[str, str]
):
    bookings = Bookings()
    walk(stand, bookings, conventions, axe=False)
    assert bookings.confirmed == ["Ann", "Cleo"]


@pytest.mark.long
@pytest.mark.parametrize("conventions", OF_THE_CONTRACT, ids=lambda each: "-".join(each.values()))
def test_a_widget_that_keeps_the_rules_works_under_every_combination(
    stand: Stand, conventions: dict[str, str]
):
    bookings = Bookings()
    walk(stand, bookings, conventions, axe=False)
    assert bookings.confirmed == ["Ann", "Cleo"]


@pytest.mark.parametrize("sanitiser", SWITCHES["sanitiser"])
def test_hostile_names_stay_text(stand: Stand, sanitiser: str):
    bookings = Bookings((*HOSTILE, "Ben"))
    walk(stand, bookings, {"sanitiser": sanitiser}, axe=True)
    assert bookings.confirmed == list(HOSTILE)


class ActsOnTheForm(Bookings):
    """Breaks rule 1: what is in the form is done, whoever put it there."""

    def kept(self, draft, form):
        return [name for name, value in form.items() if name.startswith("c_") and self.is_yes(value)]


class TakesAbsentForYes(Bookings):
    """Breaks rule 2: whatever is not refused is done."""

    def is_yes(self, value):
        return value != "no"


class ActsWithoutForm(Bookings):
    """Breaks rule 2: a form that did not arrive is read as though it were left as it was."""

    def confirm(self, event, form):
        return super().confirm(event, {**form, "here": "1"})


class IgnoresTheCount(Bookings):
    """Breaks rule 4: what was confirmed and what is done may differ."""

    def confirm(self, event, form):
        return super().confirm({**event, "n": len(self.drafts["d1"]["kept"])}, form)


class ActsTwice(Bookings):
    """Breaks rule 5: a draft is as good the second time."""

    def is_used(self, draft):
        return False


def trials(stand: Stand, bookings: Bookings, *presses: str) -> Trials:
    """A console before the button that is to be tried."""
    console = stand.show(bookings).console().open("Work")
    for each in presses:
        console.press(each)
    return Trials(console, lambda: (list(bookings.confirmed), bookings.drafts.get("d1", {}).get("kept")))


LAST = "Confirm 3 bookings"
TRIALS = {
    "rule 1": (
        ActsOnTheForm,
        ["Load"],
        lambda made: made.heeds_its_draft_alone("Review", {"c_99": "yes"}, "c_99"),
    ),
    "rule 2, unknown": (
        TakesAbsentForYes,
        ["Load"],
        lambda made: made.takes_unknown_for_no("Review", "c_1", "no"),
    ),
    "rule 2, no form": (ActsWithoutForm, ["Load", "Review"], lambda made: made.refuses_without_a_form(LAST)),
    "rule 4": (IgnoresTheCount, ["Load", "Review"], lambda made: made.refuses_a_stale_count(LAST)),
    "rule 5": (ActsTwice, ["Load", "Review"], lambda made: made.acts_once(LAST)),
}


@pytest.mark.parametrize("rule", TRIALS)
def test_a_trial_finds_out_who_breaks_the_rule_and_nobody_else(stand: Stand, rule: str):
    breaker, presses, attempt = TRIALS[rule]
    attempt(trials(stand, Bookings(), *presses))
    with pytest.raises(AssertionError):
        attempt(trials(stand, breaker(), *presses))

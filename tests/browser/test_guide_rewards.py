"""The walks of the guide's chapter on rewards: the loyalty program, by hand, the till, invoices, reports."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.money import Cents
from chalicelib.domain.notice import State
from chalicelib.models import studio
from chalicelib.models.account import Account
from chalicelib.models.invoice import Invoice
from chalicelib.models.notice import Notice
from chalicelib.models.reward import Reward
from tests.browser.desk import Walk
from tests.browser.guide import Guide, show_page
from tests.browser.regulars import Background, a_month_of_rewards, regulars, somebody_who_owes

FIND = "Find a client: name, number, email, phone or code"
Open = Callable[..., Guide]


@pytest.fixture
def shop(guide: Open, desk: Walk, monkeypatch: pytest.MonkeyPatch) -> tuple[Open, Background]:
    """The guide's studio with regular clients, and what its screens begin in the background."""
    regulars()
    behind = Background(desk)
    behind.stand_behind(monkeypatch)
    return guide, behind


def preferences() -> Any:
    return studio.load().preferences


def left(client_id: str) -> list[int]:
    """What is left of each of the client's rewards."""
    return sorted(int(each.remaining_cents) for each in Reward.query(client_id))


def invoice(client_id: str, ref: str) -> Invoice:
    found = Invoice.find(client_id, ref)
    assert found is not None
    return found


def test_the_loyalty_program_is_seen_before_it_is_switched_on(
    shop: tuple[Open, Background], desk: Walk
) -> None:
    guide, behind = shop
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("Loyalty program")
    console.press("Set it up")
    console.tick("Nights issue loyalty rewards")
    console.fill("Sales that earn a reward", "100")
    console.fill("Amount of the reward", "10")
    console.fill("Start date of the program", "2026-01-01")
    console.press("Show what it promises")
    shown.show("loyalty_form")
    console.press("Save")
    assert not preferences().loyalty_active
    behind.work()
    console.press("Look again")
    shown.show("loyalty_preview")
    assert left("jon") == []
    console.press("Switch it on", confirm="The next night issues these rewards")
    assert preferences().loyalty_active
    console.press("The last nights")
    console.press("Run the night now")
    console.press("Run it now", confirm="Have the night run now?")
    behind.work()
    assert (left("jon"), left("eve"), left("ines")) == ([12_000], [8_000], [])
    shown = guide("Reports-viewer")
    shown.console.press("The last night")
    shown.show("night")


def test_rewards_are_processed_from_amounts_to_printed_letters(shop: tuple[Open, Background]) -> None:
    guide, behind = shop
    shown = guide("Rewards-operator")
    console = shown.console
    console.press("Process Loyalty Rewards")
    console.press("New run: amounts, expiration, letters")
    console.fill("Every this much of sales", "100")
    console.fill("Earns a reward of", "10")
    console.tick("Rewards expire")
    console.fill("Last day", "2027-11-30")
    console.choose("Letters", "Printed, in one file for all")
    shown.show("processing_form")
    console.press("Load for Processing")
    behind.work()
    console.press("Refresh")
    console.press("Go on: the list")
    console.tick("Reward Marsh, Hugo", False)
    shown.show("processing_list")
    console.press("Go on: review")
    shown.show("processing_review")
    assert left("jon") == []
    console.press("Process 2 rewards", confirm="Create 2 rewards")
    behind.work()
    console.press("Refresh")
    shown.show("processing")
    assert (left("jon"), left("eve"), left("hugo")) == ([12_000], [8_000], [])
    (letters,) = (body for key, body in behind.files.held.items() if key.endswith(".html"))
    page = console.page.context.new_page()
    page.set_content(letters.decode())
    show_page(page, "processing_letters")
    page.close()
    for notice_id in behind.letters("eve", "jon"):
        assert Notice.get(notice_id).move(State.TO_PRINT)  # As the sender does.
    console.press("They were printed", confirm="Were all 2 letters printed?")
    behind.work()
    assert [Notice.get(each).state for each in behind.letters("eve", "jon")] == [State.SENT] * 2


def test_a_reward_by_hand_is_found_by_its_code_and_redeemed(shop: tuple[Open, Background]) -> None:
    guide, _ = shop
    a_month_of_rewards()
    shown = guide("Rewards-operator")
    console = shown.console
    console.fill(FIND, "reed")
    console.press("Search")
    console.press("Open Reed, Jon")
    console.press("Rewards")
    console.press("Issue a reward")
    console.fill("Amount", "25")
    console.choose("When it ends", "On a day")
    console.fill("Last day", "2026-12-31")
    console.fill("Reason", "Lent us his garden for a session")
    shown.show("reward_issue")
    console.press("Review it")
    console.press("Issue $25.00", confirm="Issue a reward of $25.00 to Reed, Jon?")
    assert left("jon") == [2_500, 12_000]
    (code,) = (each.code for each in Reward.query("jon") if each.remaining_cents == 2_500)
    shown = guide("Rewards-operator")
    console = shown.console
    console.press("Look up a reward code")
    console.fill("Reward code", code.removeprefix("LR-").replace("-", " ").lower())
    console.press("Look it up")
    shown.show("reward")
    console.press("Redeem")
    console.fill("How much of it is used", "20")
    console.press("Review it")
    shown.show("reward_redeem")
    console.press("Redeem $20.00", confirm=f"Redeem $20.00 of {code} on the invoice INV-1102?")
    console.reads("$240.00 are due on the invoice now")
    assert left("jon") == [500, 12_000]
    assert invoice("jon", "INV-1102").redeemed_cents == 2_000


def test_an_invoice_is_written_paid_given_back_and_made_void(shop: tuple[Open, Background]) -> None:
    guide, _ = shop
    a_month_of_rewards()
    shown = guide("Rewards-operator")
    console = shown.console
    console.fill(FIND, "harper")
    console.press("Search")
    console.press("Open Harper, Eve")
    console.press("Sessions and invoices")
    console.press("New invoice")
    console.fill("Number", "INV-1201")
    console.fill("Total", "216.00")
    console.fill("Tax in it", "16.00")
    shown.show("invoice_form")
    console.press("Review it")
    console.press("Store the invoice")
    console.press("Redeem rewards")
    shown.show("invoice_rewards")
    console.press("Review it")
    console.press("Redeem $70.00")
    assert left("eve") == [0, 0]
    console.press("Take a payment")
    console.press("Review it")
    console.press("Take the payment of $146.00")
    assert invoice("eve", "INV-1201").figures.is_paid_in_full
    assert invoice("eve", "INV-1201").sale_cents == 13_000
    console.press("Give money back")
    console.fill("Amount", "46")
    console.fill("Reason", "One print less")
    console.press("Review it")
    console.press("Store that $46.00 was given back")
    shown.show("invoice")
    console.press("Make it void")
    console.fill("Reason", "Written for the wrong client")
    console.press("Review it")
    shown.show("invoice_void")
    console.press("Make invoice INV-1201 void")
    assert (left("eve"), invoice("eve", "INV-1201").sale_cents) == ([3_000, 4_000], 0)


def test_a_client_who_owes_is_shown_as_one(shop: tuple[Open, Background]) -> None:
    guide, _ = shop
    somebody_who_owes()
    assert Account.read("ann").owed_cents == 1_500
    shown = guide("Rewards-operator")
    console = shown.console
    console.fill(FIND, "lake")
    console.press("Search")
    console.press("Open Lake, Ann", row="1042")
    console.press("Rewards")
    console.reads("This client owes the studio")
    shown.show("client_rewards")


def test_rewards_that_never_end_get_a_last_day(shop: tuple[Open, Background]) -> None:
    guide, behind = shop
    a_month_of_rewards()
    shown = guide("Set-up-manager")
    console = shown.console
    console.press("When rewards end")
    shown.show("expiry")
    console.tick("30 days before", False)
    console.press("Save")
    assert not preferences().warn_30_days
    console.press("Give rewards that never end a last day")
    console.press("Go on: review")
    shown.show("expiry_review")
    console.press("Give them their last day", confirm="Give 2 rewards, $50.00, a last day?")
    behind.work()
    assert all(each.expires_on is not None for each in Reward.query("hugo"))


def test_both_reports_tell_of_rewards(shop: tuple[Open, Background]) -> None:
    guide, _ = shop
    a_month_of_rewards()
    shown = guide("Reports-viewer")
    console = shown.console
    console.press("Loyalty Rewards Activity")
    console.fill("From", "2026-10-20")
    console.fill("To", "2026-11-22")
    console.press("Show the report")
    console.reads("Redeemed")
    shown.show("rewards_activity")
    console.press("Start")
    console.press("Loyalty Rewards Outstanding")
    console.reads("Harper, Eve")
    shown.show("rewards_outstanding")
    shown = guide("Set-up-manager")
    shown.console.press("Reports by email")
    shown.show("report_schedules")


def test_the_money_is_checked(shop: tuple[Open, Background]) -> None:
    guide, behind = shop
    a_month_of_rewards()
    shown = guide("Rewards-manager")
    console = shown.console
    console.press("Is the money right?")
    console.press("Check everything now")
    behind.work()
    console.press("Look again")
    console.reads("The money is right")
    shown.show("money")
    Account("eve").update([Account.balance_cents.set(Cents(1))])
    console.press("Check everything now")
    behind.work()
    console.press("Look again")
    console.reads("The money is not right: 1 client")
    console.press("Look at the chain of Harper, Eve")
    console.press("Walk this client's chain")
    shown.show("money_chain")
    console.press("Review what can be put right")

"""Each statement of *What is a Client Referral Program?* on setting programs up, in the order of its list."""

import csv
import io
import re
from datetime import date, timedelta

from chalicelib.domain.actor import Role
from tests.cloud.live_studio import eventually
from tests.cloud.office import Office, pages
from tests.cloud.programs import (
    assign,
    enrolled_in,
    enrollment,
    fire,
    issued,
    letter_to,
    mailing,
    notices,
    own_letter,
    path_of,
    paying,
    person,
    program,
    referral,
    referrals,
    session,
    switch_off,
    texts_to,
    told_by_phone,
    trigger,
)

# 1. The preferences.


def test_the_preferences_allow_new_referrals_to_enter_their_information_and_link_to_booking(
    office: Office,
) -> None:
    office.saved(General={"form_active": "yes", "link_to_booking": "yes"})
    try:
        assert (office.preferences["form_active"], office.preferences["link_to_booking"]) == (True, True)
        friend = office.friend()
        assert friend["source"] == "form"
    finally:
        office.saved(General={"link_to_booking": "no"})


# 2. Letters, statuses, coupons.


def test_html_emails_and_form_letters_are_created_for_those_who_earn_a_reward_or_a_gift(
    office: Office,
) -> None:
    html = (
        "<p>{{ client.first_name }}: {{ reward.amount }}, {{ reward.code }}, for {{ friend.first_name }}</p>"
    )
    parts = {"subject": "It is yours", "html": html, "text": ""}
    thanks = own_letter(office, "reward", "email", "Reward, our way", **parts)
    welcome = own_letter(office, "gift", "print", "Welcome on paper", html="<p>{{ gift.text }}</p>")
    coupon = office.add("Promotional Items and Coupons", "a promotional item", description="A mug")
    gift = {"gift": "yes", "gift_kind": "item", "gift_item": coupon, "gift_letter": "yes"}
    chosen = {**gift, "gift_letter_id": welcome, "reward_letter": "yes", "reward_letter_id": thanks}
    referrer = person(office)
    assign(office, referrer, program(office, "With letters of our own", **paying("15"), **chosen))
    friend = office.friend(path_of(office, referrer))
    # The reward's goes by email, with what was earned merged into it.
    letter = letter_to(office, referrer.email, "reward")
    (reward,) = office.live.rows("rewards", client_id=referrer.client_id)
    assert letter["Subject"] == "It is yours"
    assert f"Rosa: $15.00, {reward['code']}, for Vera" in letter["BodyText"]
    # The gift's waits for a person to print it.
    (notice,) = notices(office, friend["client_id"], "to_print", kind="gift")
    assert (notice["form"], notice["letter_id"], notice["letter_version"]) == ("print", welcome, 1)
    shown = office.operator.ask("outbox", "one", {"notice": notice["notice_id"]})
    office.operator.press(shown, "It was printed")
    notices(office, friend["client_id"], "sent", kind="gift", form="print")


def test_new_statuses_and_coupons_are_created_to_use_with_the_program(office: Office) -> None:
    sends = office.add("Client Statuses", "a client status", description="Sends friends")
    sent = office.add("Client Statuses", "a client status", description="Was sent")
    valid = {"description": "Ten off", "code": "TEN", "valid_until": "2035-12-31"}
    coupon = office.add("Promotional Items and Coupons", "a promotional item", **valid)
    chosen = {"gift": "yes", "gift_kind": "item", "gift_item": coupon}
    chosen |= {"referrer_status": "yes", "referrer_status_id": sends}
    chosen |= {"friend_status": "yes", "friend_status_id": sent}
    referrer = person(office)
    assign(office, referrer, program(office, "With statuses", **paying("15"), **chosen))
    friend = office.friend(path_of(office, referrer))
    gift = referral(office, friend)["terms"]["gift"]
    assert (gift["text"], gift["code"], gift["valid_until"]) == ("Ten off", "TEN", "2035-12-31")
    assert office.live.row("clients", client_id=referrer.client_id)["status_id"] == sends
    assert office.again(friend)["status_id"] == sent


# 3. The program's settings.


def test_your_client_referral_program_settings_are_set_up_and_live_when_saved(office: Office) -> None:
    program_id = program(office, "First draft", **paying("15"))
    desk = office.manager
    form = desk.press(desk.ask("programs", "look", {"program": program_id}), "Edit")
    typed = {"description": "Settled", "reward_amount": "35", "within": "yes", "within_days": "60"}
    assert "Settled is stored and in use" in desk.press(form, "Save", typed).words
    terms = office.item(f"program#{program_id}")["settings"]["terms"]
    assert (terms["program_name"], terms["reward_cents"], terms["within_days"]) == ("Settled", 3500, 60)
    assert [row["what"] for row in office.audit_of(f"program#{program_id}")] == ["added", "changed"]
    referrer = person(office)
    assign(office, referrer, program_id)
    referral(office, told_by_phone(office, referrer))
    assert issued(office, referrer) == [3500]


# 4. Three ways to assign clients.


def test_each_client_is_assigned_manually_to_a_referral_program(office: Office) -> None:
    referrer = person(office)
    program_id = program(office, "By hand", **paying())
    told = assign(office, referrer, program_id)
    found = enrollment(office, referrer)
    assert (found["program_id"], found["source"]) == (program_id, "hand")
    assert f"/r/{found['token']}" in told.words
    audited = office.audit_of(f"client#{referrer.client_id}")
    assert [row["role"] for row in audited] == ["operator"]


def test_a_trigger_automatically_sends_a_text_that_assigns_them_too(office: Office) -> None:
    program_id = program(office, "By text", **paying("25"))
    status = office.add("Client Statuses", "a client status", description="Album delivered")
    chosen = {"status": status, "letter": "invitation:text:", "program": program_id}
    trigger_id = trigger(office, "status_set", "Album delivered", **chosen)
    client, silent = person(office), person(office, allow_sms="no")
    for each in (client, silent):
        told = office.live.record("client", client_ref=each.ref, status="Album delivered")
        assert told == "stored"
    fire(office, trigger_id, number=2)
    switch_off(office, trigger_id)
    (notice,) = notices(office, client.client_id, form="text")
    (text,) = texts_to(office.live, client.mobile)
    assert text["MessageId"] == notice["message_id"]
    assert path_of(office, client) in text["Message"]
    assert enrolled_in(office, client) == program_id
    # Without the SMS tick of their Mobile line: no text, and no program.
    (skipped,) = office.live.rows("firings", trigger_id=trigger_id, state="skipped")
    assert skipped["client_id"] == silent.client_id
    assert (enrolled_in(office, silent), texts_to(office.live, silent.mobile)) == (None, [])


def test_a_bulk_text_to_your_clients_automatically_assigns_them_too(office: Office) -> None:
    program_id = program(office, "By bulk text", **paying("25"))
    group = office.add("Client Groups", "a client group", description="Text me")
    clients = [person(office, groups="Text me") for _ in range(2)]
    eventually(lambda: len(office.listed("group", group)) == len(clients))
    what = {"letter": "shipped:invitation:text", "enroll_in": program_id}
    ended, _ = mailing(office, what, group_id=group)
    assert (ended["form"], ended["figures"]["queued"]) == ("text", 2)
    for each in clients:
        assert (enrolled_in(office, each), enrollment(office, each)["source"]) == (program_id, "bulk")
        notices(office, each.client_id, form="text")
        (text,) = texts_to(office.live, each.mobile)
        assert path_of(office, each) in text["Message"]


# 5. Let it run.


def test_the_software_maintains_your_referral_programs_for_you(office: Office) -> None:
    referrer = person(office)
    assign(office, referrer, program(office, "Looked after", **paying("25", session_booked="yes")))
    friend = office.friend(path_of(office, referrer))
    referral(office, friend, "pending")
    booked = session(office, friend["client_ref"], "booked")
    referral(office, friend)
    # Cancelled, the reward is taken back; booked again, it is issued again. Nobody lifts a finger.
    session(office, friend["client_ref"], "cancelled", booked)
    eventually(lambda: office.live.rows("ledger", client_id=referrer.client_id, kind="clawback"))
    session(office, friend["client_ref"], "booked", booked)
    eventually(lambda: issued(office, referrer) == [2500, 2500])
    assert office.live.row("accounts", client_id=referrer.client_id)["balance_cents"] == 2500
    assert office.audit_of(f"client#{friend['client_id']}") == []


# 6. Keep up with it.


def test_keep_up_with_your_programs_by_running_the_client_referral_report(office: Office) -> None:
    referrer, program_id = person(office), program(office, "Kept up with", **paying("25"))
    assign(office, referrer, program_id)
    friend = office.friend(f"{path_of(office, referrer)}?c=wa")
    referral(office, friend)
    invoice = {"client_ref": friend["client_ref"], "invoice_ref": referrer.ref, "total": "120", "paid": "120"}
    today = date.fromisoformat(friend["created_on"])
    assert office.live.record("invoice", **invoice, invoiced_on=today.isoformat()) == "stored"
    eventually(lambda: office.live.row("referrals", friend_id=friend["client_id"])["sales_cents"] == 12_000)
    days = {"first": today.isoformat(), "last": (today + timedelta(days=1)).isoformat()}
    viewer = office.desk(Role.VIEWER)
    report = viewer.ask("referral_report", "look", form={**days, "program": program_id})
    totals = "Number of Referrals 1 Rewarded 1 Rewards for them $25.00 Referral Sales $120.00"
    assert totals in report.words
    made = [viewer.press(report, "Write all of it as a CSV file")]

    def ready() -> bool:
        if "The file is ready" not in made[-1].words:
            made.append(viewer.press(made[-1], "Look again"))
        return "The file is ready" in made[-1].words

    eventually(ready, "the report's file")
    (file,) = office.files(made[-1])
    (line,) = csv.DictReader(io.StringIO(file.lstrip("\ufeff"), newline=""))
    assert (line["referring_client_ref"], line["referred_client_ref"]) == (referrer.ref, friend["client_ref"])
    assert (line["channel"], line["state"], line["reward"]) == ("WhatsApp", "Rewarded", "25.00")
    assert line["referral_sales"] == "120.00"


def test_keep_up_by_the_loyalty_rewards_activity_and_outstanding_reports(office: Office) -> None:
    referrer = person(office)
    assign(office, referrer, program(office, "Looked back on", **paying("37")))
    friend = office.friend(path_of(office, referrer))
    referral(office, friend)
    (reward,) = office.live.rows("rewards", client_id=referrer.client_id)
    viewer, today = office.desk(Role.VIEWER), date.fromisoformat(friend["created_on"])
    days = {"first": today.isoformat(), "last": (today + timedelta(days=1)).isoformat()}
    entries = {**days, "kind": "issue", "source": "referral", "location": ""}
    activity = viewer.ask("rewards_activity", "look", form=entries)
    assert f"{reward['code']} Issued $37.00" in activity.words
    as_of = {"as_of": today.isoformat(), "location": ""}
    outstanding = viewer.ask("rewards_outstanding", "look", form=as_of)
    (found,) = [page for page in pages(viewer, outstanding, "Next rows") if reward["code"] in page.words]
    assert "$37.00 $37.00 never" in found.words


# The online features are a choice.


def test_if_you_use_neither_online_feature_you_go_straight_to_the_programs(office: Office) -> None:
    office.saved(General={"form_active": "no"})
    try:
        assert office.page().heading == "This form is closed"
        referrer = person(office)
        assign(office, referrer, program(office, "Without a website", **paying("40")))
        friend = told_by_phone(office, referrer)
        assert referral(office, friend)["evidence"] == "staff"
        assert issued(office, referrer) == [4000]
        tab = referrals(office, referrer.client_id)
        assert re.search(r"Number of Referrals 1\b", tab.words) or friend["last_name"] in tab.words
    finally:
        office.manager.press(office.manager.ask("preferences"), "Unlock the rest", {"form_active": "yes"})
        office.saved(General={"form_active": "yes"})

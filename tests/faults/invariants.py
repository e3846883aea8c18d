"""What holds at every moment, after every fault and before any repair.

Written from the rules alone: the sums are done here once more, and nothing is taken from the code
under test but the hash of an entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.ledger import Entry, Kind, first_break
from chalicelib.domain.money import Cents
from tests.engine import Row
from tests.faults.ground import Ground

SPENDABLE = {
    "open": 1,
    "issue": 1,
    "return": 1,
    "transfer": 1,
    "redeem": -1,
    "void": -1,
    "expire": -1,
    "clawback": -1,
    "settle": -1,
    "extend": 0,
    "owe": 0,
}
OWED = {"owe": 1, "settle": -1}
HELD_BY_CLIENT = ("number:", "contact:")

Invariant = Callable[[Ground], Iterator[str]]


def broken(ground: Ground) -> list[str]:
    """Every invariant that does not hold, in words."""
    return [problem for invariant in INVARIANTS for problem in invariant(ground)]


def balances_are_the_sums_of_entries(ground: Ground) -> Iterator[str]:
    accounts = {row["client_id"]: row for row in ground.rows("accounts")}
    entries = _by_client(ground.rows("ledger"))
    for client in accounts.keys() | entries.keys():
        account, own = accounts.get(client, {}), entries.get(client, [])
        balance = sum(_spendable(entry) for entry in own)
        owed = sum(_owed(entry) for entry in own)
        if account.get("balance_cents", 0) != balance:
            yield f"balance of {client} is {account.get('balance_cents')}, its entries make {balance}"
        if account.get("owed_cents", 0) != owed:
            yield f"owed by {client} is {account.get('owed_cents')}, its entries make {owed}"
        if ("owing" in account) is not (owed > 0):
            where = "nowhere" if owed else "all the same"
            yield f"{client} owes {owed} and stands {where} in the index of who owes"
        if balance < 0 or owed < 0:
            yield f"{client} has {balance} and owes {owed}"
        if account.get("seq", 0) != len(own):
            yield f"account of {client} counts {account.get('seq')} entries of {len(own)}"


def rewards_are_the_sums_of_entries(ground: Ground) -> Iterator[str]:
    left: dict[tuple[str, str], int] = defaultdict(int)
    for entry in ground.rows("ledger"):
        if entry["kind"] not in ("owe", "extend") and entry["reward_id"]:
            left[entry["client_id"], entry["reward_id"]] += _spendable(entry)
    rewards = {(row["client_id"], row["reward_id"]): row for row in ground.rows("rewards")}
    for key in rewards.keys() | left.keys():
        remaining = rewards.get(key, {}).get("remaining_cents")
        if remaining != left[key]:
            yield f"reward {key} has {remaining} left, its entries make {left[key]}"
        if key in rewards and not 0 <= rewards[key]["remaining_cents"] <= rewards[key]["face_cents"]:
            yield f"reward {key} has {remaining} left of {rewards[key]['face_cents']}"


def chains_are_whole(ground: Ground) -> Iterator[str]:
    heads = {row["client_id"]: row.get("head") for row in ground.rows("accounts")}
    for client, rows in _by_client(ground.rows("ledger")).items():
        found = first_break(map(_entry, rows))
        if found is not None:
            yield f"chain of {client} breaks at {found.entry_id}: {found.reason}"
        if heads.get(client) != max(rows, key=lambda row: int(row["seq"]))["hash"]:
            yield f"head of {client} is not its last entry"


def each_code_is_one_reward(ground: Ground) -> Iterator[str]:
    """A reward that went over to another client left a row behind, to which the code leads no more."""
    rewards = [row for row in ground.rows("rewards") if not row.get("transferred_to")]
    codes = [row["code"] for row in rewards]
    claims = {row["claim"]: row for row in ground.rows("claims")}
    for row in rewards:
        code = row["code"]
        if codes.count(code) > 1:
            yield f"{codes.count(code)} rewards have the code {code}"
        if f"code:{code}" not in claims:
            yield f"the code {code} is not claimed"
        elif claims[f"code:{code}"]["holder"] != f"{row['client_id']} {row['reward_id']}":
            yield f"the code {code} does not lead to its reward"


def a_friend_is_rewarded_once_at_a_time(ground: Ground) -> Iterator[str]:
    standing: dict[str, int] = defaultdict(int)
    issued = {(row["client_id"], row["reward_id"]) for row in ground.rows("ledger") if row["kind"] == "issue"}
    issued |= {
        (row["client_id"], row["reward_id"]) for row in ground.rows("rewards") if row.get("transferred_from")
    }
    ended = {_issued_as(row["reward_id"]) for row in ground.rows("rewards") if row.get("voided")}
    by_hand = {_issued_as(row["reward_id"]) for row in ground.rows("ledger") if row["kind"] == "void"}
    for entry in ground.rows("ledger"):
        if entry["entry_id"].startswith("issue:referral:"):
            standing[entry["entry_id"].split(":")[2]] += entry["reward_id"] not in ended
    referrals = {row["friend_id"]: row for row in ground.rows("referrals")}
    for friend, number in standing.items():
        if number > 1:
            yield f"{number} rewards stand for the friend {friend}"
        if friend not in referrals:
            yield f"a reward for the friend {friend} without a referral"
    for friend, referral in referrals.items():
        reward_id = referral.get("reward_id")
        sent = _issued_as(reward_id).split(":")[1] if reward_id else friend
        stands = standing.get(sent) or (reward_id and _issued_as(reward_id) in by_hand)
        if referral["state"] == "rewarded" and reward_id and not stands:
            yield f"the referral of {friend} is rewarded without a reward"
        if referral.get("reward_id") and (referral["referrer_id"], referral["reward_id"]) not in issued:
            yield f"the reward of the referral of {friend} is not its referrer's"
        if referral["referrer_id"] == friend:
            yield f"{friend} referred itself"


def a_cent_is_rewarded_once(ground: Ground) -> Iterator[str]:
    consumed: dict[tuple[str, str], int] = defaultdict(int)
    loyalty: dict[str, int] = defaultdict(int)
    for entry in ground.rows("ledger"):
        if entry["entry_id"].startswith("issue:loyalty:"):
            loyalty[entry["client_id"]] += entry["kind"] == "issue"
            for ref, cents in (entry.get("consumed") or {}).items():
                consumed[entry["client_id"], ref] += cents
    invoices = {(row["client_id"], row["invoice_ref"]): row for row in ground.rows("invoices")}
    for key, cents in consumed.items():
        sale = invoices.get(key, {}).get("sale_cents", 0)
        if cents > sale:
            yield f"{cents} of the invoice {key} were rewarded, its sale is {sale}"
    for account in ground.rows("accounts"):
        if account.get("loyalty_sequence", 0) != loyalty[account["client_id"]]:
            yield f"loyalty sequence of {account['client_id']} is not its number of loyalty issues"


def sales_are_counted_once(ground: Ground) -> Iterator[str]:
    """For accounts that have counted: a client whose invoices were never counted has none."""
    for account in ground.rows("accounts"):
        start = account.get("start_on")
        sales = sum(
            row["sale_cents"]
            for row in ground.rows("invoices")
            if row["client_id"] == account["client_id"] and (start is None or row["invoiced_on"] >= start)
        )
        if account.get("qualified_cents", 0) != sales:
            yield f"{account['client_id']} qualified {account.get('qualified_cents')}, its sales are {sales}"


def invoices_know_what_was_redeemed_on_them(ground: Ground) -> Iterator[str]:
    """Each line is an entry; it stands until that entry was returned, whoever has the reward by then."""
    entries = {row["entry_id"]: row for row in ground.rows("ledger")}
    known: set[str] = set()
    for row in ground.rows("invoices"):
        lines, ref = row.get("redemptions") or [], row["invoice_ref"]
        known |= {line["entry_id"] for line in lines}
        standing = sum(line["cents"] for line in lines if "returned_at" not in line)
        if row.get("redeemed_cents", 0) != standing:
            yield f"{row.get('redeemed_cents')} was redeemed on {ref}, its lines make {standing}"
        if row.get("paid_by_rewards_cents", 0) < standing:
            yield f"rewards paid {row.get('paid_by_rewards_cents')} of {ref}, {standing} was redeemed"
        for line in lines:
            entry_id = line["entry_id"]
            if entries.get(entry_id, {}).get("cents") != line["cents"]:
                yield f"{ref} tells of {entry_id}, which never was"
            if ("returned_at" in line) != (f"return:{entry_id}" in entries):
                yield f"{ref} and the ledger do not agree on the return of {entry_id}"
        if row.get("voided_on") and standing:
            yield f"{ref} is void, and {standing} stands redeemed on it"
    told = {row["invoice_ref"] for row in ground.rows("invoices") if row.get("redemptions")}
    for entry_id, entry in entries.items():
        if entry["kind"] == "redeem" and entry["cause"] in told and entry_id not in known:
            yield f"{entry_id} is on no invoice"


def what_goes_over_comes_over(ground: Ground) -> Iterator[str]:
    """The trial balance over all clients: transfers move value and create none."""
    total: dict[str, int] = defaultdict(int)
    for entry in ground.rows("ledger"):
        if entry["kind"] == "transfer":
            total["owed" if not entry["reward_id"] else "balance"] += entry["cents"]
            for ref, cents in (entry.get("consumed") or {}).items():
                total[f"rewarded of {ref}"] += cents
    yield from (f"transfers of {what} make {cents}" for what, cents in total.items() if cents)
    closed = {row["client_id"]: row.get("merged_into") for row in ground.rows("accounts")}
    for client in ground.rows("clients"):
        if client.get("merged_into") and not closed.get(client["client_id"]):
            yield f"{client['client_id']} was joined to another, and its account is open"
        if client.get("merged_into") and not client.get("joining"):
            yield from _left_behind(ground, client["client_id"])


def _left_behind(ground: Ground, client: str) -> Iterator[str]:
    account = ground.row("accounts", client_id=client) or {}
    for name in ("balance_cents", "owed_cents", "qualified_cents", "consumed_cents"):
        if account.get(name, 0):
            yield f"{client} was joined to another and has {account[name]} {name}"
    for noun in ("invoices", "sessions", "contacts"):
        if any(row["client_id"] == client for row in ground.rows(noun)):
            yield f"{client} was joined to another and has {noun}"


def claims_are_held_by_who_they_say(ground: Ground) -> Iterator[str]:
    clients = {row["client_id"]: row for row in ground.rows("clients")}
    claims = {row["claim"]: row for row in ground.rows("claims")}
    for claim, row in claims.items():
        if claim.startswith(HELD_BY_CLIENT) and row["holder"] not in clients:
            yield f"{claim} is held by {row['holder']}, who is no client"
    numbers: dict[int, str] = {}
    for client_id, client in clients.items():
        number = client.get("client_number")
        if number is None:
            continue
        if number in numbers:
            yield f"{client_id} and {numbers[number]} have the number {number}"
        numbers[number] = client_id
        if claims.get(f"number:{number}", {}).get("holder") != client_id:
            yield f"the number {number} of {client_id} is not claimed for it"


def referrals_have_their_people(ground: Ground) -> Iterator[str]:
    clients = {row["client_id"] for row in ground.rows("clients")}
    for referral in ground.rows("referrals"):
        if referral["friend_id"] not in clients:
            yield f"a referral of {referral['friend_id']}, who is no client"


def notices_have_their_cause(ground: Ground) -> Iterator[str]:
    """A reward letter's cause is the entry that issued the reward, a gift letter's the friend's gift."""
    entries = {row["entry_id"] for row in ground.rows("ledger")}
    gifts = {f"gift:{row['friend_id']}:{row['gift_attempt']}" for row in ground.rows("referrals")}
    for notice in ground.rows("notices"):
        cause = notice["cause"]
        if cause.startswith("issue:") and cause not in entries:
            yield f"a letter for {cause}, which never was"
        if cause.startswith("gift:") and cause not in gifts:
            yield f"a letter for {cause}, which never was"


def letters_go_once_and_to_whom_they_may(ground: Ground) -> Iterator[str]:
    notices = {row["notice_id"]: row for row in ground.rows("notices")}
    accepted = [letter.notice_id for letter in ground.letters]
    for notice_id in set(accepted):
        if accepted.count(notice_id) > 1:
            yield f"SES accepted {accepted.count(notice_id)} letters for one notice"
        if notice_id not in notices:
            yield "SES accepted a letter without a notice"
        elif notices[notice_id]["state"] not in ("sending", "sent", "unknown", "dead"):
            yield f"a letter went out and its notice is {notices[notice_id]['state']}"
    for notice_id, notice in notices.items():
        by_mail = notice.get("form", "email") == "email"
        if by_mail and notice["state"] == "sent" and notice_id not in accepted:
            yield "a notice says sent and SES has nothing"
    texts = [row["state"] for row in notices.values() if row.get("form") == "text"]
    if texts.count("sent") > len(ground.texts):
        yield "more notices say that a text was sent than went out"
    if len(ground.texts) > sum(state in ("sending", "sent", "unknown", "dead") for state in texts):
        yield "a text went out twice, or without a notice"


def enrollments_stand_with_their_letters(ground: Ground) -> Iterator[str]:
    """The open one's links lead to it, and the letter that made it did not come to nothing."""
    notices = {row["notice_id"]: row for row in ground.rows("notices")}
    links = {row["token"]: row for row in ground.rows("links")}
    for row in ground.rows("enrollments"):
        if row["enrollment_id"] != "open":
            continue
        who, names = row["client_id"], ("client_id", "program_id", "enrolled_at")
        for token in (row["token"], *(row.get("joined_tokens") or [])):
            leads = links.get(token, {})
            if leads.get("removed_at") or [leads.get(name) for name in names] != [
                row[name] for name in names
            ]:
                yield f"a link of {who} does not lead to the open enrollment"
        if row.get("notice_id"):
            state = notices.get(row["notice_id"], {}).get("state")
            if state in (None, "suppressed", "dead"):
                yield f"{who} is enrolled by a letter that is {state}"


def a_day_gave_what_nights_issued(ground: Ground) -> Iterator[str]:
    """Where a day is capped: what it gave out is what nights issued on it, and what shares have left."""
    held: dict[str, list[Row]] = defaultdict(list)
    for row in ground.rows("counters"):
        if row["counter"].startswith("loyalty:"):
            held[row["counter"].split(":")[1]].append(row)
    zones = [row["settings"]["zone"] for row in ground.rows("studio") if row["record"] == "preferences"]
    issued: dict[str, list[int]] = defaultdict(list)
    for entry in ground.rows("ledger") if held else ():
        if entry["entry_id"].startswith("issue:loyalty:") and entry["by"] == "night":
            at = datetime.strptime(entry["at"], "%Y-%m-%dT%H:%M:%S.%f%z")
            issued[at.astimezone(ZoneInfo(zones[0])).date().isoformat()].append(entry["cents"])
    for day, rows in held.items():
        given = [row for row in rows if row["counter"] == f"loyalty:{day}"]
        shares = [row for row in rows if row["counter"] != f"loyalty:{day}"]
        for name, spent in (("cents", sum(issued[day])), ("rewards", len(issued[day]))):
            out = sum(row[name] for row in given)
            left = sum(row[name] for row in shares)
            if out != spent + left or left < 0:
                yield f"{day} gave {out} {name}, {spent} were issued and {left} are left in shares"


INVARIANTS: tuple[Invariant, ...] = (
    balances_are_the_sums_of_entries,
    rewards_are_the_sums_of_entries,
    chains_are_whole,
    each_code_is_one_reward,
    a_friend_is_rewarded_once_at_a_time,
    a_cent_is_rewarded_once,
    sales_are_counted_once,
    invoices_know_what_was_redeemed_on_them,
    what_goes_over_comes_over,
    claims_are_held_by_who_they_say,
    referrals_have_their_people,
    notices_have_their_cause,
    letters_go_once_and_to_whom_they_may,
    enrollments_stand_with_their_letters,
    a_day_gave_what_nights_issued,
)


def _entry(row: Row) -> Entry:
    """The entry as its hash was made from it."""
    plain = {name: row[name] for name in ("client_id", "entry_id", "reward_id", "cause", "by", "seq", "hash")}
    return Entry(
        **plain,
        kind=Kind(row["kind"]),
        cents=Cents(row["cents"]),
        at=datetime.strptime(row["at"], "%Y-%m-%dT%H:%M:%S.%f%z"),
        consumed=row.get("consumed") or {},
        previous_hash=row["previous_hash"],
    )


def _spendable(entry: Row) -> int:
    """What an entry adds to the balance; a transfer that names no reward moves what is owed."""
    if entry["kind"] == "transfer" and not entry["reward_id"]:
        return 0
    return int(entry["cents"]) * SPENDABLE[entry["kind"]]


def _owed(entry: Row) -> int:
    if entry["kind"] == "transfer" and not entry["reward_id"]:
        return int(entry["cents"])
    return int(entry["cents"]) * OWED.get(entry["kind"], 0)


def _issued_as(reward_id: str) -> str:
    """The id under which a reward was issued, before it went over to another client."""
    while reward_id.startswith("transfer:"):
        reward_id = reward_id.split(":", 2)[2]
    return reward_id


def _by_client(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["client_id"]].append(row)
    return found

import csv
import io
from decimal import Decimal

from chalicelib.domain.suspicion import Party, Signs, evidence, is_suspicious
from local.demo import files
from local.demo.people import FIRST, LAST, person
from local.seed import REFERRER

CONSENTS = ("allow_marketing", "allow_email_marketing", "allow_sms")


def test_the_sample_is_whole():
    sold = files.sales()
    assert (len(sold), len({sale.customer for sale in sold})) == (6919, 2357)
    assert sum(Decimal(sale.dollars) for sale in sold) == Decimal("244091.94")


def test_the_same_customer_is_always_the_same_invented_person():
    assert person(4, 0) == person(4, 0)
    assert person(4, 0).email.endswith(".00004@example.com")
    assert len(FIRST) == len(set(FIRST))
    assert len(LAST) == len(set(LAST))


def test_nobody_shares_an_address_or_a_telephone():
    sold = files.sales()
    numbers = dict.fromkeys(sale.customer for sale in sold)
    people = [person(number, place) for place, number in enumerate(numbers)]
    assert len({each.email for each in people}) == len({each.mobile for each in people}) == len(people)
    assert all(each.mobile[6:10] == "555-" and each.mobile[10:12] == "01" for each in people)


def test_the_files_say_what_the_sample_says():
    sold = files.sales()
    clients = files.clients_file(sold).decode().splitlines()
    invoices = files.invoices_file(sold).decode().splitlines()
    assert (len(clients), len(invoices)) == (2358, 6920)
    assert invoices[1] == "I-00004-001,C-00004,1997-01-01,29.33,0,29.33,1997-01-01"
    assert len({line.partition(",")[0] for line in invoices}) == 6920


def test_most_people_said_yes_to_mail_and_some_to_texts_and_the_referrer_is_one_of_them():
    sold = files.sales()
    rows = list(csv.DictReader(io.StringIO(files.clients_file(sold).decode())))
    said = {name: sum(row[name] == "yes" for row in rows) for name in CONSENTS}
    assert said["allow_marketing"] == said["allow_email_marketing"] > said["allow_sms"] > 0
    assert len(rows) > said["allow_marketing"] > len(rows) // 2
    (referrer,) = [row for row in rows if row["client_ref"] == files.client_ref(REFERRER)]
    assert {referrer[name] for name in CONSENTS} == {"yes"}


def test_the_friend_to_look_at_writes_from_the_mailbox_of_whoever_sent_them():
    sold = files.sales()
    (referrer,) = [
        row["email"]
        for row in csv.DictReader(io.StringIO(files.clients_file(sold).decode()))
        if row["client_ref"] == files.client_ref(REFERRER)
    ]
    friend = files.lookalike(sold, REFERRER)
    assert friend["referred_by"] == files.client_ref(REFERRER)
    signs = Signs(referrer=Party(emails=(referrer,)), friend=Party(emails=(friend["email"],)))
    assert is_suspicious(evidence(signs))

"""A form without a mistake on its way in: a new client, someone known, or a trap that was filled in.

One read and one transaction for each of them; one read more by the link of a program that is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain import records, tokens
from chalicelib.domain.asked import TICKET
from chalicelib.domain.contact import MOBILE, contact_keys
from chalicelib.domain.ids import payload_hash
from chalicelib.domain.intake import Intake
from chalicelib.domain.person import person_key
from chalicelib.domain.studio import Studio
from chalicelib.domain.verdict import Verdict, doubted, verdict
from chalicelib.domain.who_sent import Said, said
from chalicelib.flows.find_referrer import as_evidence, found_referrer
from chalicelib.flows.new_client import client_id_of_form, new_client
from chalicelib.flows.new_referral import new_referral
from chalicelib.models import studio as studio_table
from chalicelib.models.claim import Claim, form_claim_key
from chalicelib.models.client import Client
from chalicelib.models.contact import contact_writes
from chalicelib.models.intake import standing_of
from chalicelib.models.link import Link
from chalicelib.models.referral import Referral
from chalicelib.models.transaction import Clash, Put, Result, Write, transact

NOBODY = "nobody"
# The claim must outlive the form's two hours and the hand-over to booking, whose token leads to its holder.
CLAIM_KEPT = tokens.HAND_OVER_MAX + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One form as it came in. `intake` is None where a trap was filled in; `values` are as posted."""

    nonce: str
    issued_at: datetime
    intake: Intake | None
    values: Mapping[str, str]
    token: str | None
    channel: str | None
    campaign: Mapping[str, str]
    now: datetime

    @property
    def client_id(self) -> str:
        """The id of the client that this form makes."""
        return client_id_of_form(self.nonce)

    def contacts(self, country: str) -> tuple[str, ...]:
        """What the visitor can be recognized by."""
        if self.intake is None:
            return ()
        phones = [{"label": MOBILE, "number": self.intake.mobile}] if self.intake.mobile else []
        return contact_keys([self.intake.email] if self.intake.email else [], phones, country)

    @property
    def said(self) -> Said | None:
        """What the visitor typed of who sent them."""
        return said(self.intake.who_sent_you) if self.intake is not None else None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The links that may have brought the visitor: of the address, and of the code that was typed."""
        typed = self.said.token if self.said is not None else None
        return tuple(each for each in (self.token, typed) if each is not None)

    @property
    def person(self) -> str | None:
        """The name and birthday, by which the visitor may be doubted to be somebody."""
        given = self.intake
        return person_key(given.first_name, given.last_name, given.birthday_on) if given else None

    def content_hash(self) -> str:
        """The same for the same answers by the same link, whenever they are sent."""
        values = {name: text for name, text in self.values.items() if name != TICKET}
        content = records.to_plain(self.intake) if self.intake is not None else values
        return payload_hash({"content": content, "token": self.token})

    def claim(self, holder: str) -> Put:
        """The write that lets a form be sent once; whoever sends it again is answered as at first."""
        expires_at = self.issued_at + CLAIM_KEPT
        row = Claim(
            form_claim_key(self.nonce),
            holder=holder,
            payload_hash=self.content_hash(),
            created_at=self.now,
            expires_at=expires_at,
            expires_at_epoch=int(expires_at.timestamp()),
        )
        return Put(row, marker=True)


def take_intake(arrival: Arrival, studio: Studio) -> bool:
    """Take the form in; False when this very form stands already with other answers.

    A new person becomes a client with contacts, claims and referral in one transaction. For someone
    known, and for a trap, the form's own claim alone is written. A repeat changes nothing.
    """
    contacts = arrival.contacts(studio.preferences.country)
    standing, links = standing_of(arrival.nonce, contacts, arrival.person, arrival.tokens)
    if any(each.program_id and each.program_id not in studio.programs for each in links.values()):
        # A program is in use as soon as it is saved, and the studio that we know is up to a minute old.
        studio = studio_table.load()
    found = verdict(
        standing,
        client_id=arrival.client_id,
        payload_hash=arrival.content_hash(),
        is_spam=arrival.intake is None,
    )
    try:
        if found is Verdict.NEW:
            _take_new(arrival, studio, links, doubted(standing, client_id=arrival.client_id))
        elif found is not Verdict.USED:
            known = sorted(standing.contact_holders) if found is Verdict.KNOWN else []
            transact([arrival.claim(standing.form_holder or (known[0] if known else NOBODY))])
    except Clash:
        return False  # The same form with other answers came in beside this one, and was first.
    return found is not Verdict.USED


def _take_new(arrival: Arrival, studio: Studio, links: Mapping[str, Link], doubtful_of: str | None) -> None:
    result = transact(_new_client_writes(arrival, studio, links, doubtful_of))
    if not result.stands:
        # Somebody with the same contact was taken in beside this one, and was first.
        transact([arrival.claim(_first_holder(result))])


def _new_client_writes(
    arrival: Arrival, studio: Studio, links: Mapping[str, Link], doubtful_of: str | None
) -> list[Write]:
    assert arrival.intake is not None
    sender = found_referrer(arrival.token, arrival.said, links)
    live = sender.link
    came_with = dict(arrival.campaign)
    if arrival.channel:
        came_with["channel"] = arrival.channel
    client = new_client(
        arrival.client_id,
        arrival.intake,
        studio,
        referrer_id=live.client_id if live is not None else None,
        who_sent_you=sender.unclear,
        came_with=came_with,
        doubtful_of=doubtful_of,
        now=arrival.now,
    )
    writes: list[Write] = [
        arrival.claim(arrival.client_id),
        Put(client, condition=Client.client_id.does_not_exist()),
        *contact_writes(client, studio.preferences.country, exclusive=True),
    ]
    if live is not None:
        referral = new_referral(
            arrival.client_id,
            live.client_id,
            evidence=sender.evidence,
            channel=arrival.channel,
            link_token=live.token,
            program=studio.programs.get(live.program_id or ""),
            enrolled_at=live.enrolled_at,
            friend_created_at=arrival.now,
            history=False,
            doubtful=doubtful_of is not None,
            now=arrival.now,
            zone=studio.preferences.local_zone(),
        )
        if sender.other is not None:
            referral.evidence_reason = "stronger_than_link"
            referral.other_evidence = [as_evidence(sender.other)]
        writes.append(Put(referral, condition=Referral.friend_id.does_not_exist()))
    return writes


def _first_holder(result: Result) -> str:
    """Whose contact it was that refused the transaction."""
    for write, standing in result.failed:
        if isinstance(write.row, Claim) and standing is not None:
            return str(standing["holder"])
    return NOBODY

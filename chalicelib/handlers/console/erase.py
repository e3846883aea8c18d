"""Erasing a client: a manager finds the person, reads what goes and what stays, and confirms by choosing.

The review takes at most twelve calls beside the studio's one for a record that no other was joined to, at
any number of clients; the erasing itself one for some ninety letters and changes.
"""

from chalicelib.domain.actor import Role
from chalicelib.domain.erasure import Refusal
from chalicelib.domain.money import to_display
from chalicelib.flows.erase_client import Preview, erase_client, preview_erasure
from chalicelib.handlers.console.client_rows import Pick
from chalicelib.handlers.console.record_pair import name_of
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Choice,
    Column,
    Group,
    Message,
    Option,
    Screen,
    Table,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.drafting import begun, in_hand, not_arrived
from chalicelib.handlers.widgets.routing import HOME, Act, View
from chalicelib.models.draft import Draft
from chalicelib.services.files import files

KIND = "erase"
TITLE = "Erase a client"
SURE = "sure"
ERASE = "erase"
AGAIN = Action(TITLE, KIND)
REFUSALS = {
    Refusal.UNKNOWN: "There is no such client.",
    Refusal.JOINED: "This record was joined to another one. Erase that one: this goes with it.",
    Refusal.JOINING: "A joining to this record was begun and did not end. Finish it first.",
    Refusal.CHANGED: "The record changed since you looked at it. Please review it again.",
}


def show(ask: Ask) -> Screen:
    """Whom to erase; with a client, the review."""
    client_id = ask.text("client")
    if client_id:
        return _review(ask, client_id)
    pick = Pick(view=KIND, do="", key="client", title="the client to erase")
    return _screen(
        [
            Text(
                "Use this when a person asks to be forgotten. What names the person is removed for good; "
                "entries, invoices and sessions stay in the books under an id."
            ),
            Buttons([Action("Find the client to erase", "clients", "find", pick.carried, primary=True)]),
        ]
    )


def resume(ask: Ask) -> Screen:
    """The review as it was left, or the way to end an erasing that died."""
    draft = in_hand(ask, KIND, AGAIN)
    if isinstance(draft, Screen):
        return draft
    preview = preview_erasure(str(draft.content["client"]), ask.studio.preferences.country)
    if isinstance(preview, Refusal):
        return _screen([_refused(preview), Buttons([AGAIN])])
    if preview.client.erased_at is None and preview.client.version != draft.content["version"]:
        return _screen([_refused(Refusal.CHANGED), _look_again(draft)])
    return _reviewed(ask, draft, preview)


def erase(ask: Ask) -> Screen:
    """Erase the client who was reviewed."""
    draft = in_hand(ask, KIND, AGAIN)
    if isinstance(draft, Screen):
        return draft
    if not ask.form.arrived:
        return not_arrived(Action("Back to the review", KIND, "resume", {"draft": draft.draft_id}))
    if ask.form.text(SURE) != ERASE:
        preview = preview_erasure(str(draft.content["client"]), ask.studio.preferences.country)
        if isinstance(preview, Refusal):
            return _screen([_refused(preview), Buttons([AGAIN])])
        return _reviewed(ask, draft, preview, problem="Choose to erase, or leave this screen.")
    if ask.whole("n") != draft.content["things"]:
        return _screen([_refused(Refusal.CHANGED), _look_again(draft)])
    why = erase_client(draft, files=files(), studio=ask.studio, actor=ask.actor, now=ask.now)
    if why is not None:
        return _screen([_refused(why), _look_again(draft)])
    return _screen(
        [
            Message(
                "The client was erased",
                [
                    "Name, contacts, family, notes, tasks, letters and the values of changes are gone. "
                    "The books stay, under the client's id and number."
                ],
                Tone.GOOD,
            ),
            Buttons([HOME]),
        ]
    )


def _review(ask: Ask, client_id: str) -> Screen:
    preview = preview_erasure(client_id, ask.studio.preferences.country)
    if isinstance(preview, Refusal):
        return _screen([_refused(preview), Buttons([AGAIN])])
    content = {"client": client_id, "version": preview.client.version, "things": preview.things}
    # The title of a draft stands in lists: it names the number, not the person.
    number = preview.client.client_number
    title = f"Erase client number {number}" if number is not None else "Erase a prospect"
    draft = begun(ask, KIND, content, about=f"client#{client_id}", title=title)
    return _reviewed(ask, draft, preview)


def _reviewed(ask: Ask, draft: Draft, preview: Preview, *, problem: str = "") -> Screen:
    name = name_of(preview.client, ask.studio)
    things = int(draft.content["things"])
    money = to_display(preview.balance_cents, ask.studio.preferences.currency)
    goes = [
        ["Fields of the record", str(preview.fields)],
        ["Records that were joined to it", str(preview.joined)],
        ["Addresses and numbers by which the person is found", str(preview.contacts)],
        ["Letters, of which the text goes and the sending stays", str(preview.letters)],
        ["Changes, of which the values go and the fact stays", str(preview.audit_records)],
    ]
    stays = [
        ["Rewards, with their codes", str(preview.rewards)],
        ["Balance that can still be spent", money],
        ["Entries of the ledger", str(preview.entries)],
        ["Invoices", str(preview.invoices)],
        ["Sessions", str(preview.sessions)],
        ["Referrals made", str(preview.referrals)],
    ]
    numbers = [Column("What"), Column("How many", number=True)]
    sure = Choice(
        name=SURE,
        label="Erase this person for good?",
        options=[Option("", "No, keep the record"), Option(ERASE, "Yes, erase the person")],
        error=problem,
        required=True,
    )
    confirm = f"Erase {name}: {things} rows are blanked? This cannot be undone."
    return Screen(
        title=f"Review: erase {name}",
        blocks=[
            Message(
                "This cannot be undone",
                [
                    "Also removed: the picture, notes on rewards, work in hand, and the enrollment; the "
                    "referral link then opens the plain form. A keyed hash of each contact stays, so that "
                    "nobody is rewarded twice as a new client.",
                    "An address that bounced or complained stays on the block list, so that nothing is "
                    "written to it again. Backups keep older states for up to 35 days.",
                ],
                Tone.WARNING,
            ),
            Table("What goes", numbers, goes),
            Table("What stays, because the books need it", numbers, stays),
            Group("Your decision", [sure]),
            Buttons(
                [
                    Action(
                        "Erase the client",
                        KIND,
                        "erase",
                        {"draft": draft.draft_id, "n": things},
                        primary=True,
                        confirm=confirm,
                    ),
                    Action("Open the client", "client", "", {"client": preview.client.client_id}),
                ]
            ),
        ],
        trail=[HOME, AGAIN],
        draft_id=draft.draft_id,
    )


def _refused(why: Refusal) -> Message:
    return Message("Nothing was changed", [REFUSALS[why]], Tone.WARNING)


def _look_again(draft: Draft) -> Block:
    given = {"client": str(draft.content["client"])}
    return Buttons([Action("Review it again", KIND, "", given, primary=True)])


def _screen(blocks: list[Block]) -> Screen:
    return Screen(title=TITLE, blocks=blocks, trail=[HOME])


VIEW = View(
    title=TITLE,
    acts={
        "": Act(show, Role.MANAGER),
        "resume": Act(resume, Role.MANAGER),
        "erase": Act(erase, Role.MANAGER),
    },
)

"""Creating and editing a client, in areas; everything typed is kept in a draft until it is saved whole.

Calls of a screen, whatever the number of clients: to begin, six; to go on, three, and one of S3 for the
picture; to save, those and at most nine for duplicates, four reads and one transaction.

New clients that staff create get the studio's default of Allow Marketing; status and lead source for new
clients are those of the public form, and are not chosen for staff.
"""

from chalicelib.handlers.console.client_form import rows
from chalicelib.handlers.console.client_form.beginning import anew, edit, new
from chalicelib.handlers.console.client_form.leading import find, picture, refer, unrefer
from chalicelib.handlers.console.client_form.saving import anyway, leave, save, take
from chalicelib.handlers.console.client_form.steps import kept, step, tab
from chalicelib.handlers.widgets.ask import Ask
from chalicelib.handlers.widgets.blocks import Screen
from chalicelib.handlers.widgets.routing import Act, View

resume = step(kept, merging=False)


def show(ask: Ask) -> Screen:
    """The form that the button means: one in hand, a client's, or a new one."""
    if ask.text("draft"):
        return resume(ask)
    return edit(ask) if ask.text("client") else new(ask)


VIEW = View(
    title="Client",
    acts={
        "": Act(show),
        "new": Act(new),
        "edit": Act(edit),
        "anew": Act(anew),
        "resume": Act(resume),
        "tab": Act(step(tab)),
        "find": Act(step(find)),
        "refer": Act(step(refer, merging=False)),
        "unrefer": Act(step(unrefer)),
        "picture": Act(step(picture)),
        "member": Act(step(rows.member)),
        "keep_member": Act(step(rows.keep_member)),
        "remove_member": Act(step(rows.remove_member)),
        "task": Act(step(rows.task)),
        "keep_task": Act(step(rows.keep_task)),
        "remove_task": Act(step(rows.remove_task)),
        "task_done": Act(step(rows.task_done)),
        "drop_row": Act(step(rows.drop_row, merging=False)),
        "save": Act(step(save)),
        "anyway": Act(step(anyway, merging=False)),
        "mine": Act(step(take(keep_mine=True), merging=False)),
        "theirs": Act(step(take(keep_mine=False), merging=False)),
        "leave": Act(step(leave, merging=False)),
    },
)

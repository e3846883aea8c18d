"""The form that the preferences make: its preview before anything is saved, and its HTML code."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain import snippet
from chalicelib.domain.asked import asked
from chalicelib.domain.dates import local_date
from chalicelib.domain.studio import BookingStyle
from chalicelib.flows.preview_form import PREVIEW_AGE_MAX, as_typed, preview_address
from chalicelib.handlers.console.preference_screens import noting, tab_screen
from chalicelib.handlers.console.preference_shared import shared_with
from chalicelib.handlers.console.preference_work import Work
from chalicelib.handlers.widgets.blocks import Action, Link, Screen, Snippet, Text, Tone
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.settings import settings

NO_ADDRESS = "Enter the address of the form under Company Preferences first."


def buttons(work: Work, tab: str) -> Sequence[Action]:
    """What both menus can do besides saving."""
    return (
        work.action("Preview the form", "preview", tab),
        work.action("Get HTML Code", "code", tab),
    )


def preview(work: Work, tab: str) -> Screen:
    """The tab, with a link to the form as it would be."""
    address = form_address(work)
    if address is None:
        return tab_screen(noting(work, "There is no preview yet", NO_ADDRESS, Tone.WARNING), tab)
    if work.draft is None:
        line = "Nothing is typed that differs from the form as it is now."
        shown = noting(work, "The form is as it stands", line)
        return tab_screen(_with_link(shown, Link("Open the form", address)), tab)
    minutes = int(PREVIEW_AGE_MAX.total_seconds() // 60)
    line = f"For {minutes} minutes it shows what is typed here and not saved. Nothing can be sent from it."
    preview_url = preview_address(address, work.bench.menu, work.draft.draft_id, work.ask.now)
    shown = noting(work, "The preview is ready", line, Tone.GOOD)
    return tab_screen(_with_link(shown, Link("Open the preview", preview_url)), tab)


def _with_link(work: Work, link: Link) -> Work:
    return replace(work, notes=(*work.notes, link))


def code(work: Work, tab: str) -> Screen:
    """The HTML code in three forms, that of the chosen style first; a click selects all of one."""
    address, studio = form_address(work), as_typed(work.edit, work.ask.studio)
    if address is None:
        return tab_screen(noting(work, "There is no code yet", NO_ADDRESS, Tone.WARNING), tab)
    name = studio.preferences.studio_name
    height = snippet.estimated_height(
        asked(studio, local_date(work.ask.now, studio.preferences.local_zone()))
    )
    snippets = [
        Snippet("iFrame that grows with the form", snippet.iframe(address, name, height)),
        Snippet("iFrame alone, where no script is allowed", snippet.iframe_alone(address, name, height)),
        Snippet("Link", snippet.link(address, name)),
    ]
    if studio.preferences.style is BookingStyle.LINK:
        snippets = snippets[::-1]
    return Screen(
        title="Get HTML Code",
        blocks=[
            Text(
                "Click the code, copy it (Ctrl+C or Cmd+C), and paste it into the HTML of your website. "
                "The first one is of the Online Booking Style you chose."
            ),
            Text(
                f"The form is about {height} pixels tall; the first iFrame finds its true height by itself."
            ),
            *snippets,
            Text(shared_with(work)),
        ],
        trail=(HOME,),
        back=work.action(f"Back to {work.bench.title}", "", tab),
        draft_id=work.draft.draft_id if work.draft is not None else "",
    )


def form_address(work: Work) -> str | None:
    """Where visitors find the form: the studio's own name for it, or the one it is deployed under."""
    return work.ask.studio.preferences.public_url or settings.form_url or None

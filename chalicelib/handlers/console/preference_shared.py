"""The parts of preferences that the referral and the booking menu share: one stored value, two views."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain import snippet
from chalicelib.domain.asked import asked
from chalicelib.domain.dates import local_date
from chalicelib.domain.menu import Menu
from chalicelib.domain.setting import COLOR, PLACE
from chalicelib.domain.studio import BookingStyle
from chalicelib.domain.theme import DEFAULTS, SHAPE_CONTRAST, TEXT_CONTRAST, Theme, contrast, theme
from chalicelib.flows.preview_form import PREVIEW_AGE_MAX, as_typed, preview_address
from chalicelib.handlers.console.preference_screens import elsewhere, noting, tab_screen
from chalicelib.handlers.console.preference_words import COLORS
from chalicelib.handlers.console.preference_work import Work
from chalicelib.handlers.widgets.blocks import (
    Action,
    Block,
    Buttons,
    Link,
    Message,
    Screen,
    Snippet,
    Swatch,
    Swatches,
    Text,
    Tone,
)
from chalicelib.handlers.widgets.routing import HOME
from chalicelib.settings import settings

OTHER_MENU = {Menu.REFERRAL: "Online Booking Preferences", Menu.BOOKING: "Referral Program Preferences"}
NO_ADDRESS = "Enter the address of the form under Company Preferences first."
PAIRS = (
    ("text", "background"),
    ("heading", "background"),
    ("button_text", "button"),
    ("link", "background"),
    ("error", "background"),
    ("border", "background"),
)


def shared_with(work: Work) -> str:
    """The sentence that says where else a setting stands."""
    return f"Shared with the {OTHER_MENU[work.bench.menu]}: changed here, it is changed there."


def style_parts(work: Work) -> list[Block]:
    """How the website shows the form, and what visitors read of the locations."""
    desk, places = work.desk, [name for name in work.edit.read if name.startswith(PLACE)]
    parts: list[Block] = [
        desk.group("How your website shows it", ("style", "redirect_url"), before=shared_with(work))
    ]
    if places:
        told = "Visitors choose one of them where there are several. Blank is the location's own name. "
        parts.append(desk.group("Location Display Name", places, before=told + shared_with(work)))
    return parts


def logo_parts(work: Work) -> list[Block]:
    """Whether the logo is shown, and the way to another one."""
    stored = "A logo is uploaded." if work.ask.studio.preferences.logo_key else "No logo is uploaded yet."
    return [
        work.desk.group("Logo", ("show_logo",), before=shared_with(work)),
        Text(stored),
        Buttons([work.action("Upload New Logo", "logo", "logo")]),
    ]


def default_parts(work: Work) -> list[Block]:
    """What a new client's record begins with."""
    names = ("default_status_id", "default_lead_source_id")
    return [work.desk.group("New Client Defaults", names, columns=2, before=shared_with(work))]


def look_parts(work: Work) -> list[Block]:
    """The colors, how they look together, and what was repaired so that everyone can read the form."""
    names = [COLOR + name for name in DEFAULTS]
    told = "A color such as #1f4b43 or #abc. Blank it to set it back to its default. "
    shown = theme(work.decision.after.preferences.colors)
    return [
        work.desk.group("Look and feel", names, columns=2, before=told + shared_with(work)),
        *_repairs(shown),
        Swatches("How they look together", [_swatch(shown, *pair) for pair in PAIRS]),
    ]


def _swatch(shown: Theme, upper: str, ground: str) -> Swatch:
    front, back = shown.colors[upper], shown.colors[ground]
    needed = SHAPE_CONTRAST if upper == "border" else TEXT_CONTRAST
    note = f"{front} on {back}: contrast {contrast(front, back):.1f} to 1, at least {needed:g} is needed"
    if upper == "border":
        front = shown.colors["text"]  # A border is no text; its own color stands in the note.
    return Swatch(COLORS[upper], front, back, note)


def _repairs(shown: Theme) -> list[Block]:
    lines = [
        f"{COLORS[each.name]}: {each.wanted} is hard to read where it stands; the form shows {each.shown}."
        for each in shown.repairs
    ]
    return [Message("Repaired so that everyone can read it", lines, Tone.WARNING)] if lines else []


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


def upload(work: Work, tab: str) -> Screen:
    """The way to another logo, with what is typed here kept."""
    return elsewhere(work, "logo")


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

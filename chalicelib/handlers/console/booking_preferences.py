"""Online Booking Preferences: where booking is, and the settings that it shares with the referral program."""

from collections.abc import Sequence

from chalicelib.domain.menu import Menu
from chalicelib.handlers.console import preference_form as form
from chalicelib.handlers.console import preference_shared as shared
from chalicelib.handlers.console.preference_acts import view_of
from chalicelib.handlers.console.preference_work import Bench, Tab, Work
from chalicelib.handlers.widgets.blocks import Block


def _general(work: Work) -> list[Block]:
    return [work.desk.group("Online Booking", ("booking_url",)), *shared.style_parts(work)]


def _tabs(work: Work) -> Sequence[Tab]:
    return (
        Tab("general", "General", _general),
        Tab("logo", "Logo", shared.logo_parts),
        Tab("clients", "Clients", shared.default_parts),
        Tab("look", "Look and feel", shared.look_parts),
    )


BENCH = Bench(Menu.BOOKING, "Online Booking Preferences", _tabs, form.buttons)
VIEW = view_of(BENCH, preview=form.preview, code=form.code, logo=shared.upload)

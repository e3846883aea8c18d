"""An operator edits preferences: on from the draft, or from what the screen showed before there was one."""

from chalicelib.domain.edit import Edit, edit_begun
from chalicelib.domain.menu import Menu
from chalicelib.domain.studio import Studio
from chalicelib.flows.save_preferences import ABOUT
from chalicelib.models.audit import AuditRecord, audit_of

LATEST = 20


def edit_as_shown(menu: Menu, studio: Studio, version: int, fingerprint: str) -> Edit | None:
    """The edit of what a screen of that version and fingerprint showed; None when that cannot be known.

    Where others have saved since, what they changed is taken back by their audit records: one Query.
    """
    edit = edit_begun(menu, studio)
    if edit.fingerprint == fingerprint:
        return edit
    read = dict(edit.read)
    for record in saved_since(version):
        read |= {name: str(old) for name, old in record.before.items() if name in read}
    shown = Edit(menu=menu, read=read, version=version)
    return shown if shown.fingerprint == fingerprint else None


def saved_since(version: int) -> list[AuditRecord]:
    """Who saved preferences after that version, newest first, of the latest twenty."""
    return [each for each in audit_of(ABOUT, LATEST) if int(each.after.get("version", 0)) > version]

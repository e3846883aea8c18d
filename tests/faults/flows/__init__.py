"""Every flow that is swept. A new flow is one entry: how it begins, what it does, what it is for."""

from tests.faults.flows import (
    clients,
    desk,
    directory,
    form,
    imports,
    joins,
    lists,
    loyalty,
    mail,
    money,
    night,
    numbers,
    preferences,
    records,
    referral,
    uploads,
)

FLOWS = (
    *money.FLOWS,
    *form.FLOWS,
    *referral.FLOWS,
    *numbers.FLOWS,
    *mail.FLOWS,
    *loyalty.FLOWS,
    *records.FLOWS,
    *imports.FLOWS,
    *night.FLOWS,
    *clients.FLOWS,
    *desk.FLOWS,
    *directory.FLOWS,
    *joins.FLOWS,
    *lists.FLOWS,
    *preferences.FLOWS,
    *uploads.FLOWS,
)

"""The letters of a run by hand that are on paper, as one page to print."""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from chalicelib.domain.letter_text import LetterForm, LetterRef, LetterText
from chalicelib.domain.notice import UNFINISHED, State
from chalicelib.domain.studio import Preferences
from chalicelib.flows.find_recipient import find_client
from chalicelib.flows.write_notice import own_letter, sheet_of
from chalicelib.models.client import Client
from chalicelib.models.notice import Notice
from chalicelib.services.letters import sheets

TOGETHER = 100
TO_PRINT = UNFINISHED | {State.TO_PRINT}
"""Those that nobody has printed: the sender has handed them to a person, or is about to."""


def printed_letters(
    notice_ids: Sequence[str], preferences: Preferences, renew: Callable[[], None]
) -> tuple[str, int]:
    """A page with a sheet for each letter that is still to be printed, in this order; how many these are.

    Two calls for a hundred letters, and one for each. `renew` is called once in a while.
    """
    told: list[str] = []

    def each_sheet() -> Iterator[Markup]:
        for letter in _letters(notice_ids, preferences, renew):
            told.append("")
            yield letter

    page = sheets(preferences.studio_name, each_sheet())
    return page, len(told)


def _letters(
    notice_ids: Sequence[str], preferences: Preferences, renew: Callable[[], None]
) -> Iterator[Markup]:
    known: dict[LetterRef, LetterText | None] = {}
    for start in range(0, len(notice_ids), TOGETHER):
        renew()
        some = notice_ids[start : start + TOGETHER]
        notices = {each.notice_id: each for each in Notice.batch_get(list(some), consistent_read=True)}
        ids = sorted({each.client_id for each in notices.values()})
        clients = {each.client_id: each for each in Client.batch_get(ids, consistent_read=True)}
        for notice in (notices[each] for each in some if each in notices):
            client = clients.get(notice.client_id)
            if client is None or client.merged_into is not None or client.erased_at is not None:
                client = find_client(notice.client_id)
            if client is None or notice.form != LetterForm.PRINT or notice.state not in TO_PRINT:
                continue
            if notice.letter is not None and notice.letter not in known:
                known[notice.letter] = own_letter(notice)
            own = known[notice.letter] if notice.letter is not None else None
            yield sheet_of(notice, client, preferences, own)

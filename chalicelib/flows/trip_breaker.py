"""Marketing stops by itself once too much of it bounced or was complained of."""

from datetime import datetime

from chalicelib.domain.breaker import counted, over
from chalicelib.models.breaker import Breaker, figures_of


def trip_breaker(now: datetime) -> bool:
    """Open the breaker if the window's figures are over a mark; whether it is open then.

    Asked after each bounce and complaint that marketing brings, repeats too: one that was told of while
    we were away is made good by the next. Two reads; one write when it trips.
    """
    breaker = Breaker.read()
    if breaker.stopped_at is not None:
        return True
    marks = over(counted(figures_of(now), breaker.figures_before()))
    return bool(marks) and breaker.stop(marks, now)

"""What goes on by itself: changes of registers, clocks that run out, drafts that lapse. One loop in every server."""

import threading
from datetime import UTC, datetime, timedelta

from django.db import close_old_connections, transaction

from wasl.cases import journal, uploads
from wasl.cases.doing import platform
from wasl.cases.drafting import lapse
from wasl.cases.models import Case, Kind, Stage
from wasl.cases.writing import work_off
from wasl.core.log import event

EVERY = 2.0
"""Seconds between two looks at what is due."""
TIDY_EVERY = timedelta(minutes=1)


def note_late(now: datetime, limit: int = 200) -> int:
    """Write down of cases that their clock ran out, once each; how many were."""
    late = Case.objects.filter(stage=Stage.OPEN, late=False, due__lt=now).values_list("pk", flat=True)[:limit]
    noted = 0
    for number in list(late):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=number)
            if case.stage == Stage.OPEN and not case.late and case.due and case.due < now:
                case.late = True
                entry = journal.Entry(Kind.LATE, once=f"late:{case.events}", before=case.state, office=case.office)
                journal.written(case, entry, platform(), now)
                case.save()
                noted += 1
    return noted


def tidy(now: datetime | None = None) -> None:
    """Clocks, drafts, and files that nothing names any more."""
    now = now or datetime.now(UTC)
    note_late(now)
    lapse(now)
    uploads.tidy(now)


class Loop:
    """Carries on until it is stopped; a failure is told and does not end it."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._tidied = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        threading.Thread(target=self.run, name="cases", daemon=True).start()

    def run(self) -> None:
        while not self._stop.wait(EVERY):
            self.once()

    def once(self) -> None:
        close_old_connections()
        try:
            while work_off():
                pass
            now = datetime.now(UTC)
            if now - self._tidied > TIDY_EVERY:
                self._tidied = now
                tidy(now)
        except Exception as error:  # noqa: BLE001  the next look may succeed; whatever it was must not end the loop
            event("cases.loop_failed", level="error", why=type(error).__name__)
        finally:
            close_old_connections()

    def stop(self) -> None:
        self._stop.set()

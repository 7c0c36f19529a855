"""Where a person goes on from a page: what still waits for an answer, else the check before sending."""

from django.urls import reverse

from wasl.cases.api import Sheet, Stage
from wasl.catalogue.api import Shown

LONG = 5
"""From so many pages on a service has a list of its steps."""
CHECK = "check"
"""Said with a page that was opened from the check, so that it leads back there."""


def is_long(sheet: Sheet) -> bool:
    return len(sheet.definition.pages) >= LONG


def waits(page: Shown) -> bool:
    """Something is missing, or may be added that nobody was asked yet."""
    return not page.complete or any(one.value is None for one in page.questions)


def first_page(sheet: Sheet) -> str:
    """Where a new request begins: what registers answer whole is seen at the check."""
    return _address(sheet, next((page.key for page in sheet.path.pages if waits(page)), None))


def next_page(sheet: Sheet) -> str:
    """Where a request that was left is taken up."""
    return _address(sheet, sheet.path.next_page)


def after(sheet: Sheet, key: str, *, back: bool) -> str:
    """After a page was saved. `back`: it was opened from the check; only what became necessary is asked before."""
    page = sheet.page(key)
    if sheet.path.stop is not None:
        return stop_address(sheet)
    if page is not None and not page.complete:
        return page_address(sheet, key, back=back)
    if back:
        return _address(sheet, sheet.path.next_page, back=True)
    keys = [one.key for one in sheet.path.pages]
    later = sheet.path.pages[keys.index(key) + 1 :] if key in keys else sheet.path.pages
    ahead = next((one.key for one in later if waits(one)), None)
    return _address(sheet, ahead or sheet.path.next_page)


def before(sheet: Sheet, key: str, *, back: bool) -> str:
    """What the back link of a page leads to."""
    keys = [one.key for one in sheet.path.pages]
    place = keys.index(key) if key in keys else 0
    if back:
        return check_address(sheet)
    if is_long(sheet):
        return tasks_address(sheet)
    return page_address(sheet, keys[place - 1]) if place else reverse("service", args=[sheet.definition.slug])


def page_address(sheet: Sheet, key: str, *, back: bool = False) -> str:
    address = reverse("case-page", args=[sheet.case.reference, key])
    return f"{address}?back={CHECK}" if back else address


def check_address(sheet: Sheet) -> str:
    """Of a draft; what waits for a correction is sent again on its own page, which shows what was asked for."""
    if sheet.case.stage != Stage.DRAFT:
        return f"/my/cases/{sheet.case.reference}/"
    return reverse("case-check", args=[sheet.case.reference])


def stop_address(sheet: Sheet) -> str:
    return f"{page_address(sheet, str(sheet.path.stop))}?stop"


def tasks_address(sheet: Sheet) -> str:
    return reverse("case-tasks", args=[sheet.case.reference])


def _address(sheet: Sheet, key: str | None, *, back: bool = False) -> str:
    if sheet.path.stop is not None:
        return stop_address(sheet)
    return page_address(sheet, key, back=back) if key else check_address(sheet)

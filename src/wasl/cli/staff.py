"""`wasl staff`: who works here, and the first heads and watchers, whom nobody else can invite."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from wasl.cli import app, out, setup_django

staff = typer.Typer(help="Who works here; the first head of an office.", no_args_is_help=True)
app.add_typer(staff, name="staff")


@staff.command("list")
def list_staff(office: Annotated[str, typer.Option(help="Only this agency's")] = "") -> None:
    """Every account of staff, its office and role, whether it is open and has a second factor."""
    setup_django()
    from wasl.identity.staffing.api import everybody, has_factor

    shown = [one for one in everybody() if office in ("", one.office)]
    if not shown:
        out.print("Nobody yet.\n  Next: `wasl staff appoint` lets in the head of an office")
        return
    table = Table("user name", "name", "office", "role", "open", "second factor")
    for one in shown:
        marks = ("yes" if one.is_active else "suspended", "yes" if has_factor(one) else "at the next sign-in")
        table.add_row(escape(one.username), escape(one.name_en), one.office, one.role, *marks)
    out.print(table)


@staff.command()
def appoint(
    username: Annotated[str, typer.Argument(help="What they will sign in with")],
    office: Annotated[str, typer.Option(help="Agency of the country pack", prompt=True)],
    name_ar: Annotated[str, typer.Option(help="Their name in Arabic", prompt=True)],
    name_en: Annotated[str, typer.Option(help="Their name in English", prompt=True)],
    role: Annotated[str, typer.Option(help="office-head, protection, auditor or operator")] = "office-head",
) -> None:
    """Make the link with which a head, a protection officer, an auditor or an operator joins. Again: a fresh link."""
    setup_django()
    from wasl.core.conf import settings
    from wasl.identity.staffing.api import HOLDS, Newcomer, appoint

    secret = appoint(Newcomer(username, name_ar, name_en, role), office)
    out.print("Hand this to them yourself: it opens once, and for", f"{HOLDS.total_seconds() / 3600:.0f} hours.")
    out.print(f"{settings().public_address}/staff/join/{secret}/", soft_wrap=True, highlight=False)

"""`wasl cases`: what goes on by itself in requests, and how they stand."""

import typer
from rich.table import Table

from wasl.cli import app, out, setup_django

cases = typer.Typer(help="Carry requests on, and see how they stand.", no_args_is_help=True)
app.add_typer(cases, name="cases")


@cases.command()
def work() -> None:
    """One round of what every server does by itself: changes of registers, clocks, drafts that lapse."""
    setup_django()
    from wasl.cases.api import tidy, work_off

    taken = 0
    while found := work_off():
        taken += found
    tidy()
    out.print(f"{taken:,} changes of registers taken up; clocks and drafts looked at.")


@cases.command()
def status() -> None:
    """How many requests stand where, how many are late, and which changes of registers wait for somebody."""
    setup_django()
    from wasl.cases.api import standing

    found = standing()
    table = Table("what", "how many")
    for name, count in [*found.stages.items(), ("late", found.late)]:
        table.add_row(name, f"{count:,}")
    for name, count in found.changes.items():
        table.add_row(f"changes {name}", f"{count:,}")
    out.print(table)
    if found.stuck:
        out.print(f"{found.stuck:,} changes wait for an office: it finds them under “Entries to mend”.")

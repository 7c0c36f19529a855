"""`wasl protection`: the protection officer's jobs."""

from typing import Annotated

import typer
from rich.table import Table

from wasl.cli import app, out, setup_django

protection = typer.Typer(help="Watch over looks, and keep nothing longer than its time.", no_args_is_help=True)
app.add_typer(protection, name="protection")


@protection.command()
def watch() -> None:
    """Find unusual looks in what is new in the ledger and open cases for them."""
    setup_django()
    from wasl.protection.api import watch as watch_looks

    run = watch_looks()
    out.print(
        f"{run.entries:,} looks of {run.accounts:,} accounts compared, up to entry {run.upto}:"
        f" {run.findings} findings, {run.opened} new cases."
    )


@protection.command()
def retain(
    *, dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be erased, and erase nothing")] = False
) -> None:
    """Erase what has been kept for its whole time; a look in the ledger proves the run."""
    setup_django()
    from wasl.protection import api

    if dry_run:
        _told([(one.rule.name.en, one.due, 0, "") for one in api.retention_due()])
        return
    run = api.retain(by="system:retention")
    rules = api.terms().retention
    _told([(rules[line.rule].name.en, line.due, line.erased, line.remains) for line in run.lines.all()])
    out.print(f"Proven by entry {run.seq} of the ledger.")


def _told(lines: list[tuple[str, int, int, str]]) -> None:
    table = Table("what", "due", "erased", "remains")
    for name, due, erased, remains in lines:
        table.add_row(name, f"{due:,}", f"{erased:,}", remains)
    out.print(table)

"""`wasl ledger`: the access ledger."""

import typer
from rich.progress import Progress

from wasl.cli import app, err, out, setup_django

ledger = typer.Typer(
    help="The access ledger: who looked at whom, why, and whether its record is whole.", no_args_is_help=True
)
app.add_typer(ledger, name="ledger")


@ledger.command()
def verify() -> None:
    """Check every entry against its hash, its number and the one before; exit 1 if the ledger was touched."""
    setup_django()
    from wasl.trust.api import verify as verify_ledger

    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Checking entries")
        result = verify_ledger(lambda done, total: bar.update(task, completed=done, total=total))
    for finding in result.findings:
        out.print(f"[bold red]entry {finding.seq}[/]: {finding.what.en}\n  {finding.what.ar}")
    if not result.ok:
        out.print(
            f"[bold red]The ledger has been touched[/]: {len(result.findings)} findings in {result.entries:,} entries."
        )
        raise typer.Exit(1)
    out.print(f"[bold green]The ledger is whole[/]: {result.entries:,} entries, each in its place, none changed.")

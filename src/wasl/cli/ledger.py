"""`wasl ledger`: the access ledger."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from wasl.cli import app, err, out, setup_django

ledger = typer.Typer(
    help="The access ledger: who looked at whom, why, and whether its record is whole.", no_args_is_help=True
)
app.add_typer(ledger, name="ledger")


@ledger.command()
def verify(
    held: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint that somebody outside kept; may be given several times", exists=True),
    ] = None,
) -> None:
    """Rebuild the whole tree and compare it with what was signed; exit 1 if the ledger was touched."""
    setup_django()
    from wasl.trust.api import verify as verify_ledger
    from wasl.trust.checking.api import held_checkpoints

    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Checking entries")
        notes = [path.read_text(encoding="utf-8", errors="replace") for path in held or ()]
        notes += held_checkpoints()
        result = verify_ledger(lambda done, total: bar.update(task, completed=done, total=total), notes)
    for finding in result.findings:
        out.print(f"[bold red]entry {finding.seq}[/]: {finding.what.en}\n  {finding.what.ar}")
    if not result.ok:
        out.print(
            f"[bold red]The ledger has been touched[/]: {len(result.findings)} findings in {result.entries:,} entries."
        )
        raise typer.Exit(1)
    out.print(f"[bold green]The ledger is whole[/]: {result.entries:,} entries, each in its place, none changed.")


@ledger.command()
def anchor() -> None:
    """Begin this machine's own checkpoint file: on a further server of the same store, or one that was moved to."""
    setup_django()
    from wasl.trust.api import anchor as anchor_ledger

    out.print(f"From now on a cut below entry {anchor_ledger().size:,} is noticed on this machine.")

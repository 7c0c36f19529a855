"""`wasl wallet`: whether what people carry in their wallets still stands."""

import typer
from rich.progress import Progress

from wasl.cli import app, err, out, setup_django

wallet = typer.Typer(help="Credentials in people's wallets.", no_args_is_help=True)
app.add_typer(wallet, name="wallet")


@wallet.command()
def check() -> None:
    """Hold every credential in force against its register, and revoke what no longer stands: for every night."""
    setup_django()
    from wasl.identity.wallet.api import recheck

    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Asking the registers")
        found = recheck(lambda done, total: bar.update(task, completed=done, total=total))
    out.print(f"{found.held:,} stand, {found.revoked:,} revoked.")
    if found.waiting:
        out.print(f"[yellow]{found.waiting:,} could not be checked[/]: their register gave no answer. Run it again.")


@wallet.command()
def rotate() -> None:
    """A new key signs credentials from now on; the former still checks what it signed."""
    setup_django()
    from wasl.identity.wallet.api import rotate as turn_over

    out.print(f"[bold green]Signs from now on[/]: {turn_over()}")

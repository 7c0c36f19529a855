"""`wasl openid`: the OpenID provider's keys, who may ask, who is still to be told, and what may be forgotten."""

import typer
from rich.markup import escape
from rich.table import Table

from wasl.cli import app, out, setup_django

openid = typer.Typer(help="The OpenID provider: its keys, its relying parties, its farewells.", no_args_is_help=True)
keys = typer.Typer(help="The keys that tokens are signed with.", no_args_is_help=True)
app.add_typer(openid, name="openid")
openid.add_typer(keys, name="keys")


@keys.command("list")
def list_keys() -> None:
    """Every key, its kind, and whether it signs, will sign, or signed."""
    setup_django()
    from wasl.identity.openid.api import listed

    table = Table("key", "kind", "state", "since")
    for key in listed():
        table.add_row(key.kid, key.kind, key.state, f"{key.changed:%Y-%m-%d %H:%M}")
    out.print(table)


@keys.command()
def rotate() -> None:
    """The next key signs from now on; the former one is published for two days more, a new next one already."""
    setup_django()
    from wasl.identity.openid.api import rotate as turn_over

    for kid in turn_over():
        out.print(f"[bold green]Signs from now on[/]: {kid}")
    out.print("Processes that run take it up within half a minute.")


@keys.command()
def withdraw(kid: str) -> None:
    """Take a former key out at once, as after a theft: rotate first. What it signed is refused from now on."""
    setup_django()
    from wasl.identity.openid.api import withdraw as take_out

    if not take_out(kid):
        out.print(f"[bold red]No former key {escape(kid)}[/]\n  To mend: `wasl openid keys list`, and rotate first")
        raise typer.Exit(1)
    out.print("Withdrawn. Processes that run refuse its tokens within half a minute.")


@openid.command()
def parties() -> None:
    """Every relying party, its profile, purpose and whether it may ask."""
    setup_django()
    from wasl.identity.openid.api import ensure_demo_parties
    from wasl.identity.openid.api import parties as all_parties

    ensure_demo_parties()
    table = Table("client", "name", "office", "profile", "purpose", "status")
    for one in all_parties():
        mark = f"{one.status}{', sandbox' if one.sandbox else ''}"
        table.add_row(one.client_id, escape(one.name_en), one.office, one.profile, one.purpose, mark)
    out.print(table)


@openid.command()
def farewells() -> None:
    """Tell relying parties of sessions that have ended; what fails is tried again by the next run, eight times."""
    setup_django()
    from wasl.identity.openid.api import deliver

    for client_id, heard in deliver():
        out.print(f"{'[green]✓[/]' if heard else '[yellow]![/]'} {escape(client_id)}")


@openid.command()
def tidy() -> None:
    """Drop what is over: requests, codes, identifiers that were used, grants a week after their end."""
    setup_django()
    from wasl.identity.openid.api import tidy as drop

    out.print(", ".join(f"{count} {what}" for what, count in drop().items()))

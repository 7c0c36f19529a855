"""`wasl up`, `down`, `reset`, `doctor`: the platform as a whole on this machine."""

import contextlib
import shutil
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from wasl.cli import app, err, out, setup_django
from wasl.core.conf import settings
from wasl.core.errors import Refusal

OURS = (
    *("nation", "addresses.yaml", "wasl.sqlite3*", "linking", "linking.lock", "secret-key*"),
    *("server.*", "start.lock", "metrics", "consent", "made-up-citizens.json", "log", "parties", "uploads", "static"),
)
"""What the platform's blocks keep in the home folder."""


@app.command()
def up(
    foreground: Annotated[bool, typer.Option(help="Serve in this terminal until Ctrl-C")] = False,
) -> None:
    """Prepare what is missing (tables, nation, links), serve, and say where to look."""
    from wasl.cli import parties, server

    started = perf_counter()
    setup_django()
    with server.only_one_start():
        if already := server.running():
            out.print(f"Wasl is already running (process {already.pid}).")
            _where_to_look()
            return
        server.stop()  # the workers that a killed server may have left
        server.refuse_a_taken_port()
        prepare()
        if foreground:
            _where_to_look()
            server.serve_here()
            return
        server.serve_behind()
        if settings().demo:
            parties.start()
    out.print(f"Wasl is up, {perf_counter() - started:.0f} s after the start.")
    _where_to_look()


def prepare() -> None:
    """Bring store, demo nation and index to where serving can begin. Safe to repeat, and to break off."""
    from django.core.management import call_command

    from wasl.cases.scanning.api import check_config as check_scanner
    from wasl.messaging import api as messaging
    from wasl.trust.api import upkeep
    from wasl.trust.consent.api import ensure_agreements

    messaging.check_config()
    check_scanner()
    settings().home.mkdir(parents=True, exist_ok=True)
    with upkeep("tables are made and brought up to date"):
        call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    messaging.tidy()
    ensure_agreements()
    if settings().demo:
        _demo()
    from wasl.persons.api import status

    if status().persons == 0 and settings().address_book.exists():
        from wasl.cli.persons import link_now

        link_now()
    if settings().demo:
        from wasl.identity.api import choose_made_up_citizens, seat_demo_agents

        choose_made_up_citizens()
        seat_demo_agents()


def _demo() -> None:
    from wasl.cli.nation import PEOPLE, SEED, make_nation
    from wasl.country.api import pack
    from wasl.identity.api import ensure_demo_accounts
    from wasl.identity.openid.api import ensure_demo_parties
    from wasl.registers.api import registers

    ensure_demo_accounts()
    ensure_demo_parties()
    _publish_services()
    if registers().book.get(pack().spine) is None:
        make_nation(PEOPLE, SEED)


def _publish_services() -> None:
    """A demo offers what its country pack says; elsewhere whoever answers for a service publishes it."""
    from wasl.catalogue.api import publish_all, surroundings

    world, started = surroundings(), perf_counter()
    if made := publish_all(world):
        out.print(f"{made} of {len(world.services)} services published in {perf_counter() - started:.1f} s.")


def _where_to_look() -> None:
    from wasl.cli import parties
    from wasl.identity.api import demo_accounts, made_up_citizens

    address = settings().public_address
    out.print(f"\n  Pages  [bold]{address}/[/]   (العربية; switch to English at the top)")
    out.print(f"  API    {address}/api/v1/docs")
    for account in demo_accounts():
        who = f"{account.name.en}, {account.role.label}"
        out.print(f"  Log in as [bold]{account.username}[/] with [bold]{account.password}[/]  ({who})")
    for citizen in made_up_citizens()[:1]:
        out.print(f"  As a citizen: [bold]{address}/my/[/] with the national number [bold]{citizen.number}[/]")
    parties.where_to_look()
    out.print(f"\n  Stop with `wasl down`; the log is in {settings().home / 'server.log'}")


@app.command()
def down() -> None:
    """Stop serving. Data stay."""
    from wasl.cli import parties, server

    parties.stop()
    out.print("Wasl is stopped." if server.stop() else "Wasl was not running.")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Remove the made-up nation, the index and the ledger of this demo, and start from nothing next time.

    Registers that you described yourself stay, with their addresses.
    """
    from wasl.cli import parties, server
    from wasl.cli.registers import note_address
    from wasl.registers.api import own_addresses

    if not settings().demo:
        raise Refusal("this is not a demo: nothing is removed", mend="remove a real deployment's data by hand")
    if settings().database_url:
        raise Refusal(
            "the main store is not the embedded one", mend="drop and create the database yourself, then `wasl up`"
        )
    if not yes and not typer.confirm(f"Remove the nation, the index and the ledger in {settings().home.absolute()}?"):
        raise typer.Exit(1)
    own = own_addresses()
    parties.stop()
    server.stop()
    _remove_what_is_ours(settings().home)
    for register_id, address in own.items():
        note_address(register_id, address)
    out.print("Removed. `wasl up` starts anew.")


def _remove_what_is_ours(home: Path) -> None:
    """Whatever else lies in the folder stays: somebody may have named a folder of their own as home."""
    for path in (path for pattern in OURS for path in home.glob(pattern)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    with contextlib.suppress(OSError):  # not empty, or not there
        home.rmdir()


@app.command()
def doctor() -> None:
    """Look at everything that serving needs; say what is wrong and how to mend it. Exit 1 if anything is."""
    setup_django()
    from wasl.cli.checkup import examine

    findings = examine()
    for finding in findings:
        mark = "[green]✓[/]" if finding.sound else "[red]✗[/]"
        out.print(f"{mark} {finding.what}")
        if not finding.sound:
            out.print(f"    to mend: {finding.mend}")
    if not all(finding.sound for finding in findings):
        err.print("[bold red]Something needs mending.[/]")
        raise typer.Exit(1)

"""`wasl ledger witness`: watch other ledgers, and have ours watched."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from wasl.cli import err, out, setup_django
from wasl.cli.ledger import ledger
from wasl.core.errors import Refusal, words

if TYPE_CHECKING:
    from wasl.trust.checking.api import OurWitness

witness = typer.Typer(help="Witnesses: whoever signs that a ledger only ever grew.", no_args_is_help=True)
ledger.add_typer(witness, name="witness")


@witness.command()
def trust(
    vkey: Annotated[str, typer.Argument(help="The other ledger's key, as its operator gave it to you")],
    origin: Annotated[str | None, typer.Option(help="The ledger's name where it is not that of the key")] = None,
) -> None:
    """Be a witness of another ledger: cosign its checkpoints as long as it only grows."""
    setup_django()
    from wasl.trust.checking.api import cosigner, trust_log

    log = trust_log(vkey, origin=origin)
    out.print(f"[bold green]We are a witness of {escape(log.origin)}[/]; give its operator our address and key:")
    out.print(f"  https://<this host>/log/witness\n  {cosigner().key.vkey}", soft_wrap=True, highlight=False)


@witness.command()
def ask(
    address: Annotated[
        str | None, typer.Argument(help="The witness's address; default: all that we have asked")
    ] = None,
    key: Annotated[str | None, typer.Option(help="The witness's key, as its operator gave it to you")] = None,
) -> None:
    """Have our newest checkpoint cosigned; exit 1 where a witness refuses, or cannot be reached."""
    setup_django()
    from wasl.trust.checking.api import our_witnesses, trust_witness

    if address and not key:
        raise typer.BadParameter("give the witness's key too: --key …")
    asked = [trust_witness(address, key)] if address and key else our_witnesses()
    if not asked:
        err.print("no witness is known yet: `wasl ledger witness ask ADDRESS --key KEY`")
    answers = [_asked(one) for one in asked]
    if not all(answers):
        raise typer.Exit(1)


def _asked(one: "OurWitness") -> bool:
    from wasl.trust.checking.api import ask

    try:
        given = ask(one)
    except Refusal as refusal:
        what, mend = words(refusal.what), words(refusal.mend)
        out.print(f"[bold red]{escape(one.address)}[/]: {escape(what.en)}\n  To mend: {escape(mend.en)}")
        out.print(escape(f"  {what.ar}\n  {mend.ar}"))
        return False
    out.print(f"[bold green]Witnessed[/] by {escape(given.name)} at {given.at:%Y-%m-%d %H:%M:%S} UTC")
    return True


@witness.command("list")
def list_all() -> None:
    """Who watches us, whom we watch, and what did not fit together."""
    setup_django()
    from wasl.trust.checking.api import WORDS, Kind, evidence, our_witnesses, watched

    for one in our_witnesses():
        seen = f"{one.size:,} entries at {one.at:%Y-%m-%d %H:%M} UTC" if one.at else "nothing yet"
        out.print(f"watches us: {escape(one.address)} has signed {seen}\n  {one.key}", soft_wrap=True, highlight=False)
    for log in watched():
        out.print(f"we watch: {escape(log.origin)}, {log.size:,} entries signed", soft_wrap=True, highlight=False)
    for case in evidence():
        told = WORDS[Kind(case.kind)]
        out.print(f"[bold red]{escape(case.origin)}[/], {case.at:%Y-%m-%d %H:%M} UTC: {told.en}\n  {told.ar}")
        out.print(escape(f"  --- signed before\n{case.held}\n  --- offered\n{case.offered}"), highlight=False)

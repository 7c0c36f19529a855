"""`wasl ledger prove`, `stamp`, `key`: what somebody outside needs to check the ledger, and how to check it here."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wasl.cli import err, out, setup_django
from wasl.cli.ledger import ledger

if TYPE_CHECKING:
    from wasl.trust.checking.api import Checked


@ledger.command()
def key() -> None:
    """Print the keys that others check us with: the ledger's, and ours as a witness."""
    setup_django()
    from wasl.trust.checking.api import cosigner, log_vkey

    out.print(f"witness  {cosigner().key.vkey}", soft_wrap=True, highlight=False)
    out.print(f"ledger   {log_vkey()}", soft_wrap=True, highlight=False)


@ledger.command()
def prove(
    seq: Annotated[int | None, typer.Argument(help="Number of the entry")] = None,
    person: Annotated[str | None, typer.Option(help="Handle of the person whom the proof is for and names")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; default: the screen")] = None,
    check: Annotated[Path | None, typer.Option(help="Check this proof file instead of making one")] = None,
    key: Annotated[list[str] | None, typer.Option(help="Key of the ledger or of a witness; may be repeated")] = None,
    witnesses: Annotated[int, typer.Option(min=0, help="How many witnesses must have signed")] = 0,
) -> None:
    """Prove that an entry stands in the ledger, or check such a proof; exit 1 if it does not hold."""
    setup_django()
    if check:
        _check(check, key or [], witnesses)
    elif seq is None:
        raise typer.BadParameter("give the number of an entry, or --check FILE")
    else:
        _prove(seq, person, output)


def _prove(seq: int, person: str | None, output: Path | None) -> None:
    from wasl.trust.checking.api import proof_of

    text = proof_of(seq, person=person)
    if output is None:
        typer.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    out.print(f"[bold green]Proof of entry {seq}[/] written to {output}")


def _check(file: Path, keys: list[str], witnesses: int) -> None:
    from wasl.trust.checking.api import Policy, read_proof

    if not keys:
        raise typer.BadParameter("give the ledger's key: --key …")
    checked = read_proof(_read(file), keys, Policy(witnesses=witnesses))
    if checked.ok:
        _tell(checked)
        return
    for finding in checked.findings:
        out.print(f"[bold red]The proof does not hold[/]: {finding.en}\n  {finding.ar}")
    raise typer.Exit(1)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}") from error


def _tell(checked: "Checked") -> None:
    out.print(f"[bold green]The proof holds[/]: entry {checked.seq:,} of {checked.size:,} in {checked.origin}")
    for one in checked.cosigned:
        out.print(f"  witnessed by {one.name} at {one.at:%Y-%m-%d %H:%M:%S} UTC")
    if not checked.cosigned:
        out.print("  no witness whose key you gave has signed it")
    for handle in checked.persons:
        out.print(f"  person: {handle}", markup=False)
    for name, value in (checked.facts or {}).items():
        if value not in (None, "", []):
            out.print(f"  {name}: {value}", markup=False, highlight=False)


@ledger.command()
def stamp(
    check: Annotated[bool, typer.Option(help="Check the stamps that we hold; no network is used")] = False,
    save: Annotated[Path | None, typer.Option(help="Folder for the newest checkpoint and stamp as files")] = None,
) -> None:
    """Have the newest checkpoint stamped by the time-stamping authority (RFC 3161), or check the stamps held."""
    setup_django()
    from wasl.trust.checking.api import check_stamps, save_stamp, stamp_checkpoint

    if check:
        raise typer.Exit(_stamps_told(check_stamps()))
    made = stamp_checkpoint()
    out.print(f"[bold green]Stamped[/]: {made.size:,} entries existed at {made.at:%Y-%m-%d %H:%M:%S} UTC")
    for file in save_stamp(made, save) if save else ():
        out.print(f"  {file}", highlight=False)


def _stamps_told(stamps: list) -> int:  # type: ignore[type-arg]
    for one in stamps:
        size, at = one.stamp.size, f"{one.stamp.at:%Y-%m-%d %H:%M:%S} UTC"
        verdict = f"[bold red]{one.wrong.en}[/]\n  {one.wrong.ar}" if one.wrong else "[green]holds[/]"
        out.print(f"{size:,} entries, {at}, {one.stamp.authority}: {verdict}")
    if not stamps:
        err.print("no stamp is held: `wasl ledger stamp` asks for one")
    return 1 if any(one.wrong for one in stamps) else 0

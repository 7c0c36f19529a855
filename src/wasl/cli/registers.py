"""`wasl registers`: what there is, whether it is as described, and how to describe what is new."""

from typing import TYPE_CHECKING, Annotated

import typer
import yaml
from rich.table import Table

from wasl.cli import app, err, out, setup_django
from wasl.core.conf import settings
from wasl.core.errors import Refusal

if TYPE_CHECKING:
    from wasl.registers.api import CheckReport

registers = typer.Typer(help="The agencies' registers: list, check, describe.", no_args_is_help=True)
app.add_typer(registers, name="registers")

MARKS = {"error": "[red]✗[/]", "warning": "[yellow]![/]", "note": "[dim]·[/]"}


@registers.command("list")
def show() -> None:
    """Every register of the catalogue: who owns it, how it is kept, whose rows it holds."""
    from wasl.country.api import pack
    from wasl.registers.api import catalogue

    table = Table("Register", "Name", "Owner", "Kept as", "Persons")
    for manifest in catalogue():
        persons = ", ".join(role.role for role in manifest.persons) or "[dim]none[/]"
        owner = pack().agencies[manifest.owner].en
        table.add_row(manifest.id, f"{manifest.name.en}\n{manifest.name.ar}", owner, manifest.source.connector, persons)
    out.print(table)


@registers.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(help="Registers to check; none = all")] = None,
    notes: Annotated[bool, typer.Option(help="Also what is only worth knowing")] = False,
) -> None:
    """Tell for each register whether it is reachable and as described, and what to mend. Exit 1 if one is not."""
    setup_django()
    from wasl.registers.api import catalogue
    from wasl.registers.api import check as check_registers
    from wasl.trust.api import upkeep

    _known(ids)
    table = Table("", "Register", "Rows tried", "Understood", "What to mend")
    with upkeep("checking registers"):
        reports = check_registers(ids or None)
    for report in reports:
        share = "" if report.understood is None else f"{report.understood:.1%}"
        name = f"{report.register_id}\n{catalogue()[report.register_id].name.en}"
        table.add_row(
            "[green]✓[/]" if report.passed else "[red]✗[/]",
            name,
            str(report.sampled),
            share,
            _told(report, notes=notes),
        )
    out.print(table)
    bad = [report for report in reports if not report.passed]
    out.print(f"{len(reports) - len(bad)} of {len(reports)} registers can be used.")
    if bad:
        raise typer.Exit(1)


def _known(ids: list[str] | None) -> None:
    from wasl.country.api import unknown
    from wasl.registers.api import catalogue

    for register_id in ids or ():
        if register_id not in catalogue().manifests:
            what, mend = unknown(register_id, catalogue().manifests, "register")
            raise Refusal(what, mend=mend)


def _told(report: "CheckReport", *, notes: bool) -> str:
    shown = [finding for finding in report.findings if notes or finding.level != "note"]
    return "\n".join(f"{MARKS[finding.level]} {finding.what.en}: {finding.mend.en}" for finding in shown)


@registers.command()
def new(
    address: Annotated[
        str, typer.Argument(help="SQLAlchemy URL of a database, or path of a CSV, Parquet or Excel file")
    ],
    table: Annotated[str | None, typer.Option(help="Table; none = the one that tells most about people")] = None,
    register_id: Annotated[str | None, typer.Option("--id", help="Id of the new register")] = None,
    owner: Annotated[str | None, typer.Option(help="Agency that owns it (see agencies.yaml of the pack)")] = None,
    section: Annotated[str | None, typer.Option(help="Section of the picture that it belongs to")] = None,
    save: Annotated[bool, typer.Option(help="Keep it among this deployment's manifests, with its address")] = False,
) -> None:
    """Propose a manifest for a register that has none, by looking at it. Prints it; --save keeps it."""
    setup_django()
    from wasl.registers.api import propose
    from wasl.trust.api import upkeep

    with upkeep("proposing a manifest"):
        found = propose(address, table, register_id=register_id, owner=owner, section=section)
    if found.others:
        err.print(f"Other tables there: {', '.join(found.others)} (choose with --table)")
    if not save:
        typer.echo(found.yaml)
        err.print(
            "[dim]Not kept. Add --save, or put it into your manifests' folder and the address into the address book.[/]"
        )
        return
    _save(found.register_id, found.yaml, address)


def _save(register_id: str, manifest: str, address: str) -> None:
    """The manifest first: an address without a manifest would be an error, a manifest without an address is a gap."""
    path = settings().own_manifests / f"{register_id}.yaml"
    if path.exists():
        raise Refusal(f"{path} is there already", mend="choose another --id, or remove it first")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(manifest, encoding="utf-8")
    note_address(register_id, address)
    out.print(f"Written: {path}\nRead it, complete what its comments ask for, then: wasl registers check {register_id}")


def note_address(register_id: str, address: str) -> None:
    """Add one line to the address book; what its owner wrote there, comments too, stays as it is."""
    book = settings().address_book
    book.parent.mkdir(parents=True, exist_ok=True)
    text = book.read_text(encoding="utf-8") if book.exists() else "registers:\n"
    line = yaml.safe_dump({register_id: address}, allow_unicode=True, width=10_000)
    text = text.rstrip("\n") + "\n  " + line
    if not _names(text, register_id, address):
        raise Refusal(f"{book} is not written line by line", mend=f"put this under `registers` there: {line.strip()}")
    fresh = book.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(book)


def _names(text: str, register_id: str, address: str) -> bool:
    try:
        return bool(yaml.safe_load(text)["registers"][register_id] == address)
    except (yaml.YAMLError, KeyError, TypeError):
        return False

"""`wasl link` and `wasl picture`: the index of persons, and one person out of it."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from wasl.cli import app, err, out, setup_django
from wasl.core.conf import settings

if TYPE_CHECKING:
    from wasl.core.text import Text
    from wasl.persons.api import LinkRun, Picture, Section
    from wasl.trust.api import Kind, Look

SOURCES_NAMED = 3
"""Registers named beside a fact in the terminal; the rest are counted."""


@app.command()
def link(
    registers: Annotated[list[str] | None, typer.Argument(help="Registers to link anew; none = all")] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Only rows that changed since the last run, with what it learned")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write how well the registers are linked into one HTML file")
    ] = None,
) -> None:
    """Link the registers to the civil register, and put the new index in the place of the old one.

    With --report alone nothing is linked: the report is on the last run.
    """
    setup_django()
    if report is None or registers or changes:
        link_now(registers, changes=changes)
    if report is not None:
        _report(report)


def _report(path: Path) -> None:
    from wasl.persons.api import write_report

    write_report(path)
    out.print(f"[bold]{path}[/] holds how well the registers are linked; open it in any browser")


@app.command()
def size(
    people: Annotated[int, typer.Argument(min=1, help="How many stand in the civil register")] = 107_000_000,
    registers: Annotated[int, typer.Option(min=1, help="How many hold rows about people")] = 130,
    machines: Annotated[int, typer.Option(min=1, help="More than one: a cluster with Apache Spark")] = 1,
    cores: Annotated[int, typer.Option(min=1, help="Cores of each machine")] = 16,
    measured: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Your own measurements, shaped as sizing.yaml")
    ] = None,
) -> None:
    """Reckon what linking a nation needs: hours, memory, disk and money, and which step takes longest."""
    from wasl.linkage import Cluster, Measured, sized

    told = Measured.load(measured) if measured else None
    table = Table(show_header=False, box=None, padding=(0, 2))
    for label, value in sized(people, registers, Cluster(machines, cores), measured=told).as_rows():
        table.add_row(label, value)
    out.print(table)


def link_now(registers: list[str] | None = None, *, changes: bool = False) -> None:
    from wasl.persons.api import link_registers

    columns = (TextColumn("Linking {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        run = link_registers(
            lambda done, total, what: bar.update(task, completed=done, total=total, description=what),
            registers,
            changes=changes,
        )
    _tell(run)


def _tell(run: "LinkRun") -> None:
    seconds = (run.finished - run.started).total_seconds() if run.finished else 0
    rows = sum(int(register["records"]) for register in run.registers)
    linked = sum(int(register["linked"]) for register in run.registers)
    registers = {register["register"] for register in run.registers if register["linked"]}
    out.print(
        f"[bold]{len(registers)}[/] registers linked: {linked:,} of {rows:,} rows about people belong to "
        f"[bold]{run.persons:,}[/] persons, {seconds:.0f} s"
    )
    for register in run.registers:
        if register["state"] == "linked" and register["reason"]:
            err.print(f"[yellow]{register['register']}[/]: {register['reason']}; see `wasl registers check`")
        if register["state"] == "kept":
            err.print(
                f"[yellow]{register['register']} could not be read; its former links stand[/]: {register['reason']}"
            )


@app.command()
def picture(
    number: Annotated[str, typer.Argument(help="National number, in Latin or Arabic digits")],
    purpose: Annotated[str, typer.Option("--purpose", "-p", help="Why you look; recorded with your account")],
    case: Annotated[str | None, typer.Option(help="Number of the case that you work on")] = None,
    language: Annotated[str, typer.Option(help="ar or en")] = "ar",
    deadline: Annotated[float, typer.Option(help="Seconds that each register has to answer")] = 10.0,
) -> None:
    """Show what the registers hold of one person, as far as the purpose allows. The look is recorded."""
    setup_django()
    from wasl.core.errors import Unknown
    from wasl.core.text import Text
    from wasl.persons.api import Query, search
    from wasl.persons.api import picture as picture_of
    from wasl.trust.api import Kind

    found = search(Query(number=number), _look(Kind.SEARCH, purpose, case), 2)
    if not found:
        raise Unknown(
            Text(ar="لا أحد بهذا الرقم في الفهرس", en="nobody in the index has this number"),
            mend=_what_is_wrong(number),
        )
    for person in found:
        _show(picture_of(person.handle, _look(Kind.PICTURE, purpose, case), deadline=deadline), language)


def _what_is_wrong(number: str) -> "Text":
    """Why a number that nobody has cannot be one, or that it could."""
    from django.utils import timezone

    from wasl.core.text import Text
    from wasl.country.api import pack

    problems = pack().identifier.validate(number, demo=settings().demo, today=timezone.localdate())
    if not problems:
        return Text(ar="راجع الرقم رقمًا رقمًا", en="check it digit by digit")
    return Text(
        ar=" ".join(f"{problem.what.ar} {problem.mend.ar}" for problem in problems),
        en=" ".join(f"{problem.what.en} {problem.mend.en}" for problem in problems),
    )


def _look(kind: "Kind", purpose: str, case: str | None) -> "Look":
    from wasl.trust.api import Look

    who = getpass.getuser()
    return Look(
        actor=f"terminal:{who}",
        actor_name=who,
        office=None,
        role="operator",
        purpose=purpose,
        channel="terminal",
        kind=kind,
        case=case,
    )


def _show(picture: "Picture", language: str) -> None:
    out.rule(f"[bold]{picture.person.full_name}[/]")
    for section in picture.sections:
        if section.facts or section.entries or section.relatives:
            _show_section(section, language)
    for gap in picture.missing:
        out.print(f"[red]{gap.name.in_language(language)}: {gap.detail.in_language(language)}[/]")
    for unsure in picture.unsure:
        out.print(f"[yellow]?[/] {unsure.name.in_language(language)}: {unsure.rows}")
    for refusal in picture.refused:
        out.print(f"[magenta]{refusal.why.in_language(language)}[/]")
    out.print(f"[dim]{picture.took_ms:.0f} ms[/]")


def _show_section(section: "Section", language: str) -> None:
    out.print(f"\n[bold]{section.name.in_language(language)}[/]")
    _show_facts(section, language)
    for relative in section.relatives:
        out.print(f"  {relative.name.in_language(language)}: {relative.full_name}")
    for entry in section.entries:
        values = " · ".join(
            f"{value.label.in_language(language)}: {value.shown.in_language(language)}"
            for value in entry.values
            if value.shown
        )
        title = f"[cyan]{entry.name.in_language(language)}[/] ({entry.confidence:.1%})"
        out.print(f"  {title} {escape(values)}", highlight=False)


def _show_facts(section: "Section", language: str) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2))
    for fact in section.facts:
        for place, value in enumerate(fact.values):
            name = fact.name.in_language(language) if place == 0 else ""
            mark = " [yellow]≠[/]" if fact.contradicted and place == 0 else ""
            sources = ", ".join(source.name.in_language(language) for source in value.sources[:SOURCES_NAMED])
            more = f" +{len(value.sources) - SOURCES_NAMED}" if len(value.sources) > SOURCES_NAMED else ""
            table.add_row(f"{name}{mark}", escape(value.shown.in_language(language)), f"[dim]{sources}{more}[/]")
    if section.facts:
        out.print(table)

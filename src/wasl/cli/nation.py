"""`wasl nation`: a made-up nation to try the platform on."""

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wasl.cli import app, err, out, setup_django
from wasl.core.conf import settings

PEOPLE = 20_000
SEED = 1
COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@app.command()
def nation(
    people: Annotated[int, typer.Option(min=50, max=20_000_000, help="Living people, about")] = PEOPLE,
    seed: Annotated[int, typer.Option(help="The same seed makes the same nation")] = SEED,
    misuse: Annotated[
        bool,
        typer.Option("--misuse", help="Fill the ledger too: a staff, weeks of honest looks, and misuse among them"),
    ] = False,
) -> None:
    """Write a made-up nation: its people, and every register of the country pack in its agency's own style."""
    if misuse:
        make_misuse(people, seed)
    else:
        make_nation(people, seed)


def make_nation(people: int, seed: int) -> None:
    from wasl.synthetic.api import write_nation

    with Progress(*COLUMNS, console=err, transient=True) as bar:
        task = bar.add_task("Making a nation", total=None)
        report = write_nation(
            people,
            seed,
            settings().home,
            progress=lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    stores = ", ".join(f"{count} {store}" for store, count in sorted(report.by_store.items()))
    out.print(
        f"A nation of [bold]{report.people_alive:,}[/] living people ({report.people_total:,} with the dead) in "
        f"[bold]{report.registers}[/] registers ({stores}), {report.rows:,} rows, {report.seconds:.0f} s"
    )


def make_misuse(people: int, seed: int) -> None:
    """Plant misuse in the nation that stands, or in a new one, linked first where it is not. In a demo, once."""
    from datetime import UTC, datetime

    setup_django()
    from wasl.cli.running import prepare
    from wasl.core.errors import Refusal
    from wasl.country.api import pack
    from wasl.registers.api import registers
    from wasl.synthetic.misuse.api import plant_misuse

    if not settings().demo:
        raise Refusal("this is not a demo: no looks are made up", mend="try it elsewhere, with WASL_DEMO=true")
    if registers().book.get(pack().spine) is None:
        make_nation(people, seed)
    prepare()
    with Progress(*COLUMNS, console=err, transient=True) as bar:
        task = bar.add_task("Making looks", total=None)
        report = plant_misuse(
            settings().home,
            seed=seed,
            last=pack().calendar.today(datetime.now(UTC)),
            progress=lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    out.print(
        f"[bold]{report.accounts}[/] accounts made [bold]{report.honest:,}[/] honest looks at people, "
        f"{report.public} of them public figures; {sum(report.planted.values())} accounts also misuse theirs, in "
        f"{len(report.planted)} ways; {report.seconds:.0f} s"
    )

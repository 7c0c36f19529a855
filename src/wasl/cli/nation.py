"""`wasl nation`: a made-up nation to try the platform on."""

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wasl.cli import app, err, out
from wasl.core.conf import settings

PEOPLE = 20_000
SEED = 1


@app.command()
def nation(
    people: Annotated[int, typer.Option(min=50, max=20_000_000, help="Living people, about")] = PEOPLE,
    seed: Annotated[int, typer.Option(help="The same seed makes the same nation")] = SEED,
) -> None:
    """Write a made-up nation: its people, and every register of the country pack in its agency's own style."""
    make_nation(people, seed)


def make_nation(people: int, seed: int) -> None:
    from wasl.synthetic.api import write_nation

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
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

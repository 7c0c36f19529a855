"""`wasl services`: definitions of services, checked, shown, published."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from wasl.cli import app, out, setup_django

if TYPE_CHECKING:
    from wasl.catalogue.api import Definition, Loaded

services = typer.Typer(help="What the state offers: check, show and publish definitions.", no_args_is_help=True)
app.add_typer(services, name="services")

Names = Annotated[list[str] | None, typer.Argument(help="Slugs, or folders; none: every service of the country.")]
Slug = Annotated[str, typer.Argument(help="Slug of a service, or its folder.")]


def _checked(names: list[str] | None) -> "list[Loaded]":
    from wasl.catalogue.api import check, folder_of, surroundings

    world = surroundings()
    folders = [folder_of(name, world) for name in names] if names else list(world.services.values())
    return check(folders, world)


@services.command()
def check(names: Names = None) -> None:
    """Hold definitions against the country, and run their examples; tells every fault, exit 1 for any."""
    setup_django()
    from wasl.catalogue.api import once_only_over, signs, surroundings

    loaded = _checked(names)
    share = once_only_over(one.definition for one in loaded)
    if not names:
        signs(surroundings())
    examples = sum(len(one.examples) for one in loaded)
    out.print(f"{len(loaded)} services, {examples} examples: all as they should be.")
    if share.percent is not None:
        out.print(f"Answered from registers: {share.answered} of {share.asked} questions, {share.percent:.0f} %.")


@services.command()
def new(
    slug: Annotated[str, typer.Argument(help="Name of its folder: small letters, digits and hyphens.")],
    archetype: Annotated[str, typer.Option("--from", help="An archetype: application, inquiry, official-copy...")],
    agency: Annotated[str, typer.Option(prompt=True, help="Slug of the agency that answers for it.")],
    ar: Annotated[str, typer.Option(prompt="Title in Arabic", help="Title in Arabic.")],
    en: Annotated[str, typer.Option(prompt="Title in English", help="Title in English.")],
    folder: Annotated[Path | None, typer.Option(help="In which its folder is made; none: among the services.")] = None,
) -> None:
    """Begin a service from an archetype: a folder that passes the check, to be changed from there."""
    setup_django()
    from wasl.catalogue.api import new_service, surroundings
    from wasl.core.text import Text

    world = surroundings()
    place = (folder or world.country.folder / "services") / slug
    today = world.country.calendar.today(datetime.now(UTC))
    made = new_service(place, archetype, agency, Text(ar=ar, en=en), world, on=today)
    out.print(f"{made}: change its files, add those that you need, then", soft_wrap=True)
    out.print(f"  wasl services check {made}", soft_wrap=True)


@services.command()
def preview(
    name: Slug, language: Annotated[str, typer.Option(help="ar or en; none: both.", metavar="LANGUAGE")] = ""
) -> None:
    """Print pages, questions with their sources, rules and workflow, as people will read them."""
    setup_django()
    from wasl.catalogue.api import told

    (loaded,) = _checked([name])
    for one in (language,) if language else ("ar", "en"):
        out.print("\n".join(map(escape, told(loaded.definition, one))) + "\n")


@services.command()
def publish(
    name: Annotated[str | None, typer.Argument(help="Slug of a service, or its folder.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every service of the country.")] = False,
) -> None:
    """Make a checked definition the live version; cases that have begun stay with theirs."""
    setup_django()
    from wasl.catalogue.api import publish as make_live
    from wasl.core.errors import Refusal

    if (name is None) != everything:
        raise Refusal(
            "name a service, or say --all", mend="`wasl services publish SLUG` or `wasl services publish --all`"
        )
    for loaded in _checked([name] if name else None):
        kept = make_live(loaded.definition)
        out.print(f"{kept.slug}: version {kept.number} is live ({kept.digest[:12]}).")


@services.command()
def diff(name: Slug) -> None:
    """Show what differs between the live version and the folder."""
    setup_django()
    from wasl.catalogue.api import differences, exported, live

    (loaded,) = _checked([name])
    lines = list(differences(live(loaded.definition.slug).definition, exported(loaded.definition)))
    out.print("\n".join(map(escape, lines)) if lines else "The folder says what the live version says.")


@services.command()
def export(name: Slug) -> None:
    """Print the merged definition as JSON, as it would be published."""
    setup_django()
    from wasl.catalogue.api import exported

    typer.echo(exported(_one(name)))


def _one(name: str) -> "Definition":
    (loaded,) = _checked([name])
    return loaded.definition

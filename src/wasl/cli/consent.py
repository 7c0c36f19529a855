"""`wasl consent`: agreements, and whether what people said is as they said it."""

import typer
from rich.progress import Progress

from wasl.cli import app, err, out, setup_django

consent = typer.Typer(help="What people agreed to, and whether its record is whole.", no_args_is_help=True)
app.add_typer(consent, name="consent")


@consent.command()
def verify() -> None:
    """Check every revision's hash, signature and place, and what stands now; exit 1 if anything was touched."""
    setup_django()
    from wasl.trust.api import upkeep
    from wasl.trust.consent.api import verify_all

    with upkeep("checking consent"), Progress(console=err, transient=True) as bar:
        task = bar.add_task("Checking revisions")
        checked = verify_all(lambda done, total: bar.update(task, completed=done, total=total))
    for finding in checked.findings:
        which = f"revision {finding.number}" if finding.number else "as it stands"
        out.print(f"[bold red]{finding.schema} {finding.object_id}, {which}[/]: {finding.what.en}\n  {finding.what.ar}")
    if not checked.ok:
        out.print(f"[bold red]Consent has been touched[/]: {len(checked.findings)} findings.")
        raise typer.Exit(1)
    out.print(f"[bold green]Consent is whole[/]: {checked.revisions:,} revisions, each signed and in its place.")


@consent.command()
def publish() -> None:
    """Take the country pack's agreements into the store: new ones, and new wordings as new revisions."""
    setup_django()
    from wasl.trust.consent.api import ensure_agreements

    changed = ensure_agreements()
    out.print(f"Published: {', '.join(changed)}" if changed else "Every agreement stands as the pack words it.")


@consent.command()
def webhooks() -> None:
    """Tell every webhook what is new; what fails is tried again by the next run, after a growing pause."""
    setup_django()
    from wasl.standards.govstack.api import deliver

    for told in deliver():
        mark = "[green]✓[/]" if told.sent else "[yellow]![/]"
        out.print(f"{mark} {told.webhook}: {told.events} events{f', {told.trouble}' if told.trouble else ''}")

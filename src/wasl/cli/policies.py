"""`wasl policies`: who may see what, and whether the rules do what they say."""

from typing import Annotated

import typer
from rich.markup import escape

from wasl.cli import app, out, setup_django

policies = typer.Typer(help="Who may see what, and whether the rules do what they say.", no_args_is_help=True)
app.add_typer(policies, name="policies")


@policies.command()
def check() -> None:
    """Hold the rules against each other and the pack's examples; exit 1 for a contradiction or a failing example."""
    setup_django()
    from wasl.trust.policies.api import Trouble, check_examples, check_rules, current, edition

    wrong = 0
    for which, rules in {one.name: one for one in (edition(0), current())}.items():
        found, failed = check_rules(rules), check_examples(rules)
        for one in found:
            bad = one.trouble is Trouble.CONTRADICTION
            wrong += bad
            mark = "[bold red]✗[/]" if bad else "[yellow]![/]"
            out.print(f"{mark} {one.trouble} {', '.join(one.rules)}: {escape(one.what.en)}\n  {escape(one.what.ar)}")
        for example in failed:
            out.print(f"[bold red]✗[/] example “{escape(example.example.name.en)}”: {escape(example.what.en)}")
        wrong += len(failed)
        out.print(f"Edition {which}: {len(rules.rules)} rules, {len(failed)} examples decided otherwise.")
    if wrong:
        raise typer.Exit(1)


@policies.command()
def show(purpose: Annotated[str, typer.Option(help="Rules of this purpose alone.")] = "") -> None:
    """Tell the rules in force in plain words."""
    setup_django()
    from wasl.trust.policies.api import current, rule_words

    stands = current()
    out.print(f"Edition {stands.name}")
    for slug, rule in stands.rules.items():
        if purpose in ("", rule.purpose):
            told = rule_words(rule)
            out.print(f"\n[bold]{slug}[/] ({rule.effect}, {rule.purpose})")
            said = (told.who, told.sees, *told.conditions, told.ground, told.since)
            out.print("\n".join(f"  {escape(one.en)}\n  {escape(one.ar)}" for one in said))


@policies.command()
def count() -> None:
    """Bring the public figures of /transparency/ up to date with the log, however long that takes."""
    setup_django()
    from wasl.trust.policies.api import bring_up_to_date, months

    bring_up_to_date(budget_seconds=float("inf"))
    out.print(f"Counted: {len(months())} months.")

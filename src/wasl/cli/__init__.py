"""The command `wasl`. Commands import what they need when they run, so that help is quick."""

import contextlib
import os
import sys

import typer
from rich.console import Console
from rich.markup import escape

from wasl.core.errors import Refusal, words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")

app = typer.Typer(
    name="wasl",
    help="Link the registers that agencies hold, and serve people from one true picture.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_GUARD: contextlib.ExitStack | None = None
"""Set while a command runs as one: from then on personal data are read through the door or not at all."""

out = Console()
err = Console(stderr=True)


def setup_django() -> None:
    """Load the blocks; needed before anything that touches the store. Quiet: a command's own words are enough."""
    os.environ.setdefault("WASL_LOG_LEVEL", "WARNING")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")
    if _GUARD is not None:
        from wasl.core.passage import guarded

        _GUARD.enter_context(guarded())


def commands() -> None:
    """Let every command join `app`."""
    from wasl.cli import (  # noqa: F401  each adds its commands
        cases,
        consent,
        ledger,
        ledger_proofs,
        ledger_witness,
        nation,
        openid,
        persons,
        policies,
        protection,
        registers,
        running,
        services,
        sessions,
        staff,
        wallet,
    )


def main() -> None:
    """Run a command; say what went wrong in one piece, without a traceback, when we know what it is."""
    commands()
    global _GUARD
    try:
        with contextlib.ExitStack() as _GUARD:
            app()
    except Refusal as refusal:
        what, mend = words(refusal.what), words(refusal.mend)
        err.print(f"[bold red]{escape(what.en)}[/]\n  To mend: {escape(mend.en)}")
        if what.ar != what.en:
            err.print(escape(f"{what.ar}\n  {mend.ar}"))
        sys.exit(1)
    except Exception as error:
        from django.db import DatabaseError

        if not isinstance(error, DatabaseError):
            raise
        err.print(f"[bold red]The main store: {escape(str(error).strip())}[/]")
        err.print("  To mend: `wasl doctor` says what is wrong with it; `wasl up` prepares its tables")
        sys.exit(1)

"""`wasl sessions`: signing people out who cannot do it themselves, or everybody, after something went wrong."""

from typing import Annotated

import typer

from wasl.cli import app, out, setup_django
from wasl.core.errors import Refusal

sessions = typer.Typer(help="Sign a person out, or everybody.", no_args_is_help=True)
app.add_typer(sessions, name="sessions")


@sessions.command()
def end(
    handle: Annotated[str, typer.Argument(help="Whose: a person's handle")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Everybody's: citizens and staff")] = False,
) -> None:
    """End sessions at once, with what programs were given in them. The person reads so in the list of their devices."""
    if bool(handle) is everybody:
        raise Refusal("it is not said whose sessions", mend="name one handle, or give --all")
    setup_django()
    from wasl.identity.sessions.api import end_everybodys, end_for
    from wasl.identity.staffing.api import end_all_of_staff

    if everybody:
        out.print(f"Ended: {end_everybodys()} of citizens, {end_all_of_staff()} of staff.")
    else:
        out.print(f"Ended: {end_for(handle)}.")
    out.print("Programs that asked to be told are told: `wasl openid farewells` repeats what did not arrive.")

"""`python -m wasl.cli`, where the command is not on the path."""

from wasl.cli import main

main()

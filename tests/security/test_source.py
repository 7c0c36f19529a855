"""What must not be found in the source, and what the documents on security must name."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src/wasl"
DOCUMENTS = ROOT / "docs/security"
CRYPTOGRAPHY = {"argon2", "authlib", "cryptography", "hashlib", "hmac", "joserfc", "pyotp", "rfc3161_client", "sd_jwt"}
CRYPTOGRAPHY |= {"secrets", "webauthn", "django.utils.crypto", "django.contrib.auth.hashers"}
CONNECTIONS = {"httpx", "socket", "smtplib", "sqlalchemy", "psycopg", "pymysql", "oracledb", "pyodbc", "urllib.request"}
CONNECTIONS |= {"http.client", "ftplib", "imaplib", "requests", "aiohttp"}


@cache
def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
    }


def calls(of: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(of) if isinstance(node, ast.Call))


def named(call: ast.Call) -> str:
    """`client.get` of `client.get(…)`; empty for what has no plain name."""
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules_with(libraries: set[str]) -> set[str]:
    return {
        path
        for path, tree in trees().items()
        if any(one == library or one.startswith(f"{library}.") for one in imported(tree) for library in libraries)
    }


def calling(*names: str) -> set[str]:
    return {path for path, tree in trees().items() if any(named(call) in names for call in calls(tree))}


def test_nothing_written_is_run() -> None:
    assert calling("eval", "exec", "compile", "__import__", "os.system", "os.popen") == set()


def test_only_our_own_file_is_unpickled() -> None:
    assert modules_with({"pickle", "shelve", "marshal", "dill"}) == {"persons/checkpoints.py"}


def test_yaml_makes_no_objects() -> None:
    assert calling("yaml.unsafe_load", "yaml.full_load", "yaml.load_all") == set()
    for path, tree in trees().items():
        for call in calls(tree):
            if named(call) == "yaml.load":
                assert "Loader" in ast.unparse(call), path


def test_no_xml_is_read() -> None:
    assert modules_with({"xml", "lxml", "defusedxml"}) == set()


def test_programs_are_started_where_we_know_of_it_and_without_a_shell() -> None:
    """By the command line; and one of our own in which a given file is looked at, apart from everything else."""
    assert modules_with({"subprocess", "pty"}) <= {"cli/server.py", "cli/parties.py", "cases/examining.py"}
    assert not [path for path, tree in trees().items() if "shell=True" in ast.unparse(tree)]


def test_no_algorithm_is_used_that_has_fallen() -> None:
    fallen = re.compile(r"\b(md5|sha1|MD5|SHA1|PKCS1v15|ECB|TripleDES|ARC4|Blowfish)\b")
    assert not {path: found for path, tree in trees().items() if (found := fallen.findall(names_of(tree)))}


def names_of(tree: ast.Module) -> str:
    """Names that the code uses; what texts say is not meant."""
    plain = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    dotted = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return " ".join([*plain, *dotted, *(one.replace(".", " ") for one in imported(tree))])


def test_what_must_not_be_guessed_comes_from_the_systems_generator() -> None:
    assert {path for path in modules_with({"random"}) if not path.startswith("synthetic/")} == set()


def test_a_token_is_read_by_the_algorithms_that_we_name() -> None:
    for path, tree in trees().items():
        for call in calls(tree):
            if named(call) in ("jwt.decode", "jws.deserialize_compact", "jwe.decrypt_compact"):
                assert {word.arg for word in call.keywords} & {"algorithms", "registry"}, path
    assert "none" not in {algorithm.lower() for algorithm in algorithms()}


def algorithms() -> list[str]:
    from wasl.identity.openid.jwts import all_algs
    from wasl.identity.wallet.keys import ALGORITHM

    return [*all_algs(), ALGORITHM]


def test_no_client_follows_redirects_or_skips_certificates() -> None:
    for path, tree in trees().items():
        text = ast.unparse(tree)
        assert "follow_redirects=True" not in text, path
        assert "verify=False" not in text, path
        assert "_create_unverified_context" not in text, path


def test_every_client_has_a_deadline() -> None:
    makers = {"httpx.Client", "httpx.get", "httpx.post", "httpx.stream", "httpx.AsyncClient", "smtplib.SMTP"}
    for path, tree in trees().items():
        for call in calls(tree):
            if named(call) in makers and path != "registers/connectors/http.py":  # there each request has its own
                assert "timeout" in {word.arg for word in call.keywords}, f"{path}:{call.lineno}"


READING = "core/reading.py"
"""Where addresses are exempt that answer to GET and HEAD alone."""


def test_only_programs_endpoints_do_without_a_form_token() -> None:
    exempt = modules_with({"django.views.decorators.csrf.csrf_exempt"})
    assert all(path.startswith("standards/") or path == READING for path in exempt), exempt


def test_what_readers_ask_without_a_form_token_cannot_write() -> None:
    exempting = [call for call in calls(trees()[READING]) if named(call).endswith("csrf_exempt")]
    assert [ast.unparse(call) for call in exempting] == ["csrf_exempt(require_safe(view))"]


DRAWN = {"offer.html", "waiting.html"}
"""Hold a QR code that segno draws: lines of a picture, none of the words in it."""


@pytest.mark.parametrize("path", [*PACKAGE.rglob("*.html")], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_escape_what_they_show(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in DRAWN:
        text = text.replace("{{ code|safe }}", "")
    text = text.replace('href="data:,"', "")  # no icon
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", text)
    assert not re.search(r"""(href|src|action)=["']?\s*(javascript|data):""", text)


def scripts() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.js") if "vendor" not in path.parts]


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_scripts_build_no_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forbidden = (
        r"\beval\(|new Function|document\.write|insertAdjacentHTML|innerHTML|outerHTML"
        r"|__proto__|postMessage|localStorage|sessionStorage"
    )
    assert not re.search(forbidden, text)


def test_patterns_are_not_made_of_what_somebody_wrote() -> None:
    """Written by us, or made of names that are ours."""
    ours = {"core/passage.py", "core/passwords.py"}
    made = {"compile", "search", "match", "fullmatch", "sub", "findall", "finditer", "split"}
    for path, tree in trees().items():
        for call in calls(tree):
            name = named(call)
            if name.startswith("re.") and name[3:] in made and isinstance(call.args[0], ast.JoinedStr):
                pieces = [ast.unparse(part) for part in call.args[0].values if isinstance(part, ast.FormattedValue)]
                assert path in ours or all(is_ours(piece) for piece in pieces), f"{path}:{call.lineno}"


def is_ours(piece: str) -> bool:
    """A constant, or escaped."""
    return "re.escape(" in piece or piece.strip("{}").split("!")[0].split(".")[-1].isupper()


def test_format_strings_are_ours() -> None:
    """Written where they are used, constants, texts of the words of findings, or translations."""
    ours = {"protection/watching/finding.py", "trust/log/tables.py"}
    for path, tree in trees().items():
        if path in ours or path.startswith("synthetic/"):
            continue
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map"):
                pattern = call.func.value
                assert isinstance(pattern, ast.Constant) or ast.unparse(pattern).split(".")[-1].isupper(), path


def test_forms_name_the_fields_that_they_take() -> None:
    for path, tree in trees().items():
        text = ast.unparse(tree)
        assert "fields = '__all__'" not in text, path
        assert "ModelForm" not in text, path


def test_parameters_of_forms_and_addresses_are_not_mixed() -> None:
    assert not [path for path, tree in trees().items() if "request.REQUEST" in ast.unparse(tree)]


def test_sessions_begin_where_the_document_says_and_nowhere_else() -> None:
    begin = {"wasl.identity.api.sign_in", "wasl.identity.sessions.api.sign_in", "wasl.identity.staffing.api.begin"}
    begin |= {"django.contrib.auth.login", "wasl.identity.sessions.signing_in.sign_in"}
    doors = {path for path in modules_with(begin) if not path.endswith("api.py")}
    listed = re.findall(r"`src/wasl/([\w/]+\.py)`", (DOCUMENTS / "sign-in.md").read_text(encoding="utf-8"))
    assert doors
    assert doors - set(listed) == set()
    assert not [path for path in listed if not (PACKAGE / path).exists()]


def test_every_event_that_is_logged_stands_in_the_inventory() -> None:
    logged = {
        str(call.args[0].value).partition(".")[0]
        for tree in trees().values()
        for call in calls(tree)
        if named(call) == "event" and call.args and isinstance(call.args[0], ast.Constant)
    }
    text = (DOCUMENTS / "data.md").read_text(encoding="utf-8")
    assert logged
    assert {name for name in logged if f"`{name}.*`" not in text} == set()


def test_templates_are_files_and_never_what_somebody_wrote() -> None:
    assert calling("Template", "engines.from_string", "Environment") == set()
    for path in calling("Engine"):
        assert path.startswith("synthetic/parties/")
        assert "from_string" not in ast.unparse(trees()[path])


def rooms(document: str, heading: str) -> set[str]:
    text = (DOCUMENTS / document).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    first = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {room for cell in first for room in re.findall(r"`([\w/]+)`", cell)}


def outside_of(listed: set[str], modules: set[str]) -> set[str]:
    return {path for path in modules if not any(path.startswith(f"{room}/") for room in listed)}


def test_every_module_that_uses_cryptography_stands_in_the_inventory() -> None:
    listed = rooms("cryptography.md", "Rooms that use cryptography")
    used = modules_with(CRYPTOGRAPHY)
    assert used
    assert outside_of(listed, used) == set()


def test_every_module_that_opens_a_connection_stands_in_the_list() -> None:
    opening = modules_with(CONNECTIONS)
    assert opening
    assert outside_of(rooms("connections.md", "Connections"), opening) == set()


def test_every_room_that_is_listed_exists() -> None:
    listed = rooms("connections.md", "Connections") | rooms("cryptography.md", "Rooms that use cryptography")
    assert {room for room in listed if not (PACKAGE / room).is_dir()} == set()


def test_libraries_come_from_two_places_with_their_hashes() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    foreign = [one for one in locked if one["source"] != {"registry": "https://pypi.org/simple"}]
    assert [one["name"] for one in foreign] == ["wasl"]
    for one in locked:
        assert all("hash" in file for file in [*one.get("wheels", []), *filter(None, [one.get("sdist")])]), one["name"]
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("integrity" in one for name, one in packages.items() if name)

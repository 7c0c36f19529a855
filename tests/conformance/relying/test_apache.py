"""Debian's libapache2-mod-auth-openidc guards a page, and people come to it through us."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from tests.channels.conftest import citizen_signed_in
from tests.conformance.serving import served
from tests.nation import Nation
from tests.standards.openid.conftest import provider
from tests.standards.openid.party import party
from wasl.identity.openid.api import AuthMethod

__all__ = ["provider"]

MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "headers", "auth_openidc")
SITE = """
{modules}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
User www-data
Group www-data
DocumentRoot {folder}/pages
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID apache
OIDCClientSecret {secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI {site}/guarded/back
OIDCCryptoPassphrase for-a-test-only
OIDCPKCEMethod S256
OIDCHTTPTimeoutShort 60
OIDCHTTPTimeoutLong 60
OIDCScope "openid profile"
OIDCSessionType client-cookie
OIDCCacheType file
OIDCCacheDir {folder}/cache
<Directory />
AllowOverride None
</Directory>
<Directory {folder}/pages>
Require all granted
</Directory>
<Location /guarded>
AuthType openid-connect
Require valid-user
Header always set X-Who "%{{OIDC_CLAIM_sub}}e"
Header always set X-Born "%{{OIDC_CLAIM_birthdate}}e"
Header always set X-Level "%{{OIDC_CLAIM_acr}}e"
</Location>
"""


@pytest.fixture
def site_folder() -> Iterator[Path]:
    """Apache serves as another user than ours, who may not enter what pytest keeps to itself."""
    with TemporaryDirectory(prefix="wasl-apache-") as folder:
        yield Path(folder)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def apache(folder: Path, port: int, issuer: str, secret: str) -> Iterator[str]:
    site = f"http://localhost:{port}"
    for name in ("pages/guarded", "cache"):
        (folder / name).mkdir(parents=True)
    (folder / "pages/guarded/index.html").write_text("inside")
    modules = "\n".join(f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in NEEDED)
    conf = folder / "site.conf"
    conf.write_text(SITE.format(modules=modules, port=port, folder=folder, issuer=issuer, secret=secret, site=site))
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o777 if one.is_dir() else 0o644)
    server = shutil.which("apache2") or "/usr/sbin/apache2"
    with subprocess.Popen(
        [server, "-d", str(folder), "-f", str(conf), "-DFOREGROUND"], stderr=subprocess.PIPE
    ) as running:
        try:
            _wait(port, running)
            yield site
        finally:
            running.terminate()
            running.wait(20)


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends and running.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    running.terminate()
    pytest.fail(f"apache did not start: {running.communicate()[1].decode()}")


def test_apache_lets_in_whom_we_sign_in(provider: Nation, site_folder: Path) -> None:
    if not (MODULES / "mod_auth_openidc.so").exists():
        pytest.skip("no Apache with its OpenID module on this machine (Debian package libapache2-mod-auth-openidc)")
    port = free_port()
    back = f"http://localhost:{port}/guarded/back"
    rp = party("apache", auth_method=AuthMethod.SECRET_BASIC, redirect_uris=(back,), id_token_alg="RS256")
    with (
        served() as issuer,
        apache(site_folder, port, issuer, rp.secret or "") as site,
        httpx.Client(timeout=60) as visitor,
    ):
        sent = visitor.get(f"{site}/guarded/")
        assert sent.status_code == 302, (site_folder / "error.log").read_text()
        person = citizen_signed_in(provider.handle)
        page = person.get(sent.headers["Location"].removeprefix(issuer))["Location"]
        agreed = person.post(page, {"answer": "yes", "fact": ["birthdate"]})
        came = visitor.get(agreed["Refresh"].removeprefix("0; url="), follow_redirects=True)
        assert (came.status_code, came.text) == (200, "inside"), (site_folder / "error.log").read_text()
        assert came.headers["X-Level"] == "urn:wasl:acr:substantial"
        assert len(came.headers["X-Who"].split("@")[0]) == 43
        assert came.headers["X-Born"] != "(null)"

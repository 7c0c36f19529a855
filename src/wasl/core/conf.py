"""Settings, typed, read once from the environment (prefix WASL_). A bad value stops the start with its name and reason.

The list for operators is docs/settings.md; a test holds the two together.
"""

import secrets
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from wasl.core.errors import Refusal

STORES = ("postgresql://", "postgres://", "sqlite://")


class Settings(BaseSettings):
    """Everything that a deployment may choose."""

    model_config = SettingsConfigDict(env_prefix="WASL_", extra="forbid", frozen=True)

    home: Path = Field(Path("var"), description="Folder for the embedded store, the made-up nation, logs and caches")
    country: str = Field("eg", description="Country pack", pattern="^[a-z]{2}$")
    demo: bool = Field(True, description="Made-up people, demo log-ins, made-up number ranges accepted")
    debug: bool = Field(False, description="Django's debug pages; never in production")
    database_url: SecretStr | None = Field(None, description="Main store; default: SQLite under WASL_HOME")
    secret_key: SecretStr | None = Field(None, description="Signing key; default in demo: made at first start")
    consent_key: Path | None = Field(
        None,
        description="Key that signs consent (Ed25519, PEM); default: consent/key under WASL_HOME, made at first use",
    )
    log_origin: str | None = Field(
        None, description="The access log's name in its checkpoints; default: wasl.local/<country>", max_length=128
    )
    log_key: SecretStr | None = Field(
        None, description="Key that signs the access log (32 bytes, base64); default: log/key under WASL_HOME"
    )
    stamp_url: str | None = Field(None, description="Authority that stamps the log's checkpoints (RFC 3161)")
    stamp_roots: Path | None = Field(None, description="Certificates (PEM) to check the stamps with")
    consent_programs: str = Field(
        "",
        description="Accounts, comma-separated, whose programs vouch that a signature of consent is the person's own",
    )
    tracker_programs: str = Field(
        "", description="Accounts, comma-separated, whose programs may ask who looked at a person, for that person"
    )
    sms: str | None = Field(None, description="Provider that carries SMS (http-sms); in a demo: the outbox")
    sms_url: str | None = Field(None, description="Address of the SMS gateway, for http-sms")
    sms_token: SecretStr | None = Field(None, description="Bearer token of the SMS gateway, for http-sms")
    email: str | None = Field(None, description="Provider that carries e-mail (smtp); in a demo: the outbox")
    smtp_url: SecretStr | None = Field(None, description="Mail server, for smtp: smtp://user:password@server:587")
    email_from: str | None = Field(None, description="Mailbox that e-mail comes from, for smtp")
    payments: str | None = Field(None, description="Provider that takes payments; in a demo: the sandbox")
    trusted_proxies: str = Field(
        "", description="Addresses or networks, comma-separated, whose X-Forwarded-For is believed"
    )
    wallet_trust: Path | None = Field(
        None, description="Issuers and makers of wallets that are trusted besides ourselves (JSON)"
    )
    dpop_nonce: bool = Field(False, description="Ask programs for a nonce in every proof of possession (DPoP)")
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, comma-separated")
    passkey_origins: str = Field(
        "",
        description="Addresses whose pages may use passkeys, comma-separated;"
        " default: this machine, or https://<first host>",
        pattern=r"^(\s*(https://[^/\s,]+|http://localhost(:\d+)?)\s*(,|$))*$",
    )
    host: str = Field("127.0.0.1", description="Address that the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the server listens on")
    public_url: str | None = Field(
        None,
        description="Address that others reach the platform by;"
        " default: http://localhost:<port> on this machine alone, else http://<host>:<port>",
        pattern=r"^https?://[^/?#\s]+$",
    )
    workers: int = Field(2, ge=1, le=64, description="Server processes")
    log_format: Literal["console", "json"] = Field("console", description="How log lines are written")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged")
    addresses: Path | None = Field(
        None, description="Address book of the registers (YAML); default: addresses.yaml under WASL_HOME"
    )
    manifests: Path | None = Field(
        None, description="Folder of this deployment's own manifests (YAML); default: registers under WASL_HOME"
    )
    nation_postgresql: SecretStr | None = Field(None, description="Server for the nation's PostgreSQL registers")
    nation_mariadb: SecretStr | None = Field(None, description="Server for the nation's MariaDB registers")
    picture_deadline: float = Field(2.0, gt=0, le=30, description="Seconds that each register has to answer a picture")
    fewest: int = Field(
        5, ge=2, le=100, description="Least count of people or looks that figures show; others are hidden"
    )
    faces: str | None = Field(
        None, description="Provider that compares faces; default: none, in demo a twin that compares nothing"
    )
    scanner: str | None = Field(
        None, description="Scanner of given files (clamav); default: in a demo a twin, elsewhere none: no file is taken"
    )
    scanner_address: str | None = Field(None, description="Where clamd listens, for clamav: tcp://server:3310")
    picture_rows: int = Field(50, ge=1, le=1000, description="Rows shown at most from one register in a picture")

    @field_validator("database_url")
    @classmethod
    def _of_a_store_we_know(cls, address: SecretStr | None) -> SecretStr | None:
        if address and not address.get_secret_value().startswith(STORES):
            raise ValueError("write postgresql://user:password@server/database, or sqlite:///path")
        return address

    @property
    def address_book(self) -> Path:
        return self.addresses or self.home / "addresses.yaml"

    @property
    def public_address(self) -> str:
        """Where wallets, agencies and links in messages find the platform; no slash at its end."""
        name = "localhost" if self.host == "127.0.0.1" else self.host  # passkeys belong to names, never to numbers
        return self.public_url or f"http://{name}:{self.port}"

    @property
    def own_manifests(self) -> Path:
        return self.manifests or self.home / "registers"

    def database(self) -> str:
        """Address of the main store."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.home / 'wasl.sqlite3').absolute()}"

    def signing_key(self) -> str:
        """The configured key, or in demo mode one made at first start and kept in WASL_HOME for its owner only."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        if not self.demo:
            raise Refusal("WASL_SECRET_KEY is missing", mend="outside demo mode give 50 random characters or more")
        try:
            return self._kept_key(self.home / "secret-key")
        except OSError as error:
            raise Refusal(
                f"WASL_HOME: {self.home.absolute()} cannot be used: {error.strerror}",
                mend="choose a folder that you may write",
            ) from error

    def _kept_key(self, path: Path) -> str:
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(64), encoding="utf-8")
            try:
                path.hardlink_to(fresh)  # the first of several starts wins; the others read its key
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Raises Refusal naming the bad ones as an operator does, never their values."""
    try:
        return Settings()
    except ValidationError as error:
        bad = "; ".join(f"WASL_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise Refusal(bad, mend="correct it in the environment; docs/settings.md lists every setting") from None

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
    allowed_hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names served, comma-separated")
    host: str = Field("127.0.0.1", description="Address that the server listens on")
    port: int = Field(8000, ge=1, le=65535, description="Port that the server listens on")
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

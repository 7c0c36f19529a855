"""Who may sign in with a password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from wasl.identity.demo import is_public
from wasl.identity.models import Staff


class StaffPasswords(ModelBackend):
    """An active account's own password, unless the whole world can read it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Staff | None:
        if password and is_public(password):
            return None
        return super().authenticate(request, username, password, **more)

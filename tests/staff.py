"""Staff at work in a test: signed in with both factors, as the platform's own pages would have it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from wasl.identity.api import Staff
from wasl.identity.staffing.api import begin


def at_work(account: Staff, client: Client | None = None) -> Client:
    """A browser in which this member of staff has given a password and a time code."""
    client = client or Client()
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    begin(request, account, amr=("pwd", "otp"))
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client

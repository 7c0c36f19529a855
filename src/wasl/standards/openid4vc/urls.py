"""Addresses of the issuer and the verifier, below /wallet/, and where wallets look for them first."""

from pathlib import Path

from django.urls import URLPattern, path, re_path

from wasl.core.describing import serving
from wasl.standards.openid4vc import answers, credentials, grants, metadata, presentations

urlpatterns: list[URLPattern] = [
    path(".well-known/openid-credential-issuer/wallet", metadata.credential_issuer, name="wallet-issuer"),
    path(".well-known/oauth-authorization-server/wallet", metadata.authorization_server, name="wallet-server"),
    path(".well-known/jwt-vc-issuer/wallet", metadata.jwt_vc_issuer, name="wallet-keys"),
    path("wallet/openapi.json", serving(Path(__file__).parent), name="wallet-openapi"),
    path("wallet/types/<slug:slug>", metadata.type_metadata, name="wallet-type"),
    path("wallet/offers/<slug:reference>", grants.offer, name="wallet-offer"),
    path("wallet/authorize", grants.authorize, name="wallet-authorize"),
    path("wallet/token", grants.token, name="wallet-token"),
    path("wallet/nonce", credentials.nonce, name="wallet-nonce"),
    path("wallet/credential", credentials.credential, name="wallet-credential"),
    path("wallet/deferred", credentials.deferred, name="wallet-deferred"),
    path("wallet/notification", credentials.notification, name="wallet-notification"),
    path("wallet/status/<int:number>", credentials.status, name="wallet-status"),
    path("wallet/asked/<slug:reference>", presentations.asked, name="wallet-asked"),
    path("wallet/asked/<slug:reference>/answer", presentations.answer, name="wallet-answer"),
    re_path(r"^wallet/(?P<rest>.*)$", answers.nothing),
]

"""Addresses of factors: signing in with them, proving oneself again, and changing them."""

from django.urls import path

from wasl.channels.portal.factors import adding, listing, passkeys, proving, signing

urlpatterns = [
    path("account/factors/", listing.listed, name="my-factors"),
    path("account/factors/remove/", listing.removed, name="my-factor-remove"),
    path("account/factors/elsewhere/", listing.elsewhere, name="my-factors-elsewhere"),
    path("account/factors/passkey/", adding.passkey, name="my-factor-passkey"),
    path("account/factors/passkey/ask/", passkeys.ask_new, name="my-factor-passkey-ask"),
    path("account/factors/passkey/add/", passkeys.add, name="my-factor-passkey-add"),
    path("account/factors/time-code/", adding.time_code, name="my-factor-time-code"),
    path("account/factors/time-code/confirm/", adding.confirm, name="my-factor-time-code-confirm"),
    path("account/factors/password/", adding.password, name="my-factor-password"),
    path("account/factors/recovery-codes/", adding.recovery_codes, name="my-factor-codes"),
    path("prove/", proving.prove, name="my-prove"),
    path("prove/anew/", proving.anew, name="my-prove-anew"),
    path("prove/passkey/ask/", passkeys.ask_own, name="my-prove-passkey-ask"),
    path("prove/passkey/", passkeys.prove, name="my-prove-passkey"),
    path("sign-in/other/", signing.other, name="my-sign-in-other"),
    path("sign-in/password/", signing.password, name="my-sign-in-password"),
    path("sign-in/passkey/ask/", passkeys.ask_anybody, name="my-sign-in-passkey-ask"),
    path("sign-in/passkey/", passkeys.sign_in_with, name="my-sign-in-passkey"),
]

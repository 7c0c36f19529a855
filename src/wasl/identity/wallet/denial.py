"""A wallet's request that is refused, with the field's own code for it."""


class Denied(Exception):  # noqa: N818  an answer, not a fault of the program
    """`code` is one of OAuth (RFC 6749), OpenID4VCI 8.3.1.2 or OpenID4VP 8.5; `why` is for engineers."""

    def __init__(self, code: str, why: str, *, status: int = 400) -> None:
        super().__init__(why)
        self.code = code
        self.why = why
        self.status = status

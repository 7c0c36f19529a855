"""What a program is told when it cannot have what it asks for: codes of RFC 6749, 9126, 9449 and OpenID Core."""


class ProtocolError(Exception):
    """An answer of the protocol, for programs and their makers: in English, with the code that libraries know."""

    def __init__(
        self, code: str, description: str, *, status: int = 400, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status
        self.headers = headers or {}

    @property
    def body(self) -> dict[str, str]:
        return {"error": self.code, "error_description": self.description}


def invalid_request(description: str) -> ProtocolError:
    return ProtocolError("invalid_request", description)


def invalid_client(description: str) -> ProtocolError:
    return ProtocolError("invalid_client", description, status=401)


def invalid_grant(description: str) -> ProtocolError:
    return ProtocolError("invalid_grant", description)

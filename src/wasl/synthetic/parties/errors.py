"""What may go wrong between a party and the provider; each has a page that says so."""


class ProviderDown(Exception):  # noqa: N818
    """It does not answer, or answers with what is no answer."""


class Refused(Exception):  # noqa: N818
    """It said no, in the protocol's words."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description


class NotBelieved(Exception):  # noqa: N818
    """What came is not what was asked for, or not from whom it says: it is not used."""

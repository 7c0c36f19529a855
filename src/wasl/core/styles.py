"""Styles, fonts and scripts as browsers get them: compressed once at the start, kept by them until they change."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Collected(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise tells no types
    """A file that was not collected keeps its plain name: tests and commands need nothing collected."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

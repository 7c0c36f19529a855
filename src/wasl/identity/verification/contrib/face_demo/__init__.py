"""Stands in for a provider in a demonstration. It looks at no face: the same file is the same, any other is not."""

from wasl.identity.verification.faces import DEMO, FaceAnswer, FaceComparer, register


@register(DEMO)
class NoFaces(FaceComparer):
    def compare(self, one: bytes, two: bytes) -> FaceAnswer:
        return FaceAnswer(100 if one == two else 0, self.id, is_demo=True)

    def check_config(self) -> None:
        """Needs nothing."""

"""Native values to canonical ones, twice: one value at a time for a picture, whole columns for streaming.

Both ways give the same (tests hold them together). Canonical: text and codes are str, integers int, decimals Decimal,
money int in minor units, dates date, instants UTC datetime, booleans bool. What cannot be read is None with a problem;
nothing here raises on data.
"""

from wasl.registers.decode.columns import decoded, text_of
from wasl.registers.decode.texts import native_text
from wasl.registers.decode.values import Decoder, Value, decoder

__all__ = ["Decoder", "Value", "decoded", "decoder", "native_text", "text_of"]

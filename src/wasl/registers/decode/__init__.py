"""Native values to canonical ones, twice: one value at a time for a picture, whole columns for streaming.

Both ways give the same (tests hold them together). Canonical: text and codes are str, integers int, decimals Decimal,
money int in minor units, dates date, instants UTC datetime, booleans bool. What cannot be read is None with a problem;
nothing here raises on data. `encoder` is the way back, one value at a time, and refuses what would be read otherwise.
"""

from wasl.registers.decode import problems
from wasl.registers.decode.columns import decoded, text_of
from wasl.registers.decode.encoding import Encoder, Unwritable, encoder
from wasl.registers.decode.texts import native_text
from wasl.registers.decode.values import Decoder, Value, decoder

__all__ = [
    "Decoder",
    "Encoder",
    "Unwritable",
    "Value",
    "decoded",
    "decoder",
    "encoder",
    "native_text",
    "problems",
    "text_of",
]

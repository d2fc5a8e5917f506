"""Text from outside: what may stand in a one-line field."""

import unicodedata

_FORBIDDEN = {"Cc", "Cs", "Co", "Cn"}


def plain_text(text: str) -> str:
    """``text`` in Unicode NFC; control characters and lone surrogates are refused.

    Emoji, right-to-left and combining scripts pass: people have such names.
    """
    for character in text:
        if unicodedata.category(character) in _FORBIDDEN:
            raise ValueError(f"contains the control character U+{ord(character):04X}")
    return unicodedata.normalize("NFC", text)

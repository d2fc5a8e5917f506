"""The languages of the stand-ins: Google's constants, LinkedIn's locales, Meta's search for them."""

from typing import Any

GOOGLE_LANGUAGES = {"en": 1000, "de": 1001, "fr": 1002, "es": 1003, "it": 1004, "ja": 1005, "da": 1009,
             "nl": 1010, "fi": 1011, "ko": 1012, "no": 1013, "pt": 1014, "sv": 1015, "zh_CN": 1017,
             "zh_TW": 1018, "ar": 1019, "bg": 1020, "cs": 1021, "el": 1022, "hi": 1023, "hu": 1024,
             "id": 1025, "is": 1026, "iw": 1027, "lv": 1028, "lt": 1029, "pl": 1030, "ru": 1031,
             "ro": 1032, "sk": 1033, "sl": 1034, "sr": 1035, "uk": 1036, "tr": 1037, "ca": 1038,
             "hr": 1039, "vi": 1040, "ur": 1041, "tl": 1042, "et": 1043, "th": 1044, "bn": 1056,
             "fa": 1064, "gu": 1072, "kn": 1086, "ml": 1098, "mr": 1101, "ms": 1102, "pa": 1110,
             "ta": 1130, "te": 1131}  # fmt: skip

LINKEDIN_LOCALES = frozenset({
    "ar_AE", "cs_CZ", "da_DK", "de_DE", "en_US", "es_ES", "fr_FR", "hi_IN", "in_ID", "it_IT", "ja_JP",
    "ko_KR", "ms_MY", "nl_NL", "no_NO", "pl_PL", "pt_BR", "ro_RO", "ru_RU", "sv_SE", "tr_TR",
})  # fmt: skip

META_LOCALES = {1001: "English (All)", 6: "English (US)", 24: "English (UK)", 5: "German",
            1003: "French (All)", 9: "French (France)", 44: "French (Canada)", 1002: "Spanish (All)",
            23: "Spanish", 7: "Spanish (Spain)", 10: "Italian", 1005: "Portuguese (All)",
            16: "Portuguese (Brazil)", 31: "Portuguese (Portugal)", 14: "Dutch", 15: "Polish",
            18: "Swedish", 3: "Danish", 13: "Norwegian (bokmal)", 84: "Norwegian (nynorsk)",
            2: "Czech", 8: "Finnish", 11: "Japanese", 12: "Korean", 1004: "Chinese (All)",
            20: "Simplified Chinese (China)", 19: "Turkish", 17: "Russian", 28: "Arabic",
            39: "Greek"}  # fmt: skip
"""Some of them, with the numbers that they have here."""


def meta_locales(words: str) -> list[dict[str, Any]]:
    """What the search for locales finds."""
    return [
        {"key": key, "name": name}
        for key, name in META_LOCALES.items()
        if words.casefold() in name.casefold()
    ]

"""Makes ``baton/pages/letters.ttf.z`` and ``letters.json``: letters that papers have beside Helvetica's.

    pip install fonttools
    python -m tools.paper_letters /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

They are Latin, Greek, Cyrillic, Armenian and Georgian of DejaVu Sans (its licence lets parts be passed
on: ``letters.LICENCE.txt``). Left out is what must be shaped or turned to be read, as Arabic and Hebrew
are.
"""

import io
import json
import sys
import zlib
from itertools import chain
from pathlib import Path

PAGES = Path(__file__).parents[1] / "layers/baton/python/baton/pages"
RANGES = (
    (0x20, 0x24F),
    (0x250, 0x2AF),
    (0x2B0, 0x2DF),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x531, 0x58A),
    (0x10A0, 0x10FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20A0, 0x20BF),
    (0x2116, 0x2117),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)


def main(path: str) -> None:
    """Writes both files."""
    from fontTools import subset, ttLib  # type: ignore[import-not-found]  # for this tool alone

    options = subset.Options(
        hinting=False,
        layout_features=[],
        name_IDs=[],
        notdef_outline=True,
        drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM", "post", "OS/2", "gasp", "name"],
    )
    font = ttLib.TTFont(path)
    wanted = set(chain.from_iterable(range(first, last + 1) for first, last in RANGES))
    of = subset.Subsetter(options)
    of.populate(unicodes=wanted & set(font.getBestCmap()))
    of.subset(font)
    cmap, units = font.getBestCmap(), font["head"].unitsPerEm
    letters = sorted(cmap)
    glyphs = [font.getGlyphID(cmap[one]) for one in letters]
    widths = [round(font["hmtx"][cmap[one]][0] * 1000 / units) for one in letters]
    del font["cmap"]
    out = io.BytesIO()
    font.save(out)
    (PAGES / "letters.ttf.z").write_bytes(zlib.compress(out.getvalue(), 9))
    text = "".join(map(chr, letters))
    given = {"letters": text, "glyphs": glyphs, "widths": widths, "bytes": out.tell()}
    (PAGES / "letters.json").write_text(json.dumps(given) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])

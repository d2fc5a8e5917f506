"""How well a page can be found and read: 0 to 100, every point with its reason, place and fix. Pure.

A criterion that cannot be judged (a text below 100 words, a language without a formula, a company
without a page to link to, no keyword) is told, and counts neither for nor against the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baton.campaigns.brief import ContentKind
from baton.campaigns.content.readability import LEAST_WORDS, readability
from baton.campaigns.content.scoring import Criterion, NotJudged, Score, ScorePoint
from baton.campaigns.content.structured_data import faults_of
from baton.campaigns.content.text import (
    BODY,
    STRUCTURED_DATA,
    ContentText,
    Span,
    Words,
    headings,
    links,
    plain,
    words,
)
from baton.core.text import folded
from baton.core.wording import counted

TITLE_LENGTH = (30, 60)
META_LENGTH = (70, 160)
DENSITY = (0.005, 0.025)
"""Of all words, what the keyword is: below it is not about it, above it is stuffed."""
WORDS_A_HEADING = 300
EASY, HARD = 50.0, 20.0
LENGTHS = {ContentKind.BLOG_POST: (300, 2_500), ContentKind.LANDING_PAGE: (150, 1_200)}
_VAGUE = re.compile(
    r"^(?:(?:click )?here|more|read more|link|this page|hier|mehr|weiterlesen|ici|en savoir plus|plus"
    r"|aquí|más|leer más)$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W_]+")
_THIRDS = 3


@dataclass(frozen=True, slots=True)
class _Page:
    text: ContentText
    kind: ContentKind
    language: str
    keyword: str
    may_link: bool
    at: int
    body: str
    words: tuple[Words, ...]

    @property
    def top(self) -> Span:
        return Span(part=min(self.at, max(0, len(self.text.parts) - 1)), begin=0, end=0)

    @property
    def is_short(self) -> bool:
        return len(self.words) < LEAST_WORDS

    def has_keyword(self, text: str) -> bool:
        return _bare(self.keyword) in _bare(text)


def seo_score(
    text: ContentText,
    kind: ContentKind,
    language: str,
    keywords: tuple[str, ...] = (),
    *,
    may_link: bool = True,
) -> Score | None:
    """The score of a page; ``None`` for what is no page, or has no part. The first of ``keywords`` is
    what it is to be found by; ``may_link`` says whether the company has a page to link to.
    """
    if kind not in LENGTHS or not text.parts:
        return None
    at, body = text.first(BODY) or (0, "")
    keyword = keywords[0].strip() if keywords else ""
    shown = tuple(words(plain(body)))
    page = _Page(text, kind, language, keyword, may_link, at, body, shown)
    found = [
        *_line(page, "title", Criterion.TITLE, TITLE_LENGTH),
        *_line(page, "meta_description", Criterion.META_DESCRIPTION, META_LENGTH),
        *_headings(page),
        *_keyword_use(page),
        *_links(page),
        *_ease(page),
        *_data(page),
        *_length(page),
    ]
    points = tuple(one for one in found if isinstance(one, ScorePoint))
    return Score(
        points=points, not_judged=tuple(one for one in found if isinstance(one, NotJudged))
    )


_Told = Iterator[ScorePoint | NotJudged]


def _line(page: _Page, name: str, criterion: Criterion, lengths: tuple[int, int]) -> _Told:
    said = name.replace("_", " ")
    found = page.text.first(name)
    if found is None:
        yield _point(criterion, (0, 15), f"There is no {said}.", page.top, f"Write a {said}.")
        return
    at, line = found
    span, (least, most) = Span(part=at, begin=0, end=len(line)), lengths
    yield _point(criterion, (5, 5), f"There is a {said}.", span)
    fits = least <= len(line) <= most
    why = f"The {said} has {counted(len(line), 'character')}; {least} to {most} are shown whole."
    cut = span if len(line) <= most else Span(part=at, begin=most, end=len(line))
    yield _point(criterion, (5 * fits, 5), why, cut, f"Make it {least} to {most} characters.")
    if page.keyword:
        has = page.has_keyword(line)
        why = f"The {said} {'has' if has else 'lacks'} the keyword {page.keyword!r}."
        yield _point(criterion, (5 * has, 5), why, span, "Name what the page is about.")


def _headings(page: _Page) -> _Told:
    criterion, found = Criterion.HEADINGS, headings(page.body)
    if page.is_short:
        yield NotJudged(
            criterion=criterion, reason=f"The text has {counted(len(page.words), 'word')}."
        )
        return
    wanted = max(1, len(page.words) // WORDS_A_HEADING)
    enough = len(found) >= wanted
    why = f"{counted(len(found), 'heading')} for {counted(len(page.words), 'word')}."
    yield _point(criterion, (6 * enough, 6), why, page.top, f"Have {wanted} headings at least.")
    skip = next(
        (
            one
            for before, one in zip((1, *(h.level for h in found)), found, strict=False)
            if one.level > before + 1 or one.level == 1
        ),
        None,
    )
    span = skip.words.within(page.at) if skip else page.top
    why = (
        "The levels follow each other."
        if not skip
        else "A heading leaves out a level, or is a second title."
    )
    yield _point(
        criterion, (0 if skip else 5, 5), why, span, "Use ## under the title and ### under ##."
    )
    if page.keyword:
        has = next((one for one in found if page.has_keyword(one.words.text)), None)
        why = f"{'A' if has else 'No'} heading has the keyword."
        place = has.words.within(page.at) if has else page.top
        yield _point(criterion, (4 if has else 0, 4), why, place, "Name the keyword in a heading.")


def _keyword_use(page: _Page) -> _Told:
    criterion = Criterion.KEYWORD_USE
    if not page.keyword:
        yield NotJudged(criterion=criterion, reason="No keyword was given.")
        return
    places = _places(page)
    early = bool(places) and places[0] < LEAST_WORDS
    span = page.words[places[0]].within(page.at) if places else page.top
    why = f"The first {LEAST_WORDS} words {'name' if early else 'do not name'} the keyword."
    yield _point(criterion, (5 * early, 5), why, span, "Say early what the page is about.")
    if page.is_short:
        return
    share, (least, most) = len(places) / len(page.words), DENSITY
    fits = least <= share <= most
    why = f"The keyword is {share:.1%} of the words; {least:.1%} to {most:.1%} read well."
    fix = "Say it more often." if share < least else "Use other words for it."
    yield _point(criterion, (5 * fits, 5), why, span, fix)
    thirds = len({place * _THIRDS // len(page.words) for place in places})
    why = f"The keyword stands in {thirds} of the text's three parts."
    yield _point(criterion, (5 * (thirds > 1), 5), why, span, "Come back to it further down.")


def _places(page: _Page) -> list[int]:
    """Where the keyword begins, as numbers of words."""
    wanted = _bare(page.keyword).split()
    said = [_bare(one.text).strip() for one in page.words]
    return [
        at
        for at in range(len(said) - len(wanted) + 1)
        if wanted and said[at : at + len(wanted)] == wanted
    ]


def _links(page: _Page) -> _Told:
    criterion, found = Criterion.LINKS, links(page.body)
    if not page.may_link:
        yield NotJudged(criterion=criterion, reason="No page of the company's is known to link to.")
        return
    span = found[0].whole.within(page.at) if found else page.top
    fix = "Link to a page that helps the reader on."
    yield _point(criterion, (5 * bool(found), 5), f"The text has {len(found)} links.", span, fix)
    if found:
        vague = next((one for one in found if _VAGUE.match(one.words.strip())), None)
        why = (
            f"The link {vague.words!r} does not say where it leads."
            if vague
            else "Links say where they lead."
        )
        place = vague.whole.within(page.at) if vague else span
        yield _point(criterion, (0 if vague else 5, 5), why, place, "Name the page in the link.")


def _ease(page: _Page) -> _Told:
    read = readability(page.body, page.language)
    if read.ease is None:
        yield NotJudged(criterion=Criterion.READABILITY, reason=f"Not judged: {read.reason}.")
        return
    share = min(1.0, max(0.0, (read.ease - HARD) / (EASY - HARD)))
    why = f"The reading ease is {read.ease} ({read.reason}); {EASY:.0f} and more is easy."
    span = Span(part=page.at, begin=0, end=len(page.body))
    fix = "Write shorter sentences, and shorter and more usual words."
    yield _point(Criterion.READABILITY, (round(10 * share, 1), 10), why, span, fix)


def _data(page: _Page) -> _Told:
    criterion, found = Criterion.STRUCTURED_DATA, page.text.first(STRUCTURED_DATA)
    if found is None:
        yield _point(criterion, (0, 10), "There is no structured data.", page.top, "Add JSON-LD.")
        return
    at, given = found
    title = page.text.first("title")
    faults = faults_of(given, page.kind, title[1] if title else "")
    why = (
        f"The structured data has a fault: {'; '.join(faults)}."
        if faults
        else "The structured data is whole."
    )
    span = Span(part=at, begin=0, end=len(given))
    yield _point(criterion, (0 if faults else 10, 10), why, span, "Make it anew from the page.")


def _length(page: _Page) -> _Told:
    least, most = LENGTHS[page.kind]
    count = len(page.words)
    share = min(1.0, count / least) if count <= most else most / count
    why = f"The text has {counted(count, 'word')}; {least} to {most} are found well."
    span = Span(part=page.at, begin=0, end=len(page.body)) if page.body else page.top
    yield _point(
        Criterion.LENGTH,
        (round(10 * share, 1), 10),
        why,
        span,
        "Say more." if count < least else "Shorten it.",
    )


def _bare(text: str) -> str:
    return f" {' '.join(_WORDS.findall(folded(text)))} "


def _point(
    criterion: Criterion, points: tuple[float, int], reason: str, span: Span, fix: str = ""
) -> ScorePoint:
    earned, possible = points
    return ScorePoint(
        criterion=criterion,
        earned=earned,
        possible=possible,
        reason=reason,
        fix=fix if earned < possible else "",
        span=span,
    )

"""The text of one generated post, in the markup that the scraper of the main archive writes.

A post depends on the seed and its number alone, so that an archive of 20,000 posts is the
beginning of the archive of 100,000 posts with the same seed and options, whichever process
writes which part.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import accumulate

from benchmarks import vocabulary
from benchmarks.vocabulary import Outlet

FIRST_DAY = date(2012, 1, 1)
ZONE = timezone(timedelta(hours=8))  # Asia/Shanghai has had no other offset since 1991
_PARAGRAPHS = 3_000  # so many that gzip's 32 KiB window seldom holds one twice

_EXTRAS = (
    '<p><strong>{company}</strong></p>',
    '<p style="display:none">{company}</p>',
    '<!-- EM_StockImg_Start --><p><img alt="{company}" '
    'src="https://img.example.com/k.png?code=600&size=2"></p><!-- EM_StockImg_End -->',
    '<center><img src="/images/{number}.jpg"></center>',
    '<p><span id="quote_{number}"></span>'
    '<span web="1" href="https://quote.example.com/{number}.html">{company}</span>走势平稳。</p>',
    '<p>会议文件&lt;{company}&gt;全文另发。</p>',
)  # fmt: skip


@dataclass(frozen=True)
class Stock:
    """What all posts of one archive are made of."""

    outlets: tuple[Outlet, ...]
    weights: tuple[float, ...]  # cumulated; falling with the rank, as in Zipf's law
    digests: tuple[str, ...]  # one sentence each, without markup
    paragraphs: tuple[str, ...]  # <p> elements of one to four sentences
    paragraph_bytes: float  # mean, in UTF-8


@dataclass(frozen=True)
class Draft:
    """A post before it is written in the markup of Jekyll or Hugo."""

    identifier: str  # 18 digits: year to minute, then six that make it unique
    title: str
    moment: datetime  # aware, +08:00
    zone_written: bool  # older templates left the zone out
    outlet: Outlet
    body: str  # ends without a newline


@lru_cache(maxsize=1)
def stock(seed: int, categories: int) -> Stock:
    """The outlets and sentences of the archive with this seed."""
    rng = random.Random(seed)
    outlets = tuple(vocabulary.outlets(categories, rng))
    digests = tuple(vocabulary.sentence(rng) for _ in range(_PARAGRAPHS // 10))
    paragraphs = tuple(_paragraph(rng) for _ in range(_PARAGRAPHS))
    mean = sum(len(text.encode()) for text in paragraphs) / len(paragraphs)
    weights = accumulate(1 / (rank + 3) for rank in range(len(outlets)))
    return Stock(outlets, tuple(weights), digests, paragraphs, mean)


def _paragraph(rng: random.Random) -> str:
    sentences = [vocabulary.sentence(rng) for _ in range(rng.randint(1, 4))]
    return f"<p>{''.join(sentences)}</p>"


def draft(number: int, rng: random.Random, source: Stock, per_day: int, body_bytes: int) -> Draft:
    """Post ``number`` of the archive; ``rng`` is freshly seeded for it.

    The first posts go once through all outlets, so that every category has a post.
    """
    every = source.outlets
    chosen = rng.choices(every, cum_weights=source.weights)[0]
    outlet = every[number] if number < len(every) else chosen
    moment = moment_of(number, per_day)
    identifier = f"{moment:%Y%m%d%H%M}{number % 1_000_000:06d}"
    title = vocabulary.title(rng)
    body = "\n\n".join(
        part
        for part in (
            _text(rng, source, outlet, number, body_bytes),
            _address(rng, identifier),
            _navigation(rng, outlet),
        )
        if part
    )
    return Draft(identifier, title, moment, rng.random() > 0.1, outlet, body)


def moment_of(number: int, per_day: int) -> datetime:
    """Posts follow one another evenly through each day."""
    day, place = divmod(number, per_day)
    start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=ZONE)
    return start + timedelta(days=day, seconds=place * 86_400 // per_day)


def _text(rng: random.Random, source: Stock, outlet: Outlet, number: int, body_bytes: int) -> str:
    template = rng.random()
    if template < 0.04:  # the oldest posts are a digest and nothing else
        return rng.choice(source.digests) + _at_the_end(rng, outlet)
    count = max(1, round(body_bytes * rng.uniform(0.4, 1.6) / source.paragraph_bytes))
    blocks = rng.choices(source.paragraphs, k=count)
    if rng.random() < 0.5:
        extra = rng.choice(_EXTRAS).format(company=vocabulary.company(rng), number=number)
        blocks.insert(count // 2, extra)
    blocks += _media_line(rng, outlet, number)
    if template < 0.12:
        return f"> {rng.choice(source.digests)}\n\n{''.join(blocks)}"
    return "\n ".join(blocks)


def _media_line(rng: random.Random, outlet: Outlet, number: int) -> list[str]:
    """The last paragraph: the outlet whole, cut up by inline links, in brackets, or nowhere."""
    form = rng.random()
    name = outlet.name
    if form < 0.72:
        return [f'<p class="em_media">（文章来源：{name}）</p>']
    if form < 0.82:
        cut = (
            f'{name[:1]}<span id="stock_{number}"><a href="https://quote.example.com/{number}">'
            f'{name[1:-1]}</a></span><span id="bkquote_{number}"></span>{name[-1:]}'
        )
        return [f'<p class="em_media">（文章来源：{cut}）</p>']
    return [f"<p>记者将继续关注。{_at_the_end(rng, outlet)}</p>"] if form < 0.94 else []


def _at_the_end(rng: random.Random, outlet: Outlet) -> str:
    name = outlet.name
    return rng.choice((f"（{name}）", f"（{name}）", f"({name})", f"（{name}客户端）"))


def _address(rng: random.Random, identifier: str) -> str:
    form = rng.random()
    if form < 0.6:
        return f"<http://reports.example.com/html_News/NewsShare.html?infoCode=NW{identifier}>"
    return f"<http://finance.example.com/news/1355,{identifier}.html>" if form < 0.995 else "<>"


def _navigation(rng: random.Random, outlet: Outlet) -> str:
    form = rng.random()
    host = "//news.example.org"
    if form < 0.1:
        return ""
    if form < 0.25:
        return "[返回滚动新闻](../emnews/)\n\n[返回首页](../)"
    back = f"[返回{outlet.name}新闻]({host}/category/{outlet.slug}.html)"
    return f"{back}\n\n[返回首页]({host}/)" if form < 0.4 else f"{back}｜[返回首页]({host}/)"

"""Stories made at random, copies of them, and posts that only look like copies."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from opencc import OpenCC

_CHINESE = """
港口 山火 水库 桥梁 海州 云岭 渔民 学校 公司 股东 产能 订单 市场 价格 项目 工程
居民 专家 报告 数据 计划 会议 投资 银行 铁路 航线 船队 果园 粮食 仓库 工厂 芯片
电池 风电 光伏 煤炭 钢材 纺织 旅游 酒店 医院 药品 疫苗 气象 台风 降雨 地质 考古
""".split()  # noqa: SIM905
_CHINESE_VERBS = "带动 影响 公布 推动 减少 扩大 批准 暂停 恢复 讨论 调整 核查 收购 修复".split()  # noqa: SIM905
_ENGLISH = """
harbour bridge reservoir village council mayor company board market price project engineer farmer
school railway ferry orchard granary factory battery turbine cloth museum hospital vaccine storm
coast island valley lawyer painter budget contract library theatre garden archive lighthouse mill
""".split()  # noqa: SIM905
_ENGLISH_VERBS = """
opened closed praised bought repaired delayed approved visited doubled sold
""".split()  # noqa: SIM905
_TO_TRADITIONAL = OpenCC("s2t").convert
_WIDE = {ord(narrow): chr(ord(narrow) + 0xFEE0) for narrow in "0123456789ABCDEFGHIJKLMN"}
_NARROW = {ord(wide): narrow for wide, narrow in zip("，；：！？（）", ",;:!?()", strict=True)}


class Written(NamedTuple):
    """A post. Posts of one story are copies of each other. `kind` is empty for the first."""

    story: int
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    address: str = ""

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def original(rng: random.Random, story: int, chinese: bool, figures: float = 0.6) -> Written:
    """A story of some paragraphs; `figures` is the share of sentences that have one."""
    sentence = _chinese_sentence if chinese else _english_sentence
    paragraphs = tuple(
        ("" if chinese else " ").join(sentence(rng, figures) for _ in range(rng.randint(2, 4)))
        for _ in range(rng.randint(4, 7))
    )
    return Written(story, "", sentence(rng, 0), paragraphs)


def _chinese_sentence(rng: random.Random, figures: float) -> str:
    words = rng.choices(_CHINESE, k=7)
    figure = f"{rng.randint(1, 9999) / 10}亿元" if rng.random() < figures else words[6]
    verbs = rng.sample(_CHINESE_VERBS, 2)
    return (
        f"{words[0]}{words[1]}的{words[2]}{verbs[0]}了{words[3]}，"
        f"{words[4]}{verbs[1]}{words[5]}{figure}。"
    )


def _english_sentence(rng: random.Random, figures: float) -> str:
    words = rng.choices(_ENGLISH, k=5)
    figure = f"{rng.randint(2, 9999)} times" if rng.random() < figures else "at last"
    verbs = rng.sample(_ENGLISH_VERBS, 2)
    return (
        f"The {words[0]} of the {words[1]} {verbs[0]} a {words[2]}, "
        f"and every {words[3]} {verbs[1]} the {words[4]} {figure}."
    )


def _same_text(rng: random.Random, post: Written) -> Written:
    html = tuple(f'<p class="c{rng.randint(1, 99)}">{part}</p>' for part in post.paragraphs)
    return post._replace(paragraphs=html)


def _other_title(rng: random.Random, post: Written) -> Written:
    return post._replace(title="".join(rng.sample(_CHINESE, 6)))


def _other_signature(rng: random.Random, post: Written) -> Written:
    line = rng.choice(("（编辑：{} 电话 {}）", "Reporting by {} +86 {}")).format(
        rng.choice(_ENGLISH).title(), rng.randint(10**6, 10**7)
    )
    return post._replace(paragraphs=(*post.paragraphs, line))


def _cut(rng: random.Random, post: Written) -> Written:
    return post._replace(paragraphs=post.paragraphs[:-1])


def _few_words_changed(rng: random.Random, post: Written) -> Written:
    """Of all words that can be exchanged, one in twenty-five."""
    body = post.body
    pool = _CHINESE if body[0] > "z" else _ENGLISH
    for _ in range(max(1, len(body) // (150 if pool is _CHINESE else 180))):
        word = rng.choice([word for word in pool if word in body])
        body = body.replace(word, rng.choice(pool), 1)
    return post._replace(paragraphs=tuple(body.split("\n\n")))


def _other_width(rng: random.Random, post: Written) -> Written:
    body = post.body.translate(_WIDE).translate(_NARROW)
    return post._replace(paragraphs=tuple(body.split("\n\n")))


def _traditional(rng: random.Random, post: Written) -> Written:
    return post._replace(paragraphs=tuple(map(_TO_TRADITIONAL, post.paragraphs)))


def _same_address(rng: random.Random, post: Written) -> Written:
    """The text may be another one altogether: here it is a translation."""
    other = original(rng, post.story, chinese=False)
    address = f"http://news{post.story}.example/a/{post.story}/?utm_source=x&id=1#top"
    return other._replace(address=address)


def _agency(rng: random.Random, post: Written) -> Written:
    """An agency or a reporter named in front, which has no figure."""
    name = "海州日报讯（记者 李明）" if post.body[0] > "z" else "NORTH QUAY (Harbour Wire) - "
    return post._replace(paragraphs=(name + post.paragraphs[0], *post.paragraphs[1:]))


def _subheadings(rng: random.Random, post: Written) -> Written:
    pool = _CHINESE if post.body[0] > "z" else _ENGLISH
    return post._replace(
        paragraphs=tuple(
            f"## {' '.join(rng.sample(pool, 2))}\n\n{part}" for part in post.paragraphs
        )
    )


COPIES: dict[str, Callable[[random.Random, Written], Written]] = {
    "same text": _same_text,
    "other title": _other_title,
    "other signature": _other_signature,
    "last paragraph cut": _cut,
    "few words changed": _few_words_changed,
    "other width": _other_width,
    "traditional characters": _traditional,
    "agency in front": _agency,
    "subheadings": _subheadings,
    "same address": _same_address,
}


def copy(rng: random.Random, post: Written, kind: str) -> tuple[Written, Written]:
    """The post as it stands in the archive, and a copy of it."""
    made = COPIES[kind](rng, post)._replace(kind=kind)
    if kind == "same address":
        post = post._replace(address=f"https://www.news{post.story}.example/a/{post.story}?id=1")
    return post, made


def near_misses(rng: random.Random, story: int) -> list[Written]:
    """Posts that look like copies of each other and are none, each a story of its own."""
    posts = [
        *(_notice(rng, day) for day in range(1, 21)),
        *(_quarter(quarter) for quarter in _quarters(rng)),
        *_closed(rng),
        *(
            post
            for chinese in (True, False)
            for form in FORMS[chinese]
            for post in filled(rng, form)
        ),
        *(post for chinese in (True, False) for post in _corrected(rng, chinese)),
    ]
    return [post._replace(story=story + number) for number, post in enumerate(posts)]


def _notice(rng: random.Random, day: int) -> Written:
    body = (
        f"3月{day}日，海州港务局发布当日通告。当日进港船舶{rng.randint(20, 90)}艘，"
        f"出港船舶{rng.randint(20, 90)}艘，"
        f"装卸集装箱{rng.randint(1000, 9999)}标箱，水位{rng.randint(10, 99) / 10}米。"
        "港务局提醒过往船只注意瞭望，按航道行驶，遇有险情请立即报告值班室。",
        "通告自发布之时起生效，次日另行通告。各码头应当做好安全检查，配合航道维护。",
    )
    return Written(0, "notice", f"海州港通告（3月{day}日）", body)


def _quarters(rng: random.Random) -> list[tuple[str, int, int]]:
    return [(name, rng.randint(100, 999), rng.randint(10, 99)) for name in "一二三四"]


def _quarter(quarter: tuple[str, int, int]) -> Written:
    name, revenue, profit = quarter
    body = (
        f"海州航运今日公布第{name}季度业绩。报告期内公司营业收入{revenue}亿元，净利润{profit}亿元，"
        "公司表示，业绩变动主要来自航线调整和船队更新。",
        "海州航运成立于1998年，总部位于海州，经营沿海和近洋航线，拥有船舶126艘，员工3200人。"
        "公司提醒投资者注意航运市场的周期性风险，理性投资。",
    )
    return Written(0, "earnings", f"海州航运第{name}季度业绩公布", body)


def _closed(rng: random.Random) -> list[Written]:
    text = (
        "The library by the harbour will be closed on {} because the heating is repaired. Books "
        "can be returned at the town hall, where the porter takes them. Readings are held.",
    )
    days = ("Monday", "Tuesday", "Wednesday", "Thursday")
    return [Written(0, "closed", "Library closed", (text[0].format(day),)) for day in days]


# Forms whose figures, if any, are always the same: `{}` is a name. Each has its title, which a
# column has every day, and its text. By whether they are Chinese.
FORMS = {
    True: (
        (
            "{}项目招标公告",
            "{}项目已经主管部门批准建设，资金来源为财政拨款，现对该项目的施工进行公开招标。"
            "投标人须具备独立法人资格，具有有效的安全生产许可证，在人员、资金等方面具有相应的施工能力。"
            "有意参加投标者，请下载招标文件，咨询电话0571-88881234。逾期送达的，招标人不予受理。",
        ),
        (
            "高级管理人员辞职的公告",
            "{}公司董事会于近日收到副总经理提交的书面辞职报告，因个人原因申请辞去职务。"
            "根据有关规定，辞职报告自送达董事会之日起生效。公司董事会对其所做出的贡献表示衷心感谢。"
            "公司及董事会全体成员保证公告内容真实、准确和完整，没有虚假记载、误导性陈述或者重大遗漏。",
        ),
        (
            "收盘简评",
            "海州市场今日震荡整理，{}板块领涨。分析人士认为，市场情绪趋于谨慎，投资者应当关注政策变化，"
            "控制仓位，理性投资。以上内容不构成投资建议，股市有风险，入市需谨慎。",
        ),
    ),
    False: (
        (
            "Tender: the {}",
            "The {} has been approved by the authorities, is paid from the public purse, and is "
            "put to open tender. Bidders must hold a valid permit, and have the staff, the "
            "machines and the money that the work needs. Those who wish to take part find the "
            "documents on the platform for public contracts, or ask at 0044 1632 960123. Late "
            "bids are not opened.",
        ),
        (
            "Roadworks",
            "The road by the {} will be closed while pipes are laid. Buses stop elsewhere during"
            " the works. Please look at the notices at the stops, follow the police on the spot,"
            " and drive with care. We are sorry for the trouble, and the town's line answers "
            "questions.",
        ),
        (
            "Weather for the coast",
            "The coast near the {} will be bright today and dull tonight, with a westerly wind. "
            "The harbour office reminds everybody that mornings are cool, that drivers should "
            "keep their distance, and that fishermen look at the newest forecast before they "
            "leave.",
        ),
    ),
}


def filled(rng: random.Random, form: tuple[str, str]) -> list[Written]:
    """Four posts that differ in a name alone."""
    names = rng.sample(_ENGLISH if form[1].isascii() else _CHINESE, 4)
    title, text = form
    return [Written(0, "form", title.format(name), (text.format(name),)) for name in names]


def _corrected(rng: random.Random, chinese: bool) -> list[Written]:
    first = original(rng, 0, chinese, figures=1.0)
    digits = re.findall(r"\d+(?:\.\d+)?", first.paragraphs[1])[0]
    body = tuple(part.replace(digits, f"{digits}7") for part in first.paragraphs)
    word = "更正：" if chinese else "Correction: "
    return [
        first._replace(kind="corrected"),
        first._replace(kind="correction", paragraphs=body),
        first._replace(kind="correction by title", title=word + first.title),
    ]


def generated(seed: int, stories: int) -> list[Written]:
    """Stories of which every second has a copy, each kind as often as any other, and near-misses,
    in the order of their publication."""
    rng = random.Random(seed)
    posts: list[Written] = []
    kinds = list(COPIES)
    for story in range(stories):
        kind = kinds[story // 2 % len(kinds)]
        chinese = kind in ("other width", "traditional characters") or story % 4 < 2
        post = original(rng, story, chinese, figures=rng.choice((0.0, 0.3, 0.8)))
        posts += copy(rng, post, kind) if story % 2 else [post]
    return posts + near_misses(rng, stories)

"""Invented words from which the benchmarks make outlets, titles and sentences.

No outlet, company or sentence here is a real one; only the shape of the text is: Chinese
finance news, three bytes a character in UTF-8.
"""

import random
from dataclasses import dataclass
from itertools import product

# (Chinese, pinyin). An outlet is one of each, so there are 30 × 20 × 8 = 4,800.
_PLACES = (
    ("云渡", "yundu"), ("青屿", "qingyu"), ("白岑", "baicen"), ("澄江湾", "chengjiangwan"),
    ("北陌", "beimo"), ("南栈", "nanzhan"), ("临汐", "linxi"), ("远川", "yuanchuan"),
    ("松沥", "songli"), ("岚桥", "lanqiao"), ("金坳", "jinao"), ("望潮", "wangchao"),
    ("石漪", "shiyi"), ("东篁", "donghuang"), ("西堰", "xiyan"), ("碧麓", "bilu"),
    ("霁城", "jicheng"), ("玉浦", "yupu"), ("星泊", "xingbo"), ("长澍", "changshu"),
    ("梧汀", "wuting"), ("雁栖原", "yanqiyuan"), ("丹壑", "danhe"), ("鹿津", "lujin"),
    ("竹埠", "zhubu"), ("海棠岭", "haitangling"), ("清嘉", "qingjia"), ("若水", "ruoshui"),
    ("平畴", "pingchou"), ("晴川口", "qingchuankou"),
)  # fmt: skip
_SUBJECTS = (
    ("财经", "caijing"), ("证券", "zhengquan"), ("银行", "yinxing"), ("保险", "baoxian"),
    ("基金", "jijin"), ("期货", "qihuo"), ("能源", "nengyuan"), ("汽车", "qiche"),
    ("医药", "yiyao"), ("科技", "keji"), ("地产", "dichan"), ("农业", "nongye"),
    ("航运", "hangyun"), ("消费", "xiaofei"), ("产业", "chanye"), ("投资", "touzi"),
    ("贸易", "maoyi"), ("环保", "huanbao"), ("通信", "tongxin"), ("物流", "wuliu"),
)  # fmt: skip
_FORMS = (
    ("日报", "ribao"), ("周刊", "zhoukan"), ("时报", "shibao"), ("网", "wang"),
    ("观察", "guancha"), ("新闻", "xinwen"), ("评论", "pinglun"), ("快讯", "kuaixun"),
)  # fmt: skip

_COMPANIES = tuple(
    place + trade
    for (place, _), trade in product(_PLACES, ("新材", "电气", "控股", "银行", "生物", "港务"))
)
_EVENTS = (
    "发布年度业绩预告", "公告拟回购部分股份", "与多家机构签署合作协议", "披露新一轮融资安排",
    "宣布扩建第二生产基地", "回应投资者关于产能的提问", "完成董事会换届", "下调部分产品出厂价格",
    "推出面向中小企业的服务方案", "表示海外订单保持平稳", "调整全年资本开支计划",
    "上线新的结算系统",
)  # fmt: skip
_FIGURES = (
    "营业收入同比增长{0}.{1}%", "净利润为{0}.{1}亿元", "毛利率较上年同期提高{1}个百分点",
    "研发投入占比升至{0}.{1}%", "期末现金余额约{0}{1}亿元", "累计服务客户{0}{1}万户",
    "单日成交额达到{0}{1}亿元", "订单数量环比下降{0}.{1}%", "平均交付时间缩短{1}天",
)  # fmt: skip
_REMARKS = (
    "业内人士认为，需求的恢复仍要一个过程", "分析师称，估值已经反映了较为悲观的预期",
    "公司方面解释，这一变化主要来自原料价格的波动", "有投资者担心，扩张的节奏快于市场",
    "当地监管部门表示将持续关注后续进展", "多位受访者提到，竞争的重心正从价格转向服务",
    "受此影响，相关板块早盘小幅走高，午后回落", "上述负责人说，今后三年会把重点放在质量上",
)  # fmt: skip


@dataclass(frozen=True)
class Outlet:
    """A publisher: its Chinese name, and the name in pinyin that is its category."""

    name: str
    slug: str


def outlets(count: int, rng: random.Random) -> list[Outlet]:
    """``count`` outlets, all different in name and in slug.

    :raise ValueError: if the words do not suffice for so many.
    """
    every = [
        Outlet("".join(name for name, _ in words), "".join(slug for _, slug in words))
        for words in product(_PLACES, _SUBJECTS, _FORMS)
    ]
    if count > len(every):
        raise ValueError(f"at most {len(every)} categories can be named, not {count}")
    return rng.sample(every, count)


def company(rng: random.Random) -> str:
    """The name of a company that does not exist."""
    return rng.choice(_COMPANIES)


def title(rng: random.Random) -> str:
    """A headline without a straight quote or backslash: safe between double quotes in YAML."""
    return f"{company(rng)}：{rng.choice(_EVENTS)} {_figure(rng)}"


def sentence(rng: random.Random) -> str:
    """One sentence of 40 to 70 characters, of which many are digits or punctuation."""
    return (
        f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日，{company(rng)}"
        f"{rng.choice(_EVENTS)}，{_figure(rng)}，{_figure(rng)}；{rng.choice(_REMARKS)}。"
    )


def _figure(rng: random.Random) -> str:
    return rng.choice(_FIGURES).format(rng.randint(1, 99), rng.randint(1, 9))

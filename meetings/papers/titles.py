"""Titles broken at words, longest first or last, never through a word; pure.

A title of 2号 小标宋 holds twenty characters on a line. The writer's own line breaks count; without
them the title is broken where the cost is least: after 的 or a mark rather than elsewhere, never
inside a word of the trade, and into lines of about the same length (GB/T 9704-2012 §7.3.1:
词意完整，排列对称，长短适宜).
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

WIDTH = 20

# Words a title may not be broken through; the longest that fits is taken.
_TEXT = """
社会救助 联席会议 会议纪要 会议 纪要 工作 困难 群众 家庭 特困 人员 低保 对象 医疗
保险 保障 救助 基金 衔接 问题 机制 制度 信息 数据 共享 核对 落实 情况 通知 关于
建立 召开 推进 进一步 加强 完善 规范 统筹 协调 专项 专题 个案 会商 全体 办公室
联络员 年度 季度 重特大 疾病 商业 赔付 扶贫济困 临时 紧急 程序 住院 推送 渠道 资金
筹集 使用 管理 服务 办理 流程 一门 受理 协同 残疾人 孤儿 教育 住房 就业 受灾
人民政府 政府 民政局 医疗保障局 财政局 第一次 第二次 第三次 第四次 有关 事项 实施
方案 意见 办法 请示 报告 区级 市级 街道 乡镇 部门 责任 分工 急难 发现 主动 综合
平台 建设 研究 审议 讨论 以及 江津区 重庆市 一门受理 协同办理机制 住院信息 按日推送
统筹做好 困难群众 医疗基金
"""
_WORDS = frozenset(_TEXT.split())
_LONGEST = max(map(len, _WORDS))
_NEVER_FIRST = "的、，。：；）》”等号"
_NEVER_LAST = "（《“第和与及暨"
_FORBIDDEN = 1000
# A longer title is filled line by line: nobody could read it as one thing.
_MOST = 3
_AFTER = "的、，）》暨"
_BEFORE = "和与及暨"


def lines(title: str, width: int = WIDTH) -> tuple[str, ...]:
    """Return the lines of a title, its own line breaks kept where there are any."""
    own = tuple(line.strip() for line in title.splitlines() if line.strip())
    if len(own) != 1:
        return own
    return _balanced(own[0], width)


def _balanced(title: str, width: int) -> tuple[str, ...]:
    costs = _costs(title)
    least = -(-len(title) // width)
    for count in range(least, least + 2 if least <= _MOST else least):
        cut = [
            (_shape(parts) + sum(costs[at] for at in places), parts)
            for places in combinations(_places(costs), count - 1)
            if max(map(len, parts := _cut(title, places))) <= width
        ]
        if cut:
            return min(cut)[1]
    return tuple(title[at : at + width] for at in range(0, len(title), width))


def _places(costs: tuple[int, ...]) -> list[int]:
    return [at for at, cost in enumerate(costs) if cost < _FORBIDDEN]


def _cut(title: str, places: tuple[int, ...]) -> tuple[str, ...]:
    edges = (0, *places, len(title))
    return tuple(title[a:b] for a, b in pairwise(edges))


def _shape(parts: tuple[str, ...]) -> int:
    """Return how far the lines are from a calm shape; an hourglass is the worst."""
    lengths = [len(part) for part in parts]
    waist = len(parts) == 3 and lengths[1] < min(lengths[0], lengths[2])
    return (max(lengths) - min(lengths)) * 2 + 20 * waist + 40 * (min(lengths) < 4)


@cache
def _costs(title: str) -> tuple[int, ...]:
    """Return what a break before each character costs; before the first there is none."""
    costs = [_FORBIDDEN] + [8] * (len(title) - 1)
    at = 0
    while at < len(title):
        size = _word(title, at)
        for inside in range(at + 1, at + size):
            costs[inside] = _FORBIDDEN
        for edge in (at, at + size):
            if size > 1 and 0 < edge < len(title):
                costs[edge] = min(costs[edge], 4)
        at += size
    return tuple(_known(title, at, cost) for at, cost in enumerate(costs))


def _word(title: str, at: int) -> int:
    if title[at].isascii() and title[at].isalnum():
        return next((n for n, c in enumerate(title[at:]) if not c.isascii()), len(title) - at)
    sizes = range(min(_LONGEST, len(title) - at), 1, -1)
    return next((size for size in sizes if title[at : at + size] in _WORDS), 1)


def _known(title: str, at: int, cost: int) -> int:
    if at == 0 or (title[at] in _NEVER_FIRST):
        return _FORBIDDEN
    if title[at - 1] in _NEVER_LAST:
        return _FORBIDDEN
    if cost < _FORBIDDEN and (title[at - 1] in _AFTER or title[at] in _BEFORE):
        return 0
    return cost

"""Words official papers share: when a meeting is, who takes part; pure.

Official papers exist in 简体 alone, so their set phrases are not in the catalogues.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.core.calendar import OFFICE

_WEEKDAYS = "一二三四五六日"


def day(when: date) -> str:
    """Return ``2026年11月20日（星期五）``."""
    weekday = _WEEKDAYS[when.weekday()]
    return f"{when.year}年{when.month}月{when.day}日（星期{weekday}）"


def moment(at: datetime) -> str:
    """Return ``2026年11月20日（星期五）下午2:30`` on the offices' clocks."""
    local = at.astimezone(OFFICE)
    part = "上午" if local.hour < 12 else "下午" if local.hour < 18 else "晚上"
    return f"{day(local)}{part}{(local.hour - 1) % 12 + 1}:{local.minute:02d}"


def clock(at: datetime) -> str:
    """Return ``14:30`` on the offices' clocks."""
    return at.astimezone(OFFICE).strftime("%H:%M")


def listed(names: tuple[str, ...]) -> str:
    """Return the names with 、 between them."""
    return "、".join(names)

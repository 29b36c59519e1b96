"""The words of roles, tiers, and where a change of the calendar stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import N_
from portal.directory.model import ChangeState, Role, Tier

LABELS: tuple[Mapping[StrEnum, str], ...] = (
    {
        Role.CLERK: N_("窗口受理员"),
        Role.SUPERVISOR: N_("窗口负责人"),
        Role.HANDLER: N_("承办人"),
        Role.HEAD: N_("单位负责人"),
        Role.SECRETARY: N_("联席会议秘书"),
        Role.CONVENER: N_("召集人"),
        Role.LEADER: N_("领导"),
        Role.SYSADMIN: N_("系统管理员"),
        Role.SECADMIN: N_("安全管理员"),
        Role.AUDITOR: N_("审计管理员"),
    },
    {Tier.CITY: N_("市"), Tier.DISTRICT: N_("区县"), Tier.TOWNSHIP: N_("乡镇（街道）")},
    {
        ChangeState.LOOKING: N_("正在查看影响"),
        ChangeState.LOOKED: N_("待确认"),
        ChangeState.COUNTING: N_("正在重算期限"),
        ChangeState.DONE: N_("已生效"),
        ChangeState.DROPPED: N_("已放弃"),
    },
)

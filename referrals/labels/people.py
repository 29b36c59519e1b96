"""The words of people and of their means."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import N_
from referrals.model import (
    Declared,
    Employment,
    Health,
    MeansKind,
    MeansSort,
    Per,
    RegisterKind,
    Relation,
)

LABELS: tuple[Mapping[StrEnum, str], ...] = (
    {
        RegisterKind.URBAN: N_("城镇"),
        RegisterKind.RURAL: N_("农村"),
    },
    {
        Relation.SELF: N_("本人"),
        Relation.SPOUSE: N_("配偶"),
        Relation.CHILD: N_("子女"),
        Relation.PARENT: N_("父母"),
        Relation.GRANDPARENT: N_("祖父母"),
        Relation.GRANDCHILD: N_("孙子女"),
        Relation.SIBLING: N_("兄弟姐妹"),
        Relation.OTHER: N_("其他亲属"),
    },
    {
        Health.WELL: N_("健康"),
        Health.CHRONIC: N_("慢性病"),
        Health.SERIOUS: N_("重病"),
        Health.DISABLED: N_("残疾"),
    },
    {
        Employment.EMPLOYED: N_("在职"),
        Employment.CASUAL: N_("灵活就业"),
        Employment.JOBLESS: N_("失业"),
        Employment.UNABLE: N_("无劳动能力"),
        Employment.PUPIL: N_("在校"),
        Employment.RETIRED: N_("退休"),
    },
    {
        MeansSort.INCOME: N_("收入"),
        MeansSort.PROPERTY: N_("财产"),
        MeansSort.SPENDING: N_("支出"),
    },
    {
        MeansKind.WAGES: N_("工资性收入"),
        MeansKind.BUSINESS: N_("经营净收入"),
        MeansKind.FROM_PROPERTY: N_("财产净收入"),
        MeansKind.TRANSFER: N_("转移净收入"),
        MeansKind.OTHER_INCOME: N_("其他收入"),
        MeansKind.SAVINGS: N_("存款和有价证券"),
        MeansKind.DWELLING: N_("房屋"),
        MeansKind.VEHICLE: N_("车辆"),
        MeansKind.OTHER_PROPERTY: N_("其他财产"),
        MeansKind.MEDICAL: N_("医疗支出"),
        MeansKind.CARE: N_("护理和康复支出"),
        MeansKind.SCHOOLING: N_("就学支出"),
        MeansKind.HOUSING: N_("住房支出"),
        MeansKind.OTHER_SPENDING: N_("其他支出"),
    },
    {
        Per.MONTH: N_("每月"),
        Per.YEAR: N_("每年"),
        Per.ONCE: N_("一次"),
    },
    {
        Declared.NOT_ASKED: N_("尚未询问"),
        Declared.NONE: N_("没有近亲属"),
        Declared.SOME: N_("有近亲属"),
    },
)

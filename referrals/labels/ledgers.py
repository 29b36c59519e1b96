"""The words of imported ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import N_
from referrals.model.ledgers import LedgerAction, LedgerState, LineState, MadeState

LABELS: tuple[Mapping[StrEnum, str], ...] = (
    {
        LedgerState.READ: N_("待核对"),
        LedgerState.CHECKING: N_("核对中"),
        LedgerState.CHECKED: N_("已核对"),
        LedgerState.IMPORTING: N_("导入中"),
        LedgerState.IMPORTED: N_("已导入"),
        LedgerState.STOPPED: N_("已停下"),
        LedgerState.UNDOING: N_("撤销中"),
        LedgerState.UNDONE: N_("已撤销"),
    },
    {
        LedgerAction.CHECK: N_("核对"),
        LedgerAction.IMPORT: N_("导入"),
        LedgerAction.STOP: N_("停下"),
        LedgerAction.UNDO: N_("撤销这次导入"),
    },
    {
        LineState.NEW: N_("未核对"),
        LineState.READY: N_("可导入"),
        LineState.KNOWN: N_("已有在办件"),
        LineState.WRONG: N_("需更正"),
        LineState.MADE: N_("已登记"),
    },
    {
        MadeState.MADE: N_("已登记"),
        MadeState.UNDONE: N_("已作废"),
        MadeState.KEPT: N_("保留"),
    },
)
TONES: tuple[Mapping[StrEnum, str], ...] = (
    {
        LedgerState.READ: "need",
        LedgerState.CHECKING: "doing",
        LedgerState.CHECKED: "wait",
        LedgerState.IMPORTING: "doing",
        LedgerState.IMPORTED: "done",
        LedgerState.STOPPED: "need",
        LedgerState.UNDOING: "doing",
    },
    {
        LineState.READY: "wait",
        LineState.KNOWN: "need",
        LineState.WRONG: "back",
        LineState.MADE: "done",
    },
)

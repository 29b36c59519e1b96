"""What the states of a webhook's messages are called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import N_
from portal.notices.webhooks.endpoints import DeliveryState

LABELS: tuple[Mapping[StrEnum, str], ...] = (
    {
        DeliveryState.WAITING: N_("等待发送"),
        DeliveryState.DELIVERED: N_("已送达"),
        DeliveryState.DEAD: N_("未能送达"),
    },
)
TONES: tuple[Mapping[StrEnum, str], ...] = (
    {
        DeliveryState.WAITING: "wait",
        DeliveryState.DELIVERED: "done",
        DeliveryState.DEAD: "back",
    },
)

"""Cases and referrals in any order of acts: what must always hold, holds."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from portal.core.settings import Settings
from tests.proofs.any_order.faults import FAULTS, QUICK
from tests.proofs.any_order.machine import AnyOrder, Where
from tests.proofs.any_order.office import open_office
from tests.proofs.conftest import PROVING, times

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("empty_papers")]


@pytest.fixture(scope="module")
async def where(database: Settings) -> Where:
    """The office in this database, and the loop the database belongs to."""
    return Where(await open_office(), asyncio.get_running_loop())


def _settings(
    runs: int, steps: int, *, phases: tuple[Phase, ...] = tuple(Phase), anew: bool = PROVING
) -> Any:
    return settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None,
        report_multiple_bugs=False,
        derandomize=not anew, phases=phases, suppress_health_check=list(HealthCheck),
    )  # fmt: skip


async def test_whatever_happens_in_whatever_order_the_office_stays_whole(
    where: Where, database: Settings
) -> None:
    AnyOrder.where = where
    # PostgreSQL answers alike; it walks a part of the way, to notice where it does not.
    runs, steps = (
        (times(2, 6), times(20, 80)) if database.on_postgres else (times(4, 50), times(25, 200))
    )

    await asyncio.to_thread(run_state_machine_as_test, AnyOrder, settings=_settings(runs, steps))

    assert where.acts


# One engine will do here: what is looked for is whether the checks see anything at all.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", sorted(FAULTS) if PROVING else QUICK)
async def test_a_deliberately_wrong_office_is_noticed(
    where: Where, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    FAULTS[fault](monkeypatch)
    AnyOrder.where = where

    with pytest.raises(AssertionError):
        await asyncio.to_thread(
            run_state_machine_as_test, AnyOrder,
            # The same draws each time: whether they get there is not to be a matter of luck.
            settings=_settings(times(40, 400), 40, phases=(Phase.generate,), anew=False),
        )  # fmt: skip

"""Whoever has to hear of an act is told, and nobody waits for a job that says nothing."""

from __future__ import annotations

from meetings import jobs
from meetings.operations import lapsing
from meetings.operations.acting import TOLD


def test_every_act_somebody_hears_of_has_its_words_and_no_other() -> None:
    assert set(jobs._WORDS) == TOLD | {lapsing.ENDS, lapsing.LAPSED}

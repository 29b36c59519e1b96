"""The table of acts: every act of the state tables has its door, with the same right."""

from __future__ import annotations

import pytest

from portal.render.environment import TEMPLATES
from portal.web.actions import Act
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import CaseAction, ReferralAction
from referrals.pages.panel import CASE_FORMS, REFERRAL_FORMS
from referrals.states import CASE_STEPS, STEPS, By

BY_MEETING = {row.action.value for row in STEPS.values() if row.by is By.MEETING}


def test_every_act_on_a_referral_has_a_door_but_those_of_meetings() -> None:
    assert {act.name for act in REFERRAL_ACTS} == set(ReferralAction) - BY_MEETING


def test_every_act_on_a_case_has_a_door_but_the_registration_itself() -> None:
    assert {act.name for act in CASE_ACTS} == set(CaseAction) - {CaseAction.REGISTER}


@pytest.mark.parametrize("act", REFERRAL_ACTS, ids=lambda act: act.name)
def test_a_referrals_door_asks_for_the_right_the_table_names(act: Act) -> None:
    assert act.permission == STEPS[ReferralAction(act.name)].permission


@pytest.mark.parametrize("act", CASE_ACTS, ids=lambda act: act.name)
def test_a_cases_door_asks_for_the_right_the_table_names(act: Act) -> None:
    assert act.permission == CASE_STEPS[CaseAction(act.name)].permission


@pytest.mark.parametrize("act", [*REFERRAL_ACTS, *CASE_ACTS], ids=lambda act: act.name)
def test_every_act_names_the_version_it_was_decided_on(act: Act) -> None:
    assert act.reads.model_fields["version"].is_required()


def test_every_form_of_the_panel_has_its_template() -> None:
    forms = {form.template for form in (*REFERRAL_FORMS.values(), *CASE_FORMS.values())}

    assert [f for f in forms if not (TEMPLATES / f"referrals/acts/_{f}.html").exists()] == []


def test_the_panel_offers_nothing_without_a_door() -> None:
    assert set(REFERRAL_FORMS) <= {ReferralAction(act.name) for act in REFERRAL_ACTS}
    assert set(CASE_FORMS) == {CaseAction(act.name) for act in CASE_ACTS}

"""One PDF of every kind of paper so far, in every language, from an invented case.

The samples go through the same view models, templates and pool as the real ones; nothing is read
from a database, so that an office can look at its papers before anybody has used the portal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from meetings import samples as meetings
from portal.core.calendar import Limit, last_day
from portal.core.i18n import Language, gettext, speaking
from portal.core.money import Money
from portal.directory.model import Tier, Unit
from portal.documents import pdf, qr
from portal.render.environment import render
from referrals import labels, papers
from referrals.model import (
    Amounts,
    Case,
    CaseState,
    Channel,
    Circumstances,
    Client,
    Clock,
    Consent,
    DocKind,
    Item,
    Need,
    NeedState,
    Outcome,
    PaperKind,
    Procedure,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    RefusalProposal,
    RegisterKind,
    Relation,
    Sex,
    Urgency,
)
from referrals.programmes import catalogue
from referrals.rules.deadlines import Deadline
from referrals.rules.explain import explain

_AT = datetime(2026, 11, 12, 1, 20, tzinfo=UTC)
_DUE = datetime(2026, 12, 10, 16, tzinfo=UTC)
_CLOSED = datetime(2026, 12, 9, 7, 40, tzinfo=UTC)
_ADDRESS = "https://lianban.example/status"

_WINDOW = Unit(
    1, "500116120-intake_window", "intake_window", "江津区西湖镇社会救助受理窗口", 1,
    "/500000/500116/500116120/", "500116120", Tier.TOWNSHIP, phone="023-47000000",
    name_hant="江津區西湖鎮社會救助受理窗口", name_en="Social assistance intake window, Xihu Town",
)  # fmt: skip


def _unit(key: int, kind: str, name: str, hant: str, en: str) -> Unit:
    return Unit(
        key, f"500116-{kind}", kind, name, 2, "/500000/500116/", "500116", Tier.DISTRICT,
        phone=f"023-4700000{key}", name_hant=hant, name_en=en,
    )  # fmt: skip


_UNITS = {
    2: _unit(2, "insurer", "江津承保公司", "江津承保公司", "Contracted insurer, Jiangjin"),
    3: _unit(3, "medical_security", "江津区医疗保障局", "江津區醫療保障局",
             "Medical Security Bureau, Jiangjin"),
    4: _unit(4, "civil_affairs", "江津区民政局", "江津區民政局", "Civil Affairs Bureau, Jiangjin"),
}  # fmt: skip

_PERSON = Client(
    1, "c", 1, 1, Relation.SELF, DocKind.RESIDENT_ID, "990116195306170001", "",
    "高㐱红", Sex.FEMALE,
    date(1953, 6, 17), "19900000001", "", RegisterKind.RURAL,
)  # fmt: skip

_ANSWERS = {
    "insurance_claim": (2, Outcome.GRANTED, "经核实属保险责任，已赔付到本人账户。", 7000),
    "medical_aid": (3, Outcome.GRANTED, "按规定比例救助住院费用中的个人负担部分。", 4000),
    "medical_fund": (4, Outcome.GRANTED, "对医保目录外费用给予分档救助，款项已发放。", 3000),
}


def _case() -> Case:
    needs = tuple(Need(n, f"n{n}", code, "", NeedState.ANSWERED) for n, code in enumerate(_ANSWERS))
    return Case(
        1, "c", "500116120-2026-000042", 9, CaseState.CLOSED, 1, _WINDOW.name, 1,
        _WINDOW.division_path, 1, 1, "高㐱红", 1, Channel.PROACTIVE, Urgency.URGENT, (),
        "急性心肌梗死住院，医疗费用 50,000 元，个人负担 25,000 元，家庭难以承受。", Circumstances(),
        Consent(given=True, outward=True, notice_version=papers.NOTICE_VERSION, at=_AT), 1,
        "7QK4-M2XA", _AT, _AT, registered_at=_AT, accepted_at=_AT, closed_at=_CLOSED, needs=needs,
    )  # fmt: skip


def _referrals(state: ReferralState) -> tuple[Referral, ...]:
    return tuple(_referral(n, code, state) for n, code in enumerate(_ANSWERS, start=1))


def _referral(n: int, code: str, state: ReferralState) -> Referral:
    unit, outcome, answer, yuan = _ANSWERS[code]
    outward, lead = code == "insurance_claim", code == "medical_fund"
    return Referral(
        n, f"r{n}", f"500116120-2026-000042-{n:02}", 1, 1, n, n, code, Procedure.REGULAR, unit,
        _UNITS[unit].name, _UNITS[unit].kind, _UNITS[unit].division_path,
        ReferralKind.OUTWARD if outward else ReferralKind.TRANSFER,
        ReferralRole.LEAD if lead else ReferralRole.COOPERATING, state, _AT, _AT, outcome=outcome,
        answer=answer, amounts=Amounts(Money.yuan(yuan)), sent_at=_AT, due_at=_DUE,
        message="请核对住院费用票据后办理。",
    )  # fmt: skip


def _receipt(language: Language) -> papers.Receipt:
    sent = _referrals(ReferralState.SENT)
    return papers.receipt(
        _case(), _PERSON, sent, window=_WINDOW, units=_UNITS, programmes=catalogue.programmes(),
        dues={each.id: (last_day(_DUE), False) for each in sent}, language=language,
        address=_ADDRESS,
    )  # fmt: skip


def _slip(language: Language) -> papers.Slip:
    referral = _referrals(ReferralState.SENT)[2]
    programme = catalogue.get(referral.programme)
    due = Deadline(Clock.FINISH, _AT, Limit(20), _DUE, None, law=programme.law, verified=False)
    return papers.slip(
        referral, _case(), _PERSON, window=_WINDOW, unit=_UNITS[4], programme=programme,
        papers=[gettext(labels.PAPERS[name]) for name in programme.papers],
        handed=[PaperKind.IDENTITY, PaperKind.MEDICAL_BILLS, PaperKind.MEDICAL_BILLS],
        respond_at=datetime(2026, 11, 16, 16, tzinfo=UTC), due_at=_DUE, why=explain(due),
        language=language, address=_ADDRESS,
    )  # fmt: skip


def _closure(language: Language) -> papers.Closure:
    return papers.closure(
        _case(), _PERSON, _referrals(ReferralState.CONFIRMED), window=_WINDOW, units=_UNITS,
        programmes=catalogue.programmes(), language=language, address=_ADDRESS,
    )  # fmt: skip


_ITEMS = (Item("住院费用发票", "原件，加盖医院收费章"), Item("医保结算单"), Item("银行卡复印件"))


def _supplement(language: Language) -> papers.Supplement:
    return papers.supplement(
        _case(), _PERSON, asked_by=_UNITS[3], items=_ITEMS, asked_at=_AT, due_at=_DUE,
        language=language, address=_ADDRESS, referral=_referrals(ReferralState.WAITING_CLIENT)[1],
        programme=catalogue.get("medical_aid"),
    )  # fmt: skip


def _refusal(language: Language) -> papers.Refusal:
    proposal = RefusalProposal(
        "申请人户籍和经常居住地均不在本区，本窗口无权受理。", "社会救助暂行办法 第十条",
        "经常居住地乡镇人民政府（街道办事处）的社会救助受理窗口",
        "如不服本通知，可自收到之日起六十日内申请行政复议，或在六个月内提起行政诉讼。", 2,
    )  # fmt: skip
    case = msgspec.structs.replace(_case(), state=CaseState.NOT_ACCEPTED, refusal=proposal)
    return papers.refusal(
        case, _PERSON, window=_WINDOW, programmes=catalogue.programmes(), decided_at=_AT,
        language=language, address=_ADDRESS,
    )  # fmt: skip


def _extension(language: Language) -> papers.Extension:
    return papers.extension(
        _referrals(ReferralState.ACCEPTED)[1], _case(), _PERSON, unit=_UNITS[3],
        programme=catalogue.get("medical_aid"), granted_at=_CLOSED, days=10,
        basis="医疗救助办理规程 第十五条", reason="异地就医票据需要向就诊地医保部门核实。",
        was_due_at=_DUE, due_at=datetime(2026, 12, 24, 16, tzinfo=UTC), language=language,
        address=_ADDRESS,
    )  # fmt: skip


def _feedback(language: Language) -> papers.Feedback:
    referral = msgspec.structs.replace(
        _referrals(ReferralState.COMPLETED)[1], accepted_at=_AT, completed_at=_CLOSED,
        handler_name="黄志强", amounts=Amounts(Money.yuan(4000), person_times=1),
    )  # fmt: skip
    return papers.feedback(
        referral, _case(), _PERSON, window=_WINDOW, unit=_UNITS[3],
        programme=catalogue.get("medical_aid"), due_at=_DUE, language=language, address=_ADDRESS,
    )  # fmt: skip


def _household(language: Language) -> papers.Sheet:
    held = [msgspec.structs.replace(each, completed_at=_CLOSED)
            for each in _referrals(ReferralState.CONFIRMED)[:2]]  # fmt: skip
    waits = msgspec.structs.replace(
        _referrals(ReferralState.ACCEPTED)[2], outcome=None, finish_due_at=_DUE
    )
    return papers.sheet(
        _case(), (_PERSON,), (*held, waits), window=_WINDOW, units=_UNITS,
        programmes=catalogue.programmes(), made_on=date(2026, 12, 9), language=language,
        address=_ADDRESS,
    )  # fmt: skip


KINDS: dict[str, Callable[[Language], Any]] = {
    "receipt": _receipt,
    "slip": _slip,
    "closure": _closure,
    "supplement": _supplement,
    "refusal": _refusal,
    "extension": _extension,
    "feedback": _feedback,
    "household": _household,
}


async def write(target: Path) -> list[Path]:
    """Write one paper of every kind and language into a folder; return the files."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, view in KINDS.items():
        for language in Language:
            file = target / f"{kind}.{language.value}.pdf"
            file.write_bytes(await sample(kind, view, language))
            written.append(file)
    for name, data in await meetings.samples():
        file = target / name
        file.write_bytes(data)
        written.append(file)
    return written


async def sample(kind: str, view: Callable[[Language], Any], language: Language) -> bytes:
    """Return one sample paper."""
    with speaking(language):
        paper = view(language)
        context = {"paper": paper, "qr": qr.svg(paper.address)}
        html = render(f"referrals/pdf/{kind}.html", context, kind="paper")
        title = gettext(papers.TITLES[kind])
    return await pdf.make(html, title=title, language=language)

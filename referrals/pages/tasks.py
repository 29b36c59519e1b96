"""The list of what is done and what is missing in a registration."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from portal.core.i18n import gettext
from portal.web.visit import Typed


class Task(msgspec.Struct, frozen=True):
    """One section of the form; ``note`` says what is missing."""

    label: str
    address: str
    done: bool
    note: str = ""


def of(typed: Typed) -> Sequence[Task]:
    """Return the sections in the form's order."""
    return (
        Task(gettext("申请人"), "#applicant", _is_known(typed), gettext("姓名和证件号码")),
        Task(gettext("家庭成员"), "#members-part", bool(typed.rows("members")),
             gettext("独自生活的不必填")),
        Task(gettext("请求"), "#request-part", bool(typed("request")), gettext("写明请求")),
        Task(gettext("收入、财产和支出"), "#means-part", bool(typed.rows("means")),
             gettext("逐项填写，自动合计")),
        Task(gettext("家庭情况"), "#facts-part", bool(typed("circumstances")),
             gettext("填了才能建议项目")),
        Task(gettext("需求"), "#needs-part", bool(typed.rows("needs") or typed("suggested")),
             gettext("至少一项")),
        Task(gettext("近亲属备案"), "#relatives-part",
             bool(typed("relatives_declared") or typed.rows("relatives")), gettext("尚未询问")),
        Task(gettext("告知与同意"), "#consent-part", bool(typed("consent.given")),
             gettext("尚未登记同意")),
    )  # fmt: skip


def _is_known(typed: Typed) -> bool:
    document = typed("applicant.doc_number") or typed("applicant.no_doc_reason")
    return bool(typed("applicant.name") and document)

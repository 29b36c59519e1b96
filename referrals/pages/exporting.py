"""Lists as spreadsheets: the rows of a tab with its filters, names masked, journalled."""

from __future__ import annotations

from typing import Any

from litestar import get

from portal.core.calendar import last_day
from portal.core.i18n import N_, gettext
from portal.documents import sheets
from portal.render import filters
from portal.render.labels import label
from portal.web import respond
from portal.web.gate import permission
from portal.web.visit import Request
from referrals import operations
from referrals.pages import choices, filtering, lists
from referrals.queries.lists import ReferralLine

_EXPORT = "list.export"
_COLUMNS = (
    N_("编号"), N_("申请人"), N_("救助项目"), N_("承办单位"), N_("承办人"), N_("角色"),
    N_("状态"), N_("到期"), N_("更新"),
)  # fmt: skip


@get("/referrals.xlsx", opt=permission(_EXPORT), include_in_schema=False)
async def referrals(request: Request) -> respond.Answer:
    """Answer the referrals of a tab, filtered, as a spreadsheet."""
    given = filtering.read(request, lists.views_of(request.person)[0].value)
    wanted = lists.wanted(given)
    held = await operations.export(wanted, by=request.person, at=request.at)
    columns = [gettext(name) for name in _COLUMNS]
    data = await sheets.spreadsheet(gettext("转办单"), columns, [_row(each) for each in held])
    name = f"referrals-{given.view}-{filters.day(request.at)}.xlsx"
    return respond.document(data, name, mime=sheets.MIME)


def _row(held: ReferralLine) -> list[Any]:
    return [
        held.number or held.code, filters.mask_name(held.applicant_name),
        choices.programme_title(held.programme), held.unit_name, held.handler_name,
        label(held.role), label(held.state), last_day(held.due_at), held.updated_at,
    ]  # fmt: skip

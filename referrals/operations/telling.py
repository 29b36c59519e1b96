"""What is told beside the people: items of income and spending, close relatives among officials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime

import msgspec

from portal.core.errors import Invalid, NotFound, Problem, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.queries import person_by_login
from referrals.inputs import Declare, MeansIn, Registration, RelativeIn
from referrals.model import Circumstances, Declared, MeansItem, Relative
from referrals.queries import rows
from referrals.rules.means import Earner, Sums, sums, with_sums
from referrals.tables import MeansRow, RelativeRow


def circumstances(given: Registration) -> Circumstances:
    """Return the circumstances with the figures the suggestions look at.

    Raises ``Invalid`` where a typed figure is not what the items add up to, and no reason is given;
    with a reason the typed figure stands, and both are kept.
    """
    told, found = Circumstances(**dict(given.circumstances)), sums_of(given)
    wrong = [] if told.figures_reason or not given.means else list(_differing(told, found))
    if wrong:
        raise Invalid(wrong)
    return with_sums(told, found)


def sums_of(given: Registration) -> Sums:
    """Return what the household's items add up to."""
    people = [Earner(each.name, each.income) for each in (given.applicant, *given.members)]
    return sums(people, [each.item for each in given.means])


def _differing(told: Circumstances, found: Sums) -> Iterable[Problem]:
    typed = {
        "income_per_head": (told.income_per_head, found.income_per_head),
        "rigid_spending": (told.rigid_spending or None, found.rigid_spending),
    }
    for name, (written, added) in typed.items():
        if written is not None and added is not None and written != added:
            yield problem(
                f"circumstances.{name}",
                N_("与明细合计 %(sum)s 元不一致。请改成一致或留空，或写明以填写数为准的理由。"),
                code="differs", sum=str(added),
            )  # fmt: skip


def refuse_strangers(given: Registration) -> None:
    """Raise ``Invalid`` where an item or a relative is somebody's who is not in the household."""
    wrong = [
        *_strangers("means", given.means, given.names),
        *_strangers("relatives", given.relatives, given.names),
        *_unnamed(given),
    ]
    if wrong:
        raise Invalid(wrong)


def refuse_strange_relatives(given: Declare, names: Set[str]) -> None:
    """Raise ``Invalid`` where a relative is of nobody in the household, or nobody is named."""
    wrong = [*_strangers("relatives", given.relatives, names), *_unnamed(given)]
    if wrong:
        raise Invalid(wrong)


def _strangers(
    part: str, held: Sequence[MeansIn | RelativeIn], names: Set[str]
) -> Iterable[Problem]:
    words = N_("家庭成员中没有“%(name)s”，请与成员姓名一致，或留空。")
    for n, each in enumerate(held):
        if each.whose and each.whose not in names:
            yield problem(f"{part}.{n}.whose", words, code="stranger", name=each.whose)


def _unnamed(given: Registration | Declare) -> Iterable[Problem]:
    if given.declared is Declared.SOME and not given.relatives:
        yield problem("relatives_declared", N_("有近亲属的，请逐一添加。"), code="missing")


async def keep_means(case_id: int, items: Iterable[MeansItem], at: datetime) -> None:
    """Keep the items for the case, each sealed."""
    for item in items:
        code = new_code()
        sealed = rows.sealed("means", code, "item", rows.as_text(item))
        await MeansRow.insert(
            MeansRow(code=code, case_id=case_id, item_sealed=sealed, created_at=at)
        )


async def relatives(given: Sequence[RelativeIn], on: date) -> tuple[Relative, ...]:
    """Return the declared relatives, the members of the staff looked up.

    Raises ``Invalid`` for a sign-in name nobody has.
    """
    return tuple([await _relative(n, each, on) for n, each in enumerate(given)])


async def _relative(n: int, told: RelativeIn, on: date) -> Relative:
    plain = Relative(told.name, told.post, told.unit, told.relation, told.whose)
    if not told.staff:
        return plain
    try:
        staff = await person_by_login(told.staff, on=on)
    except NotFound:
        words = N_("没有这位工作人员，请从列表中选择。")
        raise Invalid([problem(f"relatives.{n}.staff", words, code="unknown")]) from None
    return msgspec.structs.replace(plain, staff_id=staff.id)


async def keep_relatives(case_id: int, held: Iterable[Relative], at: datetime) -> None:
    """Keep the declaration for the case, each sealed."""
    for each in held:
        code = new_code()
        sealed = rows.sealed("relative", code, "relative", rows.as_text(each))
        await RelativeRow.insert(
            RelativeRow(code=code, case_id=case_id, staff_id=each.staff_id,
                        relative_sealed=sealed, created_at=at)
        )  # fmt: skip


def barred(held: Iterable[Relative]) -> tuple[int, ...]:
    """Return who of the staff keeps away from the case 回避."""
    return tuple(sorted({each.staff_id for each in held if each.staff_id is not None}))

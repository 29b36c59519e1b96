"""Who serves a programme in a place on a day: one pure answer, with why.

A rule on record beats the ordinary order; of two rules the one for the smaller area holds, then the
younger one. In the ordinary order the township's own unit comes first, then the district's, then
the city's. What has ended by the day is followed to its successor before a wider tier is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from portal.core.i18n import N_, Sentence, say
from portal.directory.model import Unit
from referrals.model import Ground, Route, RoutingRule
from referrals.programmes.model import Programme

Units = Mapping[int, Unit]


class Asked(msgspec.Struct, frozen=True):
    """What is asked: a programme, the path of a place, a day; ``department`` where it cooperates.

    Rules speak of who leads a programme, so a cooperating department is found without them.
    """

    programme: Programme
    path: str
    on: date
    department: str = ""

    @property
    def kind(self) -> str:
        """The kind of department looked for: the one that leads on that day, or the named one."""
        return self.department or self.programme.lead_on(self.on)


def resolve(asked: Asked, rules: Iterable[RoutingRule], units: Units) -> Route:
    """Return where the programme goes; ``unit`` is None where nobody serves, see ``advice``.

    ``units`` are those the rules name and those of the kind on the path, ended ones too, with
    whatever took their place.
    """
    if not asked.programme.valid_on(asked.on):
        return _route(asked, Ground.CLOSED)
    broken: list[RoutingRule] = []
    for rule in _in_force(asked, rules):
        unit, ended = _living(units.get(rule.unit_id), asked.on, units)
        if unit is not None:
            return _route(asked, Ground.RULE, unit, rule=rule, ended=ended, broken=tuple(broken))
        broken.append(rule)
    return msgspec.structs.replace(_ordinary(asked, units), broken=tuple(broken))


def _in_force(asked: Asked, rules: Iterable[RoutingRule]) -> Sequence[RoutingRule]:
    held = [
        rule
        for rule in rules
        if rule.programme == asked.programme.code
        and asked.path.startswith(rule.area)
        and rule.holds_on(asked.on)
    ]
    order = sorted(held, key=lambda rule: (len(rule.area), rule.since, rule.id), reverse=True)
    return () if asked.department else order


def _ordinary(asked: Asked, units: Units) -> Route:
    fitting = [u for u in units.values()
               if u.kind == asked.kind and asked.path.startswith(u.division_path)]  # fmt: skip
    for nearest in sorted(fitting, key=lambda unit: len(unit.division_path), reverse=True):
        unit, ended = _living(nearest, asked.on, units)
        if unit is not None:
            return _route(asked, _ground(asked, unit, ended), unit, ended=ended)
    return _route(asked, Ground.NOBODY)


def _ground(asked: Asked, unit: Unit, ended: tuple[Unit, ...]) -> Ground:
    if ended:
        return Ground.SUCCESSOR
    return Ground.OWN if unit.division_path == asked.path else Ground.ABOVE


def _living(unit: Unit | None, on: date, units: Units) -> tuple[Unit | None, tuple[Unit, ...]]:
    """Return the unit, or what took its place by that day, and the ended ones on the way."""
    ended: list[Unit] = []
    while unit is not None and not unit.valid_on(on):
        if unit in ended or unit.valid_to is None or on < unit.valid_to:
            # A circle, or not there yet on that day.
            return None, tuple(ended)
        ended.append(unit)
        unit = units.get(unit.successor_id or 0)
    return unit, tuple(ended)


def _route(
    asked: Asked, ground: Ground, unit: Unit | None = None, *,
    rule: RoutingRule | None = None, ended: tuple[Unit, ...] = (),
    broken: tuple[RoutingRule, ...] = (),
) -> Route:  # fmt: skip
    return Route(asked.programme.code, asked.kind, ground, unit, rule, ended, broken)


def advice(route: Route, programme: Programme) -> Sentence | None:
    """Return what to do where nobody serves; None where somebody does."""
    if route.unit is not None:
        return None
    if route.ground is Ground.CLOSED:
        return say(N_("%(programme)s 已停止受理，请改选其他项目。"), programme=programme.zh)
    return say(
        N_("这里当日没有单位承办 %(programme)s。请系统管理员登记规则或补设单位，或登记为缺口。"),
        programme=programme.zh,
    )  # fmt: skip


def why(route: Route) -> tuple[Sentence, ...]:
    """Return the steps that led to the unit, as sentences; the names are those of the office."""
    return (*_skipped(route), *_followed(route), *_reached(route))


def _skipped(route: Route) -> list[Sentence]:
    words = N_("规则“%(source)s”指定的单位已经撤销，没有接续单位，不再适用。")
    return [say(words, source=rule.source) for rule in route.broken]


def _followed(route: Route) -> list[Sentence]:
    words = N_("%(unit)s 已于 %(day)s 撤销，由接续单位办理。")
    return [say(words, unit=each.name, day=str(each.valid_to)) for each in route.ended]


def _reached(route: Route) -> list[Sentence]:
    if route.unit is None:
        return []
    words = {
        Ground.RULE: N_("按规则“%(source)s”，由 %(unit)s 办理。"),
        Ground.OWN: N_("当地设有 %(unit)s。"),
        Ground.ABOVE: N_("当地没有设这一部门，由上级的 %(unit)s 办理。"),
        Ground.SUCCESSOR: N_("接续单位是 %(unit)s。"),
    }[route.ground]
    return [say(words, unit=route.unit.name, source=route.source)]

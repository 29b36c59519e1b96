"""Requests nobody would write, made from the API's own description: none gives a 5xx.

The daily tests send one to every sixth operation, each by another role; ``make prove`` sends
500 to every operation by every role.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.proofs.conftest import PROVING, City, times

pytestmark = pytest.mark.proof

_DAILY = 6
_ROLES = ("xihu-head", "minzheng-head", "mishu", "xitong")
ROLES = (*_ROLES, "xihu", "minzheng", "zhaoji", "shenji") if PROVING else _ROLES
_MANY = settings(
    max_examples=times(1, 500), deadline=None, database=None, derandomize=not PROVING,
    phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
)  # fmt: skip


def _described(city: City) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {city.token('xihu')}"}
    answer = httpx.get(f"{city.served.address}/api/schema", headers=headers, timeout=60)
    assert answer.status_code == 200
    schema: dict[str, Any] = answer.json()
    return schema


def test_no_request_gives_a_fault(city: City) -> None:
    schema = schemathesis.openapi.from_dict(_described(city))
    every = [each.ok() for each in schema.get_all_operations()]
    operations = every if PROVING else every[::_DAILY]
    turns, faults = cycle(ROLES), list[str]()

    with httpx.Client(base_url=city.served.address, timeout=60) as client:
        for operation in operations:
            for role in ROLES if PROVING else [next(turns)]:
                _try(operation, client, city.token(role), faults)

    assert len(every) > 60
    assert faults == []


def _try(operation: Any, client: httpx.Client, token: str, faults: list[str]) -> None:
    @_MANY
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        request = case.as_transport_kwargs(base_url=str(client.base_url))
        request.pop("cookies", None)
        if isinstance(request.get("data"), str | bytes):
            request["content"] = request.pop("data")
        headers = {**dict(request.pop("headers", None) or {}), "Authorization": f"Bearer {token}"}
        try:
            answer = client.request(headers=headers, **request)
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError, ValueError):
            return  # what cannot be written as a request is none
        if answer.status_code >= 500:
            faults.append(f"{operation.label} {answer.status_code} {request}")

    send()

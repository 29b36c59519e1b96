"""Webhooks: signed, sent until taken, told of what happened and of nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import msgspec
import pytest

from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.errors import Invalid, NotFound
from portal.core.ids import new_code
from portal.core.settings import Settings
from portal.journal.record import record
from portal.notices.tables import WebhookDelivery, WebhookEndpoint
from portal.notices.webhooks import endpoints, sending
from portal.notices.webhooks.addresses import Unreachable, resolve, target


class Receiver:
    """A program elsewhere: keeps what it gets, answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        kept = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                kept.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = kept.answers.pop(0) if kept.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("location", f"{kept.address}/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()
    yield held
    held.stop()


@pytest.fixture(autouse=True)
async def allowed(database: Settings) -> AsyncIterator[None]:
    """The settings allow this machine's own address, and one host elsewhere."""
    hosts = ("127.0.0.1", "hooks.example.org", "localhost")
    settings_.use(msgspec.structs.replace(database, webhook_hosts=hosts))
    await WebhookDelivery.delete(force=True)
    await WebhookEndpoint.delete(force=True)
    yield
    await WebhookDelivery.delete(force=True)
    await WebhookEndpoint.delete(force=True)
    settings_.use(database)


async def endpoint(receiver: Receiver, *kinds: str) -> tuple[endpoints.Endpoint, str]:
    url = f"{receiver.address}/hooks?from=lianban"
    return await endpoints.create(url, kinds or ("case",), by=None, at=clock.now())


async def happens(tag: str, **more: Any) -> str:
    """Let an act be journalled; return its thing's code."""
    code = new_code()
    async with db.write():
        subject = (tag.partition(":")[0], 7, code)
        await record(tag, subject=subject, by=None, at=clock.now(), **more)
    return code


async def send(after: timedelta = timedelta()) -> None:
    await sending.send_due({}, at=clock.now() + after)


async def only() -> dict[str, Any]:
    (row,) = await WebhookDelivery.select()
    return dict(row)


def signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    """The signature as the specification has it, made without our own code."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.split("_", 1)[1])
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


async def test_an_act_is_told_signed_and_without_anything_personal(receiver: Receiver) -> None:
    _, secret = await endpoint(receiver)
    code = await happens(
        "case:accept", reason="老人独居", was={"state": "registered"}, now={"applicant": "王秀兰"},
        sensitive={"phone": "19900000001"}, data={"note": "卡纳里七四六"},
    )  # fmt: skip

    await send()

    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert headers["webhook-signature"] == signature(secret, headers, body)
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert (told["type"], told["data"]["kind"], told["data"]["code"]) == (
        "case.accept", "case", code)  # fmt: skip
    assert set(told["data"]) <= {"kind", "code", "number", "state", "version"}
    assert not any(word in body.decode() for word in ("王秀兰", "19900000001", "卡纳里", "老人"))
    assert ((await only())["state"], (await only())["status"]) == ("delivered", 200)


async def test_a_receiver_hears_of_what_it_asked_for_alone(receiver: Receiver) -> None:
    await endpoint(receiver, "referral", "minutes")

    for tag in ("case:accept", "referral:send", "minutes:issue", "list:exported"):
        await happens(tag)
    await send()

    assert sorted(json.loads(body)["type"] for _, body in receiver.got) == [
        "minutes.issue", "referral.send"]  # fmt: skip


async def test_what_did_not_happen_is_not_told(receiver: Receiver) -> None:
    await endpoint(receiver)

    with pytest.raises(ZeroDivisionError):
        async with db.write():
            await record("case:accept", subject=("case", 7, "x"), by=None, at=clock.now())
            raise ZeroDivisionError
    await send()

    assert receiver.got == []


async def test_every_message_has_an_id_of_its_own_and_keeps_it(receiver: Receiver) -> None:
    await endpoint(receiver)
    for _ in range(30):
        await happens("case:accept")
    receiver.answers = [500] * 5

    await send()
    await send(after=timedelta(minutes=1))

    assert len(receiver.got) == 35
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 30
    assert {row["state"] for row in await WebhookDelivery.select()} == {"delivered"}


async def test_what_fails_comes_again_later_each_time_and_rests_at_last(
    receiver: Receiver,
) -> None:
    await endpoint(receiver)
    await happens("case:accept")
    receiver.answers = [500] * 20
    at, waits = clock.now(), []

    for _ in range(len(sending.DELAYS) + 1):
        await sending.send_due({}, at=at)
        row = await only()
        waits.append((row["due_at"] - at).total_seconds())
        await sending.send_due({}, at=row["due_at"] - timedelta(seconds=1))
        at = row["due_at"]

    assert waits[:-1] == list(sending.DELAYS)
    assert len(receiver.got) == len(sending.DELAYS) + 1
    row = await only()
    assert (row["state"], row["status"], row["error"]) == ("dead", 500, "answered 500")
    assert len({body for _, body in receiver.got}) == 1
    assert timedelta(days=3) < timedelta(seconds=sum(sending.DELAYS)) < timedelta(days=5)


async def test_a_dead_message_is_sent_again_when_somebody_asks(receiver: Receiver) -> None:
    held, _ = await endpoint(receiver)
    await happens("case:accept")
    receiver.answers = [410]
    await send()
    dead = await only()
    await endpoints.switch(held.code, on=True, by=None, at=clock.now())

    await endpoints.replay(held.code, dead["id"], by=None, at=clock.now())
    await send()

    first, second = (headers["webhook-id"] for headers, _ in receiver.got)
    assert dead["state"] == "dead"
    assert first == second
    assert (await only())["state"] == "delivered"
    with pytest.raises(NotFound):
        await endpoints.replay(held.code, dead["id"] + 1000, by=None, at=clock.now())


async def test_a_receiver_that_is_gone_or_switched_off_hears_nothing(receiver: Receiver) -> None:
    held, _ = await endpoint(receiver)
    await happens("case:accept")
    receiver.answers = [410]
    await send()

    await happens("case:close")

    assert not (await endpoints.endpoint(held.code)).active
    assert len(await WebhookDelivery.select()) == 1


async def test_whoever_dies_with_a_message_in_hand_lets_it_be_sent_again(
    receiver: Receiver,
) -> None:
    await endpoint(receiver)
    await happens("case:accept")
    at = clock.now()
    assert len(await sending._claimed(at)) == 1  # and nothing comes of it

    await sending.send_due({}, at=at + timedelta(seconds=30))
    assert receiver.got == []
    await sending.send_due({}, at=at + timedelta(seconds=90))

    assert len(receiver.got) == 1
    assert (await only())["state"] == "delivered"


async def test_the_secret_before_signs_for_a_day_beside_the_new_one(receiver: Receiver) -> None:
    held, first = await endpoint(receiver)
    second = await endpoints.rotate(held.code, by=None, at=clock.now())
    await happens("case:accept")
    await happens("case:close")

    await sending._send((await sending._claimed(clock.now()))[0], clock.now())
    tomorrow = clock.now() + endpoints.OVERLAP + timedelta(minutes=1)
    await sending.send_due({}, at=tomorrow)

    both, one = receiver.got
    assert both[0]["webhook-signature"].split() == [
        signature(second, *both), signature(first, *both)]  # fmt: skip
    assert one[0]["webhook-signature"] == signature(second, *one)


async def test_secrets_stand_sealed(receiver: Receiver) -> None:
    held, secret = await endpoint(receiver)
    await endpoints.rotate(held.code, by=None, at=clock.now())

    assert secret not in str(await WebhookEndpoint.select())
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    await endpoint(receiver)
    await happens("case:accept")
    receiver.answers = [302]

    await send()

    assert len(receiver.got) == 1
    assert (await only())["error"] == "answered 302"


async def test_a_receiver_that_is_down_harms_nobody(receiver: Receiver) -> None:
    await endpoint(receiver)
    await happens("case:accept")
    receiver.server.socket.close()

    await send()

    row = await only()
    assert (row["state"], row["status"]) == ("waiting", 0)


FORBIDDEN = (
    "http://localhost:1/", "http://127.1/", "http://2130706433/",
    "http://0x7f000001/", "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://0/", "http://127.0.0.2/", "http://127.0.0.1.nip.io/", "http://169.254.169.254/",
    "http://10.0.0.1/", "https://evil.example.org/", "https://hooks.example.org.evil.org/",
    "https://hooks.example.org@evil.org/", "https://evil.org#@hooks.example.org/",
    "https://hooks.example.org\\@evil.org/", "http://hooks.example.org/", "ftp://127.0.0.1/",
    "file:///etc/passwd", "gopher://127.0.0.1/", "https://user:pass@hooks.example.org/",
    "https://ｈooks.example.org/", "https://hooks.example.org /", "https://hooks.example.org:x/",
    "//hooks.example.org/", "hooks.example.org", "", "https://",
)  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
async def test_no_other_host_is_taken(url: str) -> None:
    with pytest.raises(Invalid):
        await endpoints.create(url, ("case",), by=None, at=clock.now())


async def test_a_name_the_settings_hold_does_not_open_what_lies_inside(
    database: Settings,
) -> None:
    settings_.use(msgspec.structs.replace(database, webhook_hosts=("localhost",)))
    with pytest.raises(Unreachable):
        await resolve(target("https://localhost:9/"))


async def test_an_address_the_settings_name_is_reached(receiver: Receiver) -> None:
    assert await resolve(target(f"{receiver.address}/x")) == "127.0.0.1"


async def test_a_host_that_is_taken_from_the_settings_is_not_sent_to(
    receiver: Receiver, database: Settings
) -> None:
    await endpoint(receiver)
    await happens("case:accept")
    settings_.use(database)

    await send()

    assert receiver.got == []
    assert "not allowed" in (await only())["error"]


async def test_an_endpoint_needs_something_to_hear_of(receiver: Receiver) -> None:
    for kinds in ((), ("strange",)):
        with pytest.raises(Invalid):
            await endpoints.create(receiver.address, kinds, by=None, at=clock.now())

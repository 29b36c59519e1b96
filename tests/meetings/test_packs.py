"""Packs: every paper in its place, each unit its own, nothing of another's secret in any byte."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pdfplumber
import pikepdf
import pytest

from meetings.model import Meeting, Pack, PackState, Topic
from meetings.operations import binding, books, filing, packs
from meetings.queries import packs as queries
from meetings.queries import papers, rows
from meetings.rules.packs import topics_for
from meetings.tables import PackPartRow, TopicPaperRow
from portal import worker
from portal.core import clock, db
from portal.core.ids import new_code
from portal.documents import files, office
from portal.documents.tables import StoredFile
from portal.documents.uploads import Upload
from portal.jobs import long
from portal.journal.tables import Journal
from tests.hostile import picture
from tests.meetings.round_table import Table
from tests.written import written

pytestmark = pytest.mark.papers


async def with_papers(table: Table, topic: Topic, *sent: tuple[str, bytes]) -> None:
    """Give a topic papers as its office does."""
    folder = await filing.open_folder(topic.key, by=table.person("secretary"), at=clock.now())
    for name, data in sent:
        await filing.add(folder, [Upload(name, data)])


async def kept(table: Table, topic: Topic, name: str, data: bytes, mime: str) -> None:
    """Give a topic a paper that no upload would have taken, as an older portal may have."""
    held, code, by = await files.put(data), new_code(), table.person("secretary")
    async with db.write():
        stored = await files.keep(held, name="paper.pdf", mime=mime, by=by, at=clock.now())
        last = len(await papers.of_topic(topic.id)) + 1
        await TopicPaperRow.insert(
            TopicPaperRow(
                code=code, topic_id=topic.id, stored_id=stored.id, original=new_code(),
                name_sealed=rows.sealed("topic_paper", code, "name", name), position=last,
                unit_id=table.stage.units["desk"].id, by_id=by.id, at=clock.now(),
            )
        )  # fmt: skip


async def topic_of(table: Table, where: str, **more: Any) -> Topic:
    """Return a pooled topic of a unit."""
    proposer = await table.head(where)
    topic = await table.proposed(proposer, **more)
    return await table.pooled(await table.do("submit", topic, proposer))


async def fixed(table: Table, *topics: Topic) -> Meeting:
    """Return a meeting whose agenda holds these topics and is fixed."""
    secretary, meeting = table.person("secretary"), await table.planned()
    for topic in topics:
        await table.do("schedule", topic, secretary, meeting=meeting.number)
    for act in ("convene", "fix_agenda"):
        meeting = await table.do(act, meeting, secretary)
    return meeting


async def packed(table: Table, meeting: Meeting) -> dict[str, Pack]:
    """Return the packs of a meeting, made by the worker; "" is the whole one."""
    made = await table.do("build_pack", meeting, table.person("secretary"))
    await worker.run_due()
    held = await queries.of_version(meeting.id, made.pack)
    assert {each.state for each in held} == {PackState.READY}
    return {each.unit.code if each.unit else "": each for each in held}


async def bytes_of(pack: Pack) -> bytes:
    """Return a pack's file."""
    return (await files.fetch(pack.stored))[1]


def everything_in(data: bytes) -> bytes:
    """Return whatever stands in a PDF: as it is, unpacked, and as it reads."""
    found = [data]
    with pikepdf.open(io.BytesIO(data)) as book:
        for each in book.objects:
            found.append(each.unparse(resolved=True))
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != pikepdf.Name.Image:
                found.append(each.read_bytes())
        with book.open_outline() as outline:
            found += [title.encode() for title in _titles(outline.root)]
    with pdfplumber.open(io.BytesIO(data)) as paper:
        found += [(page.extract_text() or "").encode() for page in paper.pages]
    return b"\n".join(found)


def _titles(items: Any) -> list[str]:
    return [title for item in items for title in (item.title, *_titles(item.children))]


async def test_a_pack_holds_every_paper_in_its_place_and_names_what_it_cannot_show(
    table: Table,
) -> None:
    first = await topic_of(table, "civil affairs", title="第一个议题")
    await with_papers(
        table, first, ("汇报.pdf", written("alpha", "beta", size=(420, 595))),
        ("现场.jpg", picture(size=(300, 200))), ("说明.txt", "第一行\n第二行".encode()),
    )  # fmt: skip
    await kept(table, first, "加密.pdf", written("x", password="geheim"), "application/pdf")
    await kept(table, first, "坏了.pdf", b"%PDF-1.7 cut short", "application/pdf")
    second = await topic_of(table, "bureau", title="第二个议题")
    await with_papers(table, second, ("方案.pdf", written("gamma")))
    meeting = await fixed(table, first, second)

    whole = (await packed(table, meeting))[""]

    data = await bytes_of(whole)
    with pdfplumber.open(io.BytesIO(data)) as book:
        said = [page.extract_text() or "" for page in book.pages]
        sizes = [(round(page.width), round(page.height)) for page in book.pages]
    assert len(said) == whole.pages == 11
    assert all(f"— {number} —" in words for number, words in enumerate(said, 1))
    assert "社会救助工作联席会议" in said[0]
    assert "第1版" in said[0].replace(" ", "")
    assert ["第一个议题" in said[2], "alpha" in said[3], "beta" in said[4]] == [True] * 3
    assert sizes[3] == (420, 595)
    assert "第二行" in said[6]
    assert "加密.pdf" in said[7]
    assert "密码" in said[7]
    assert "坏了.pdf" in said[8]
    assert "已损坏" in said[8]
    assert ["第二个议题" in said[9], "gamma" in said[10]] == [True] * 2
    assert [(each.page, each.why) for each in whole.parts] == [
        (3, ""), (4, ""), (6, ""), (7, ""), (8, "locked"), (9, "broken"), (10, ""), (11, ""),
    ]  # fmt: skip
    contents = said[1].replace(" ", "").splitlines()
    assert contents[1:4] == ["一、第一个议题3", "汇报4", "现场6"]
    assert contents[-3:-1] == ["二、第二个议题10", "方案11"]
    _check_ways(data)


def _check_ways(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(data)) as book, book.open_outline() as outline:
        assert [each.title for each in outline.root] == ["目录", "一、第一个议题", "二、第二个议题"]
        below = [each.title for each in outline.root[1].children]
        assert below == ["汇报", "现场", "说明", "加密", "坏了"]
        links = [each for each in book.pages[1].obj.Annots if "/Dest" in each]
        assert links[0].Dest[0].objgen == book.pages[2].obj.objgen
        assert "/A" not in links[0]
        assert str(book.docinfo["/Title"]).endswith("会议材料汇编（第1版）")


async def test_no_byte_of_anothers_secret_topic_stands_in_a_units_pack(table: Table) -> None:
    secret = await topic_of(table, "civil affairs", title="CANARYtitle", secret=True)
    await with_papers(
        table, secret,
        ("CANARYname.pdf", written("CANARYtext", Title="CANARYmeta", Author="CANARYmeta")),
        ("CANARYpicture.jpg", picture(size=(91, 47))),
    )  # fmt: skip
    plain = await topic_of(table, "bureau", title="OPENtitle")
    await with_papers(table, plain, ("OPENname.pdf", written("OPENtext", Title="OPENmeta")))
    meeting = await fixed(table, secret, plain)

    held = await packed(table, meeting)

    units = table.stage.units
    for where in ("bureau", "lead"):
        found = everything_in(await bytes_of(held[units[where].code]))
        assert b"CANARY" not in found
        assert b"/Width 91" not in found
        assert b"OPENtext" in found
        assert "不宜扩散".encode() not in found
    for code in ("", units["civil affairs"].code):
        found = everything_in(await bytes_of(held[code]))
        assert b"CANARYtext" in found
        assert b"CANARYtitle" in found
        assert "不宜扩散".encode() in found
    # Where the topics are the same, the book is the same file.
    assert held[units["bureau"].code].stored == held[units["lead"].code].stored
    assert held[""].stored == held[units["civil affairs"].code].stored
    assert "CANARY" not in str(held[""].parts)


async def test_an_observer_gets_its_own_topics_alone(table: Table) -> None:
    own = await topic_of(table, "bureau", title="OWN")
    other = await topic_of(table, "civil affairs", title="OTHER")
    meeting = await fixed(table, own, other)
    (called,) = [each for each in meeting.attendance
                 if each.unit.code == table.stage.units["bureau"].code]  # fmt: skip
    agenda = await table.agenda(meeting)

    observer = msgspec.structs.replace(called, observer=True)
    assert [each.title for each in topics_for(called, agenda)] == ["OWN", "OTHER"]
    assert [each.title for each in topics_for(observer, agenda)] == ["OWN"]


async def test_a_second_pack_converts_nothing_again_takes_the_next_version_and_the_old_one_stays(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = await topic_of(table, "civil affairs")
    await with_papers(table, topic, ("说明.txt", b"only once"))
    meeting = await fixed(table, topic)
    first = (await packed(table, meeting))[""]
    noted = await PackPartRow.count()
    await with_papers(table, topic, ("补充.pdf", written("later")))
    assert await packs.is_outdated(meeting, first)

    second = (await packed(table, meeting))[""]

    assert (first.version, second.version) == (1, 2)
    assert not await packs.is_outdated(meeting, second)
    assert await PackPartRow.count() == noted + 1
    assert (await queries.one(meeting.id, first.code)).stored == first.stored
    assert b"later" in everything_in(await bytes_of(second))
    assert b"later" not in everything_in(await bytes_of(first))


async def test_an_office_file_is_named_until_there_is_a_converter_and_shown_then(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = await topic_of(table, "civil affairs")
    await kept(table, topic, "请示.docx", new_code().encode(), "application/vnd.docx")
    meeting = await fixed(table, topic)
    monkeypatch.setattr(office, "converter", lambda: "")
    first = (await packed(table, meeting))[""]

    async def as_pdf(data: bytes, ending: str) -> bytes:
        assert data
        return written(f"converted from {ending}")

    monkeypatch.setattr(office, "converter", lambda: "soffice")
    monkeypatch.setattr(office, "as_pdf", as_pdf)
    second = (await packed(table, meeting))[""]

    assert [each.why for each in first.parts] == ["", "no_converter"]
    assert b"LibreOffice" in everything_in(await bytes_of(first))
    assert [each.why for each in second.parts] == ["", ""]
    assert b"converted from docx" in everything_in(await bytes_of(second))


async def test_packs_are_stopped_and_made_again_in_the_same_version(table: Table) -> None:
    secretary = table.person("secretary")
    meeting = await fixed(table, await topic_of(table, "civil affairs"))
    await table.do("build_pack", meeting, secretary)
    await table.do("stop_pack", meeting, secretary)
    await worker.run_due()
    held = await queries.of_version(meeting.id, 1)
    assert {each.state for each in held} == {PackState.CANCELLED}

    again = await packed(table, meeting)

    assert again[""].version == 1


async def test_a_unit_reads_its_own_pack_alone_and_every_reading_is_journalled(
    table: Table, visiting: Any
) -> None:
    meeting = await fixed(table, await topic_of(table, "civil affairs"))
    secretary = await visiting(table.person("secretary"))
    at = f"/meetings/{meeting.key}"
    assert "生成会议材料汇编" in await secretary.sees(at)
    assert (await secretary.acts(at, "build-pack")).status_code == 303
    assert "停止生成汇编" in await secretary.sees(at)
    await worker.run_due()
    units = {name: table.stage.units[name] for name in ("bureau", "lead")}
    held = {each["unit"]["code"] if each["unit"] else "": each
            for each in (await secretary.reads(f"{at}/packs"))["items"]}  # fmt: skip
    page = await secretary.sees(at)
    assert all(f'{at}/packs/{each["code"]}"' in page for each in held.values())

    bureau = await visiting(await table.head("bureau"))
    mine = held[units["bureau"].code]
    (listed,) = (await bureau.reads(f"{at}/packs"))["items"]
    assert listed["code"] == mine["code"]
    answer = await bureau.client.get(f"{at}/packs/{mine['code']}")
    assert answer.content.startswith(b"%PDF")
    assert (await bureau.client.get(listed["content"])).content == answer.content
    for other in (held[""], held[units["lead"].code]):
        assert (await bureau.client.get(f"{at}/packs/{other['code']}")).status_code == 404
        assert (await bureau.client.get(other["content"])).status_code == 404
    above = await visiting(await table.head("city bureau"))
    assert (await above.reads(f"{at}/packs"))["items"] == []
    told = await Journal.select().where(Journal.subject_code == mine["code"])
    assert [(row["tag"], row["kept"]) for row in told] == [("pack:read", "disclosure")] * 2


async def test_whoever_lost_the_right_gets_no_pack_made(table: Table) -> None:
    meeting = await fixed(table, await topic_of(table, "civil affairs"))
    made = await table.do("build_pack", meeting, table.person("secretary"))
    stranger = table.person("head", "bureau")

    step = await binding.go_on(
        {"meeting": meeting.id, "version": made.pack, "person": stranger.id}, at=clock.now(),
        cancelled=False,
    )  # fmt: skip

    assert step.said is not None
    held = await queries.of_version(meeting.id, made.pack)
    assert {each.state for each in held} == {PackState.FAILED}


async def test_what_waits_for_the_scanner_or_finds_no_more_room_stands_by_name(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = await topic_of(table, "civil affairs")
    await with_papers(table, topic, ("一.pdf", written("one")), ("二.pdf", written("two")))
    first, second = await papers.of_topic(topic.id)
    stored = StoredFile
    await stored.update({stored.state: "quarantined"}).where(stored.code == first.stored)
    meeting = await fixed(table, topic)

    waiting = (await packed(table, meeting))[""]
    monkeypatch.setattr(books, "MOST_BYTES", 10)
    full = (await packed(table, meeting))[""]

    assert [each.why for each in waiting.parts] == ["", "quarantined", ""]
    assert [each.why for each in full.parts] == ["", "quarantined", "large"]
    assert b"two" in everything_in(await bytes_of(waiting))
    assert second.name in (words := everything_in(await bytes_of(full)).decode(errors="ignore"))
    assert "本册材料太多" in words


async def test_packs_whose_work_has_failed_say_so_and_may_be_made_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await fixed(table, await topic_of(table, "civil affairs"))
    made = await table.do("build_pack", meeting, table.person("secretary"))
    (first, *_) = await queries.of_version(meeting.id, made.pack)

    async def fails(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as full:
        full.setattr(binding, "bound", fails)
        for _ in range(long._FAILURES):
            with pytest.raises(OSError, match="full"):
                await long.go_on({"code": first.work}, at=clock.now())
    held = await queries.of_version(meeting.id, made.pack)
    assert {each.state for each in held} == {PackState.FAILED}

    again = await packed(table, meeting)

    assert again[""].version == made.pack

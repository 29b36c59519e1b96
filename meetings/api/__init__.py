"""The API of joint meetings: bodies, topics, meetings, minutes, resolutions."""

from __future__ import annotations

from meetings.api import doors, packs, papers, pressing, writing
from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from portal.web.actions import api_doors

HANDLERS = (
    doors.topics, doors.propose, doors.put_to_meeting, doors.topic,
    *api_doors("/api/v1/topics/{key:str}", TOPIC_ACTS, show=doors.topic),
    *papers.HANDLERS,
    doors.meetings, doors.plan, doors.meeting,
    *api_doors("/api/v1/meetings/{key:str}", MEETING_ACTS, show=doors.meeting),
    *packs.HANDLERS,
    doors.minutes, doors.minutes_rounds, doors.check_file,
    *api_doors("/api/v1/minutes/{key:str}", MINUTES_ACTS, show=doors.minutes),
    writing.item, writing.earlier, writing.save, writing.settle, writing.hold, writing.leave,
    *pressing.HANDLERS, doors.resolutions, doors.resolution, doors.letters,
    *api_doors("/api/v1/resolutions/{key:str}", RESOLUTION_ACTS, show=doors.resolution),
    doors.bodies, doors.create_body, doors.appoint,
)  # fmt: skip

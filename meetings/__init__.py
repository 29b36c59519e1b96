"""Joint meetings 联席会议: bodies, topics, meetings, minutes, resolutions.

The room is marked out and still empty: the referrals' side of the circle (put to the meeting, taken
back, decided) already stands in ``referrals.states``; what changes both in one transaction will be
an operation here, reaching the referrals only through ``meetings.referral_links``.
"""

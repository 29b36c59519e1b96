"""Joint meetings 联席会议: bodies, topics, meetings, minutes, resolutions.

What one department cannot settle comes here from the referrals and goes back with a decision. What
changes both in one transaction is an operation here, reaching the referrals only through
``meetings.referral_links``.
"""

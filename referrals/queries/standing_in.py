"""Stand-ins in the lists' own statements, so that a list stays one query."""

# Whose tasks are mine too today: theirs for whom I stand in.
STOOD_IN = """SELECT a.person_id FROM absence a WHERE a.delegate_id = {} AND a.since <= {}
    AND a.until > {} AND a.ended_at IS NULL"""
# Who does it today instead of a handler who is away.
STAND_IN = """(SELECT p.name FROM absence a JOIN person p ON p.id = a.delegate_id
    WHERE a.person_id = "referral"."handler_id" AND a.unit_id = "referral"."unit_id"
      AND a.since <= {} AND a.until > {} AND a.ended_at IS NULL LIMIT 1) AS stand_in"""

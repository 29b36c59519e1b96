"""What every door of the house needs: who asks, may they, reading forms, answering, refusing.

A request passes the entrance (who, when, in which language, security headers), the gate (the
declared permission), the guard against forged requests, and the memory of answers given, before a
handler sees it. Features declare doors; nothing here knows a feature.
"""

"""A press for tests: it gives every order back, but for the words that let it down."""

from __future__ import annotations

import os
import sys
import time

from portal.documents.press import receive, send


def main(first: str) -> None:
    if first == "broken":
        sys.exit(3)
    send(b"", sys.stdout.buffer)
    while (order := receive(sys.stdin.buffer)) is not None:
        if order == b"end":
            os._exit(7)
        if order == b"sleep":
            time.sleep(60)
        send(order, sys.stdout.buffer)


if __name__ == "__main__":
    main(sys.argv[1])

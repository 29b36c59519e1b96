"""The binder as a program at the two ends of a pipe: it holds one book at a time."""

from __future__ import annotations

import os
import sys

import msgspec

from portal.documents.binding.book import Book
from portal.documents.binding.model import Add, Bind, Order, Prepare, Read
from portal.documents.binding.pages import as_pages
from portal.documents.limits import (
    OUT_OF_MEMORY,
    TOO_DEEP,
    behave,
    limit_cpu,
    limit_memory,
)
from portal.documents.press import receive, send


def _answered(order: Order, book: Book) -> bytes:
    match order:
        case Prepare():
            return msgspec.msgpack.encode(as_pages(order.data, picture=order.picture))
        case Add():
            return msgspec.msgpack.encode(book.add(order.data))
        case Bind():
            return msgspec.msgpack.encode(book.bind(order.title, order.runs, order.marks))
        case Read():
            return book.piece(order.at)


def main() -> None:
    """Do what is ordered through the standard input until nobody is there to order."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    behave()
    limit_memory()
    send(b"", answers)
    book = Book()
    decoder = msgspec.msgpack.Decoder(Order)
    try:
        while (order := receive(orders)) is not None:
            limit_cpu()
            send(_answered(decoder.decode(order), book), answers)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except RecursionError:
        os._exit(TOO_DEEP)


if __name__ == "__main__":
    main()

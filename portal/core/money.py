"""Money: whole fen, exact. Floats do not enter; there is one rounding function."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

import msgspec

_WRITTEN = re.compile(r"(?P<yuan>\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(?P<fen>\d{1,2}))?", re.ASCII)


class Money(msgspec.Struct, frozen=True, order=True):
    """An amount in yuan, held as fen."""

    fen: int = 0

    @classmethod
    def parse(cls, text: str) -> Money:
        """Return the amount written as ``7000``, ``7,000.00`` or ``７０００元``, in yuan.

        Raises ``ValueError`` for anything else: negative, three decimals, misplaced commas.
        """
        plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元")
        found = _WRITTEN.fullmatch(plain.strip())
        if found is None:
            raise ValueError(f"not an amount in yuan: {text[:40]!r}")
        fen = (found["fen"] or "").ljust(2, "0")
        return cls(int(found["yuan"].replace(",", "")) * 100 + int(fen))

    @classmethod
    def yuan(cls, amount: int) -> Money:
        """Return a whole amount of yuan."""
        return cls(amount * 100)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """Return the sum; nothing adds up to nothing."""
        return cls(sum(amount.fen for amount in amounts))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        """Return the amount as offices write it: ``7,000.00``."""
        sign = "-" if self.fen < 0 else ""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{sign}{yuan:,}.{fen:02}"

    def times(self, factor: Fraction) -> Money:
        """Return the amount times an exact factor, rounded to whole fen."""
        return Money(rounded(self.fen * factor))

    def shared(self, parts: int) -> tuple[Money, ...]:
        """Return the amount in equal parts; the first ones take the fen left over."""
        if parts < 1:
            raise ValueError("money is shared among one or more")
        each, left = divmod(self.fen, parts)
        return tuple(Money(each + (n < left)) for n in range(parts))


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero: the product's one rounding."""
    doubled = abs(value) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return whole if value >= 0 else -whole

"""Numbers of people: resident IDs with their check digit, and phones."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from stdnum.iso7064 import mod_11_2

from portal.core.fields import wrong
from portal.core.i18n import N_
from referrals.model import Sex

_ID = re.compile(r"[0-9]{17}[0-9X]")
_ID_WITHOUT_X = re.compile(r"[0-9]{17}")
_OLD_ID = re.compile(r"[0-9]{15}")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|\d{3,5}", re.ASCII)
_OLDEST = date(1850, 1, 1)


def normal_id(text: str) -> str:
    """Return an ID number as it is stored: half-width, no spaces, a large X.

    A card reader types the last X into an input method, which swallows it: 17 digits whose check
    digit is X are completed.
    """
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if _ID_WITHOUT_X.fullmatch(plain) and mod_11_2.calc_check_digit(plain) == "X":
        return plain + "X"
    return plain


def check_id(text: str, on: date) -> str:
    """Return the normalised resident ID number; raise an error that says what is wrong with it.

    The area code is not checked: numbers outlive the divisions they were issued in.
    """
    plain = normal_id(text)
    if _OLD_ID.fullmatch(plain):
        _birth("19" + plain[6:12], on)
        return plain
    if len(plain) != 18:
        raise wrong("id_length", N_("证件号码应为 18 位，现为 %(n)s 位。请核对。"), n=len(plain))
    if not _ID.fullmatch(plain):
        raise wrong("id_digits", N_("证件号码只能是数字，最后一位可以是 X。请核对。"))
    _birth(plain[6:14], on)
    if not mod_11_2.is_valid(plain):
        raise wrong("id_check", N_("证件号码的校验码不对，请对照证件逐位核对。"))
    return plain


def _birth(digits: str, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = date.min
    if not _OLDEST <= born <= on:
        raise wrong("id_birth", N_("证件号码中的出生日期不存在或在将来，请核对第 7 至 14 位。"))
    return born


def long_form(number: str) -> str:
    """Return the 18-digit form of a number of 15 digits, as issued before 1999; others as given.

    The birth year lacks its century, which is always 19: nobody born later was given 15 digits.
    """
    if not _OLD_ID.fullmatch(number):
        return number
    digits = f"{number[:6]}19{number[6:]}"
    return digits + str(mod_11_2.calc_check_digit(digits))


def written_as(number: str) -> tuple[str, ...]:
    """Return every way one number may have been written down: as given, with 18, with 15 digits."""
    long = long_form(number)
    short = long[:6] + long[8:17] if _ID.fullmatch(long) and long[6:8] == "19" else ""
    return tuple(dict.fromkeys(form for form in (number, long, short) if form))


def birth_of(number: str) -> date:
    """Return the birth date a checked ID number holds."""
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def sex_of(number: str) -> Sex:
    """Return the sex a checked ID number holds."""
    odd = int(number[16] if len(number) == 18 else number[14]) % 2
    return Sex.MALE if odd else Sex.FEMALE


def normal_phone(text: str) -> str:
    """Return a phone number as it is stored: half-width, without spaces and without +86."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\+?86)(?=1\d{10}$)", "", plain)


def _phone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain = normal_phone(value)
    if plain and not _PHONE.fullmatch(plain):
        raise wrong("phone", N_("电话号码没有看懂。手机 11 位；座机请写成 023-12345678。"))
    return plain


Phone = Annotated[str, BeforeValidator(_phone)]

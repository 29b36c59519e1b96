"""Field encryption and keyed hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.core import crypto


@pytest.fixture(autouse=True)
def own_keys() -> None:
    crypto.use(crypto.Keys.fresh())


def test_a_sealed_text_opens_at_its_own_place() -> None:
    sealed = crypto.seal("500116…", "client:a:doc")

    assert "500116" not in sealed
    assert crypto.unseal(sealed, "client:a:doc") == "500116…"


@pytest.mark.parametrize("place", ["client:b:doc", "client:a:phone", "case:a:doc"])
def test_a_sealed_text_moved_elsewhere_does_not_open(place: str) -> None:
    sealed = crypto.seal("13800000000", "client:a:doc")

    with pytest.raises(crypto.Unopened):
        crypto.unseal(sealed, place)


@pytest.mark.parametrize("spoilt", ["v1.x.AAAA", "nonsense", "v1..", "v1.00.!!!!"])
def test_a_spoilt_text_is_refused_by_name(spoilt: str) -> None:
    with pytest.raises(crypto.Unopened):
        crypto.unseal(spoilt, "client:a:doc")


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    assert crypto.seal("x", "t:r:c") != crypto.seal("x", "t:r:c")


def test_nothing_stays_nothing() -> None:
    assert crypto.seal("", "t:r:c") == ""
    assert crypto.search_hash("doc", "") == ""


def test_an_old_key_opens_what_it_sealed_after_a_new_one_took_over() -> None:
    old = crypto.keys()
    sealed = crypto.seal("kept", "t:r:c")
    crypto.use(crypto.Keys(old.seal | {"new": b"k" * 32}, "new", old.search, old.session))

    assert crypto.unseal(sealed, "t:r:c") == "kept"
    assert crypto.seal("next", "t:r:c").split(".")[1] == "new"


def test_equal_values_of_two_columns_have_hashes_that_tell_nothing_of_each_other() -> None:
    assert crypto.search_hash("doc", "1") == crypto.search_hash("doc", "1")
    assert crypto.search_hash("doc", "1") != crypto.search_hash("phone", "1")


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    first = crypto.load_keys(tmp_path)

    assert crypto.load_keys(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_signature_holds_for_its_purpose_only() -> None:
    signature = crypto.sign("flash", "text")

    assert crypto.signed("flash", "text", signature)
    assert not crypto.signed("csrf", "text", signature)
    assert not crypto.signed("flash", "other", signature)

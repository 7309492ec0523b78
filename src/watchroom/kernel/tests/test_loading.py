"""What a process loads at its start: half of that time went into what nobody had asked for yet."""

import gc

import pytest
from ninja import Schema
from pydantic import ValidationError

from watchroom.kernel.loading import loading

pytestmark = pytest.mark.once


def test_a_schema_is_built_at_its_first_use_and_refuses_what_it_ever_refused() -> None:
    class Inner(Schema):
        count: int

    class Asked(Schema):
        inner: Inner

    assert not Asked.__pydantic_complete__
    with pytest.raises(ValidationError, match="count"):
        Asked.model_validate({"inner": {"count": "many"}})
    assert Asked.__pydantic_complete__
    assert Asked(inner=Inner(count=2)).model_dump() == {"inner": {"count": 2}}


def test_the_collector_rests_while_a_process_loads_and_works_again_whatever_became_of_it() -> None:
    def loads() -> None:
        with loading():
            assert not gc.isenabled()
            raise ImportError

    with pytest.raises(ImportError):
        loads()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0

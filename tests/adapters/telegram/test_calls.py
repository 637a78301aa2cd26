"""What is told of an error of the library."""

from __future__ import annotations

import pytest
from telegram.error import NetworkError

from adapters.telegram.calls import told


@pytest.mark.parametrize(
    "address", ["https://api.telegram.org/bot123:ABC-d_e/getMe", "/bot123:ABC-d_e", "/file/bot123:ABC-d_e/x"]
)
def test_an_error_is_told_without_the_token_in_its_address(address: str) -> None:
    said = told(NetworkError(f"nobody answers at {address} now\nsecond line"))
    assert said.startswith("NetworkError: nobody answers at ")
    assert "ABC" not in said
    assert "123" not in said
    assert "second" not in said

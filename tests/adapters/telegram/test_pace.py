"""How fast messages go out: one after the other, those that somebody waits for first, one chat's wait its own."""

from __future__ import annotations

import asyncio

import pytest

from adapters.telegram import pace
from adapters.telegram.pace import A_MINUTE_IN_A_GROUP, ChatLimits, Pace


def test_turns_come_one_after_the_other_and_urgent_ones_first() -> None:
    came: list[str] = []

    async def take(paced: Pace, name: str, *, is_urgent: bool) -> None:
        await paced.turn(is_urgent=is_urgent)
        came.append(name)

    async def play() -> float:
        paced, loop = Pace(a_second=500), asyncio.get_running_loop()
        begun = loop.time()
        posts = [take(paced, f"post {number}", is_urgent=False) for number in range(5)]
        answers = [take(paced, f"answer {number}", is_urgent=True) for number in range(3)]
        await asyncio.gather(*posts, *answers)
        return loop.time() - begun

    assert asyncio.run(play()) >= 7 / 500
    assert came == ["post 0", "answer 0", "answer 1", "answer 2", "post 1", "post 2", "post 3", "post 4"]


def test_who_gives_up_waiting_holds_up_nobody() -> None:
    async def play() -> None:
        paced = Pace(a_second=200)
        waiting = [asyncio.ensure_future(paced.turn()) for _ in range(3)]
        await waiting[0]
        waiting[1].cancel()
        await asyncio.wait_for(waiting[2], 1)

    asyncio.run(play())


def test_a_chat_that_asks_for_patience_is_left_alone_and_no_other() -> None:
    async def play() -> None:
        limits = ChatLimits()
        limits.close(-1, 30)
        limits.close(-1, 5)
        assert 29 < limits.closed_for(-1) <= 30
        assert 29 < limits.wait_for(-1) <= 30
        assert limits.closed_for(-2) == limits.wait_for(-2) == 0

    asyncio.run(play())


def test_chats_whose_messages_count_no_more_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "KEPT", 3)
    monkeypatch.setattr(pace, "PRIVATE_GAP_SECONDS", 0)

    async def play() -> None:
        limits = ChatLimits()
        for chat_id in range(1, 10):
            limits.count(chat_id)
            assert limits.wait_for(chat_id) == 0

    asyncio.run(play())


@pytest.mark.parametrize(("chat_id", "most", "span"), [(-5, A_MINUTE_IN_A_GROUP, 60), (7, 1, 1.05)])
def test_a_chat_takes_so_many_messages_in_its_span(chat_id: int, most: int, span: float) -> None:
    async def play() -> None:
        limits = ChatLimits()
        for _ in range(most):
            assert limits.wait_for(chat_id) == 0
            limits.count(chat_id)
        assert span - 0.5 < limits.wait_for(chat_id) <= span
        assert limits.wait_for(chat_id, is_edit=True) == 0
        assert limits.wait_for(chat_id - 1000) == 0

    asyncio.run(play())

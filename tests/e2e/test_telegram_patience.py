"""When Telegram asks for patience: signs are let go, words on a press come soon, messages keep their order."""

from __future__ import annotations

import pytest
from e2e.telegram_evening import Evening
from e2e.telegram_service import Fault

from adapters import dispatcher
from adapters.telegram import answers


@pytest.fixture
def ben(evening: Evening) -> int:
    """Somebody who knows Quorum."""
    return evening.service.person("Ben")


@pytest.fixture
def group(evening: Evening, ben: int) -> int:
    """A group with today's challenge, which ben set up."""
    chat_id = evening.do(lambda: evening.service.group("supergroup", owner=ben))
    evening.say(ben, "/setup 09:00 Europe/Berlin now", chat_id)
    evening.tick(seconds=1)
    return chat_id


@pytest.mark.parametrize("method", ["setMessageReaction", "sendChatAction"])
def test_a_sign_that_is_told_to_wait_is_let_go(
    evening: Evening, ben: int, group: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE_SECONDS", 0)
    evening.service.faults = [Fault(method, "429", group, retry_after=30, count=50)]
    evening.do(lambda: evening.service.say(ben, "/help", group))
    assert evening.service.tried(method) == 1
    assert evening.last(ben).startswith("What you can do here")


def test_what_has_to_wait_too_long_is_let_go_and_holds_up_nothing(evening: Evening, ben: int) -> None:
    evening.say(ben, "/settings")
    evening.service.faults = [Fault("answerCallbackQuery", "429", retry_after=3600)]
    evening.do(lambda: evening.service.press(ben, "15 new cards"))
    assert evening.service.tried("answerCallbackQuery") == 1
    assert "New cards a day: 15" in evening.last(ben)
    assert evening.say(ben, "/help").startswith("What you can do here")


def test_each_press_gets_its_word_while_the_private_chat_has_to_wait(
    evening: Evening, ben: int, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "TOAST_WITHIN_SECONDS", 0.02)
    town, key = evening.service, evening.key()
    before = len(town.shown(ben))
    town.faults = [Fault("sendMessage", "429", ben)]

    async def both() -> None:
        presses = [town.press(ben, label, group) for label in (key, "Show help")]
        said = [await town.until(lambda one=one: town.presses[one]) for one in presses]
        assert len(town.shown(ben)) == before
        assert said[0]["text"] == f"✅ {key} is right · More in our private chat"
        assert said[1]["text"] == "Go on in our private chat."
        await town.until(lambda: len(town.shown(ben)) == before + 2)
        await town.until_quiet()

    evening.run(both())
    right, helped = town.shown(ben)[before:]
    assert right["text"].startswith(f"✅ {key} is right")
    assert helped["text"].startswith("What you can do here")

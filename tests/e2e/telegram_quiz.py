"""What people of a Telegram group do in a quiz, and what they see of it."""

from __future__ import annotations

from e2e.telegram_chats import Json
from e2e.telegram_evening import Evening


def lobby(evening: Evening, ann: int, group: int, *joining: int, at_once: bool = False, **more: int) -> Json:
    """Ann opens a lobby, others join; how it looks then."""
    evening.say(ann, "/quiz 3", group, **more)
    evening.tick()
    if at_once:
        evening.press(ann, "Tell at once")
    found = evening.service.shown(group)[-1]
    for person in joining:
        assert "You are in" in str(evening.press(person, "Join", group)) + evening.last(person)
    evening.tick(seconds=6)
    return evening.service.chats[group].messages[found["message_id"]]


def start(evening: Evening, ann: int, group: int, *joining: int, at_once: bool = False, **more: int) -> Json:
    """The first question of a quiz."""
    lobby(evening, ann, group, *joining, at_once=at_once, **more)
    evening.press(ann, "Start")
    evening.tick()
    return newest(evening, group)


def newest(evening: Evening, group: int) -> Json:
    """The newest message of Quorum in a group, as it is kept."""
    return evening.service.shown(group)[-1]


def right(evening: Evening, message: Json) -> int:
    """The slot that a poll takes for right."""
    return int(message["poll"]["correct_option_ids"][0])


def vote(evening: Evening, person: int, message: Json, *, is_right: bool = True) -> None:
    """Somebody votes in a poll."""
    slot = right(evening, message) if is_right else (right(evening, message) + 1) % len(message["poll"]["options"])
    evening.do(lambda: evening.service.vote(person, slot, message))

"""Studying in a Discord server: quizzes, lessons and reviews by pressing, answers that are typed, suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from e2e.discord_stage import DiscordStage
from e2e.discord_world import Shown
from flows.script import asking_only, of_kind, right_letters, wrong_letters

from bot.library import Content, QuestionKind


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server with the shipped content."""
    with closing(DiscordStage(sqlite_url, content)) as stage:
        yield stage


# ---- quizzes, lessons, reviews


def test_a_quiz_goes_on_in_one_message_to_its_result(play: DiscordStage) -> None:
    play.command("ann", "quiz", count=5)
    assert "Question 1 of 5" in play.press("ann", "Play alone").text
    for number in range(5):
        seen = play.press("ann", "Show me") if number == 2 else play.answer("ann", right=number % 2 == 0)
        seen = play.press("ann", "Show result" if number == 4 else "Next")
        assert seen.is_in_place
    assert seen.is_hidden
    assert "of 5" in seen.text
    assert "Review missed" in seen.labels


def test_a_quiz_on_a_topic_can_be_ended(play: DiscordStage) -> None:
    assert "1 of 3" in play.whisper("ann", "quiz", topic="kafka", count=3).text
    assert "open quiz" in play.whisper("ann", "quiz").text
    ended = play.press("ann", "End")
    assert "End" not in ended.labels
    assert "open quiz" not in play.whisper("ann", "quiz").text


def test_a_lesson_is_read_forth_and_back_in_one_message_with_its_picture(play: DiscordStage) -> None:
    opened = play.command("ann", "lesson", what="cachng stratgy")
    assert "Caching strategy" in opened.text
    ((name, twin),) = opened.messages[0].pictures.items()
    assert name.endswith(".png")
    assert len(twin) >= 80
    onward = play.press("ann", "Next")
    assert onward.is_in_place
    assert onward.messages[0].pictures == {}
    back = play.press("ann", "Back")
    assert back.is_in_place
    assert back.text == opened.text
    assert back.messages[0].pictures == opened.messages[0].pictures


def test_a_lesson_is_quizzed_and_its_cards_saved(play: DiscordStage) -> None:
    play.command("ann", "lesson", what="kafka")
    saved = play.press("ann", "Save cards")
    assert "Save cards" not in saved.labels
    play.command("ann", "lesson", what="kafka")
    assert "1 of 3" in play.press("ann", "Quiz me").text


def test_due_cards_are_turned_and_rated_in_one_message(play: DiscordStage) -> None:
    play.command("ann", "lesson", what="kafka")
    play.press("ann", "Save cards")
    front = play.command("ann", "review")
    assert front.labels == ["Show answer"]
    back = play.press("ann", "Show answer")
    assert back.is_in_place
    assert {"Forgot", "Got it"} <= {label.partition(" ·")[0] for label in back.labels}
    following = play.press("ann", "Got it")
    assert following.is_in_place
    assert following.text != front.text
    undone = play.press("ann", "Undo rating").text
    assert front.text in undone
    assert "undone" in undone


def test_four_rating_buttons_show_their_intervals(play: DiscordStage) -> None:
    play.command("ann", "settings")
    assert play.press("ann", "4 rating buttons").is_in_place
    play.command("ann", "lesson", what="kafka")
    play.press("ann", "Save cards")
    play.command("ann", "review")
    labels = [label for label in play.press("ann", "Show answer").labels if "·" in label]
    assert [label.partition(" ·")[0] for label in labels] == ["Again", "Hard", "Good", "Easy"]


def test_what_a_search_found_is_opened_by_a_press(play: DiscordStage) -> None:
    found = play.command("ann", "find", words="retry")
    assert "Open 1" in found.labels
    assert "Next" in play.press("ann", "Open 1").labels
    assert "Nothing fits" in play.command("ann", "find", words="qqqqqqq").text


def test_the_context_menu_quizzes_on_a_message_of_somebody(play: DiscordStage) -> None:
    ben = play.person("ben")
    message = play.run(ben.send, play.square, "How does Kafka keep its partitions in order?")
    seen = play.choose("ann", "Quiz me on this", message)
    assert "1 of 3" in seen.text
    assert seen.is_hidden
    picture = play.run(ben.send, play.square, "", attachments=[("x.png", b"x")])
    assert "no words" in play.choose("cho", "Quiz me on this", picture).text


# ---- forms


@pytest.mark.parametrize("kind", [QuestionKind.NUMERIC, QuestionKind.MULTIPLE, QuestionKind.ORDERING])
def test_an_answer_that_is_typed_is_asked_for_in_a_form(sqlite_url: str, content: Content, kind: QuestionKind) -> None:
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(kind)))) as play:
        play.set_up(first=True)
        play.tick()
        (post,) = play.posts()
        answer_by_form(play, post)


def answer_by_form(play: DiscordStage, post: Shown) -> None:
    """Two people answer a post by typing, the one rightly, the other wrongly."""
    asked = play.asked(post)
    assert play.press("ann", "Type answer", on=post).form
    assert "not understood" in play.type("ann", "no idea").text
    play.press("ann", "Type answer", on=post)
    seen = play.type("ann", right_letters(asked))
    assert seen.is_hidden
    assert "✅" in seen.text
    assert "first answer counts" in play.press("ann", "Type answer", on=post).text
    play.command("ben", "daily")
    play.press("ben", "Type answer")
    assert "❌" in play.type("ben", wrong_letters(asked)).text


# ---- while somebody types


def test_lessons_are_suggested_by_their_words_and_forgive_typos(play: DiscordStage) -> None:
    assert ("Apache Kafka", "kafka") in play.suggestions("ann", "lesson", "what", "kafak")[:3]
    everything = play.suggestions("ann", "lesson", "what", "")
    assert len(everything) == min(25, len(play.content.library.lessons))
    name, value = play.suggestions("ann", "lesson", "what", "idempot")[0]
    assert name in play.command("ann", "lesson", what=value).text or "Idempotency" in name


def test_topics_are_areas_and_skills_and_lessons(play: DiscordStage) -> None:
    values = {value for _, value in play.suggestions("ann", "quiz", "topic", "cach", count=3)}
    assert "caching-strategy" in values
    assert values & set(play.content.library.skills)
    for _, value in play.suggestions("ann", "quiz", "topic", "cach")[:2]:
        assert "Question 1" in play.whisper("ann", "quiz", topic=value, count=3).text
        play.press("ann", "End")


def test_dates_are_those_that_had_a_challenge(play: DiscordStage) -> None:
    assert play.suggestions("ann", "daily", "date", "") == []
    for _ in range(3):
        play.command("ann", "daily")
        play.pass_time(hours=24)
    shown = play.suggestions("ann", "daily", "date", "nov")
    assert {value for _, value in shown} >= {"2026-11-21", "2026-11-22", "2026-11-23"}
    assert "Sun 22 Nov" in play.command("ann", "daily", date="2026-11-22").text


def test_zones_are_suggested_by_their_city(play: DiscordStage) -> None:
    assert play.suggestions("owner", "setup", "zone", "berl", time="09:00")[0] == ("Europe/Berlin", "Europe/Berlin")
    assert play.suggestions("owner", "setup", "zone", "new york")[0][1] == "America/New_York"
    assert len(play.suggestions("owner", "setup", "zone", "a")) == 25


@pytest.mark.parametrize("typed", ["x" * 6000, "\u202e<@1>**`"], ids=["long", "marks"])
def test_nothing_that_is_typed_breaks_the_suggestions(play: DiscordStage, typed: str) -> None:
    for command, option in (("lesson", "what"), ("quiz", "topic"), ("daily", "date"), ("setup", "zone")):
        shown = play.suggestions("owner", command, option, typed)
        assert len(shown) <= 25
        assert all(1 <= len(name) <= 100 and 1 <= len(value) <= 100 for name, value in shown)

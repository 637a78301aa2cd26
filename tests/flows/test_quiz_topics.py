"""What a quiz is about, how long it is, and the check of a lesson."""

from __future__ import annotations

from flows.script import answer, asked_of, play_quiz, points_of
from stage import Stage

TOPICS = {
    "": "Mixed",
    "mixed": "Mixed",
    "caching-strategy": "Caching",
    "CACHING": "Caching",
    "cachng": "Caching",
    "consistnt hashing": "Consistent hashing",
    "raft": "Consensus",
    "kafak": "Kafka",
    "messaging": "Messaging",
    "Messaging and streaming": "Messaging and streaming",
    "back-of-the-envelope estimation": "estimation",
    "sk-replication": "Replication",
    "replication and durability": "Replication",
    "mesaging and streeming": "Messaging and streaming",
    "replcation and durabilty": "Replication",
    "  MESSAGING   AND streaming ": "Messaging and streaming",
}


def test_a_topic_is_understood_by_its_name_part_of_it_or_with_typos(play: Stage) -> None:
    for words, topic in TOPICS.items():
        question = play.command("ann", f"/quiz {words}").screens[0]
        assert question.title == "Question 1 of 5"
        assert topic.lower() in question.context.lower(), words
        play.press("ann", "End")


def test_a_track_asks_about_its_lessons_only(play: Stage) -> None:
    for track in play.content.library.tracks.values():
        for words in (track.id, track.title.upper(), track.title[:-1] if len(track.title) > 8 else track.title):
            question = play.command("ann", f"/quiz {words} 3").screens[0]
            assert track.title[:20] in question.context, words
            quiz = play.look(lambda work: work.quizzes.open(1))
            assert quiz is not None
            lessons = {play.content.library.questions[one].lesson_id for one in quiz.question_ids}
            assert lessons <= {stop.lesson_id for stop in track.stops}
            play.press("ann", "End")


def test_an_unknown_topic_is_refused_with_the_way_on(play: Stage) -> None:
    for words in ("qwrtzpsdf", "🙂🙂🙂", "x" * 10_000, "\u202e\u202e", "***", "\x00"):
        answered = play.command("ann", f"/quiz {words}")
        assert answered.screens == [], words
        assert "/quiz" in answered.notices[0]
    assert play.command("ann", "/quiz kafka").notices == []  # nothing was left open


def test_a_topic_without_questions_leaves_no_open_quiz(play: Stage) -> None:
    assert "no questions on that topic yet" in play.command("ann", "/quiz security and abuse").notices[0]
    begun = play.command("ann", "/quiz kafka")
    assert begun.notices == []
    assert "Kafka" in begun.screens[0].context


def test_a_count_out_of_range_is_refused_with_the_range(play: Stage) -> None:
    for count in ("2", "21", "0", "-3", "999999999999"):
        answered = play.command("ann", f"/quiz {count}")
        assert answered.screens == []
        assert "3 to 20" in answered.notices[0]
    for count in (3, 20):
        begun = play.command("ann", f"/quiz {count}")
        assert (begun.notices, begun.screens[0].title) == ([], f"Question 1 of {count}")
        play.press("ann", "End")


def test_a_mixed_quiz_changes_lessons_from_question_to_question(play: Stage) -> None:
    play.command("ann", "/quiz 10")
    lessons = []
    for number in range(10):
        if number:
            play.press("ann", "Next")
        lessons.append(asked_of(play, "ann").question.lesson_id)
        answer(play, "ann")
    assert len(set(lessons)) == 10


def check(play: Stage, name: str, rights: list[bool]) -> str:
    """Somebody takes the check of a lesson; what the result says."""
    play.command(name, "/lesson kafka")
    play.press(name, "Quiz me")
    play_quiz(play, name, rights)
    return play.press(name, "Show result").screens[0].body


def test_a_passed_check_pays_five_once(play: Stage) -> None:
    assert "You passed" in check(play, "ann", [True] * 3)
    assert points_of(play, "ann") == 3 * 3 + 5
    play.command("ann", "/quiz kafka 10")
    play_quiz(play, "ann", [True] * 10)
    assert points_of(play, "ann") == 10 * 3 + 5
    assert "You passed" in check(play, "ann", [True] * 3)
    assert points_of(play, "ann") == 10 * 3 + 5
    play.pass_time(days=31)
    assert "You passed" in check(play, "ann", [True] * 3)
    assert points_of(play, "ann") == 10 * 3 + 5 + 3 * 3  # the questions pay again in a new season, the check does not


def test_a_check_with_one_miss_is_not_passed(play: Stage) -> None:
    said = check(play, "ann", [True, False, True])
    assert "is passed when all 3 are right at once" in said
    assert points_of(play, "ann") == 2 * 3
    assert "You passed" in check(play, "ann", [True] * 3)


def test_an_ordinary_quiz_of_three_passes_no_lesson(play: Stage) -> None:
    play.command("ann", "/quiz kafka 3")
    play_quiz(play, "ann", [True] * 3)
    assert "passed" not in play.press("ann", "Show result").screens[0].body
    assert points_of(play, "ann") == 3 * 3


def test_quiz_again_asks_more_on_the_same_topic(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    play_quiz(play, "ann", [True] * 5)
    play.press("ann", "Show result")
    again = play.press("ann", "Quiz again").screens[0]
    assert again.title == "Question 1 of 5"
    assert "Kafka" in again.context

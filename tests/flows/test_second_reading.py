"""What must hold between the features: nothing is paid twice, nothing given away, nothing stands still."""

from __future__ import annotations

from flows.script import answer, asked_of, points_of
from stage import PLATFORM, Stage

from bot.events import Place, User
from bot.quiz.actions import StartQuiz
from bot.review.actions import SuspendCard


def test_the_key_seen_before_the_post_cannot_bring_points_after_it(play: Stage) -> None:
    play.set_up("18:00")
    play.command("bob", "/daily")
    play.command("ann", "/settings")
    play.press("ann", "Change zone")
    play.type("ann", "Pacific/Kiritimati")
    play.now = play.now.replace(hour=15)
    play.command("ann", "/daily 2026-11-21")
    play.press("ann", "Show me")
    play.now = play.now.replace(hour=18)
    play.tick()
    again = play.command("ann", "/daily 2026-11-21").screens[0]
    assert again.title == f"The answer is {asked_of(play, 'bob').key_letters}"
    assert points_of(play, "ann") == 0


def test_one_act_pays_once_in_whatever_communities_it_is_done(play: Stage) -> None:
    play.in_private("ann")
    play.command("ann", "/quiz kafka 20")
    while play.screen("ann").context.startswith("Quiz") and "Quiz result" not in play.screen("ann").title:
        answer(play, "ann", right=True)
        play.press("ann", "Next" if any(one.label == "Next" for one in play.screen("ann").buttons) else "Show result")
    alone = points_of(play, "ann")
    play.set_up()
    play.in_square("ann")
    play.act("ann", StartQuiz(20, "kafka"))
    answer(play, "ann", right=True)
    assert points_of(play, "ann") == alone


def test_a_quiz_does_not_give_away_the_open_challenge(play: Stage) -> None:
    play.command("ann", "/daily")
    question = asked_of(play, "ann").question
    play.command("ann", f"/quiz {question.lesson_id} 20")
    quiz = play.look(lambda work: work.quizzes.open(play_learner(work)))
    assert quiz is not None
    assert question.id not in quiz.question_ids


def test_a_suspended_card_that_is_saved_anew_comes_back(play: Stage) -> None:
    play.command("ann", "/lesson kafka")
    play.press("ann", "Save cards")
    play.command("ann", "/review")
    play.press("ann", "Show answer")
    suspend = play.button("ann", "Suspend").action
    assert isinstance(suspend, SuspendCard)
    play.act("ann", suspend)
    play.command("ann", "/lesson kafka")
    assert "1 card saved" in play.press("ann", "Save cards").notices[0]
    card = play.look(lambda work: work.deck.get(suspend.card_id))
    assert card is not None
    assert not card.is_suspended


def test_a_confident_miss_comes_before_what_is_due_even_after_an_absence(play: Stage) -> None:
    play.command("ann", "/lesson kafka")
    play.press("ann", "Save cards")
    play.command("ann", "/review")
    for _ in range(5):
        play.press("ann", "Show answer")
        play.press("ann", "Got it")
    play.pass_time(days=30)
    play.command("ann", "/daily")
    stem = asked_of(play, "ann").question.stem
    answer(play, "ann", right=False)
    play.press("ann", "Sure")
    play.command("ann", "/review")
    assert stem in play.screen("ann").body


def play_learner(work: object) -> int:
    learner = work.learners.find(User(PLATFORM, "ann"), Place(PLATFORM, "square", "town"))  # type: ignore[attr-defined]
    assert learner is not None
    return int(learner.id)

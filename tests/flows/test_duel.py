"""Duels: somebody is challenged to the same questions, both play alone in own time, the result comes to both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flows.script import answer, asked_of, asking_only, of_kind, play_quiz, points_of, restage, streak_of
from flows.table import Table, button_on, labels
from stage import PLATFORM, SQUARE, Stage

from bot.duel.actions import AcceptDuel, DeclineDuel, ExpireDuel, PlayDuel
from bot.events import Event, Place, User
from bot.group_quiz.actions import OpenQuiz
from bot.library import QuestionKind
from bot.quiz.actions import GoOn
from bot.review.actions import TurnCard
from bot.screens import Called, Screen, Tone

MARKET = Place(PLATFORM, "market", "village")


def meet(play: Stage, *names: str) -> None:
    """People are known in the square."""
    play.set_up()
    for name in names or ("ann", "ben"):
        play.command(name, "/lesson kafka")


def message(play: Stage, key: str) -> Screen:
    """A public message as it was carried last."""
    found = [screen for delivery, screen in play.posts.carried if delivery.key == key]
    assert found, f"no message {key}"
    return found[-1]


def posted(play: Stage, key: str) -> int:
    """How often a message was posted anew."""
    return sum(delivery.key == key and not delivery.is_revision for delivery, _ in play.posts.carried)


def challenge(play: Stage, line: str = "/quiz @ben kafka") -> Screen:
    """Ann challenges; the message appears."""
    told = play.command("ann", line)
    assert told.notices == []
    play.tick()
    return told.screens[0]


def press(play: Stage, name: str, label: str, key: str = "duel:1") -> Screen:
    """Somebody presses on the challenge."""
    told = play.act(name, button_on(message(play, key), label).action)
    assert told.screens, told.notices
    play.tick()
    return told.screens[0]


def play_out(play: Stage, name: str, rights: list[bool]) -> None:
    """Somebody plays her questions to the end."""
    play.act(name, PlayDuel(1))
    play_quiz(play, name, rights)
    play.tick()


# ---- challenging


def test_a_challenge_stands_in_the_place_and_calls_who_is_challenged(play: Stage) -> None:
    meet(play)
    told = challenge(play)
    assert (told.title, labels(told)) == ("Challenge sent", ["Play", "Take back"])
    offer = message(play, "duel:1")
    assert offer.title == "Duel: ann and ben"
    assert offer.context == "Apache Kafka · 5 questions"
    assert "ann challenges ben" in offer.body
    assert (labels(offer), offer.calls) == (["Accept", "Decline"], (Called("ben", "ben"),))
    assert f"<t:{int(play.now.timestamp()) + 24 * 3600}>" in offer.fine_print


@pytest.mark.parametrize("line", ["/quiz @ben", "/quiz with:@BEN 3 kafka", "/quiz kafka @ben 3", "/quiz 3 2 @ben"])
def test_a_friend_is_named_anywhere_in_the_line(play: Stage, line: str) -> None:
    meet(play)
    challenge(play, line)
    assert message(play, "duel:1").title == "Duel: ann and ben"


def test_a_name_of_several_words_is_written_without_spaces_or_by_its_first(play: Stage) -> None:
    meet(play, "ann", "Ben Adams", "Ben Baker", "Cho Li")
    assert "Several people here are called ben" in play.command("ann", "/quiz @ben").notices[0]
    challenge(play, "/quiz @benbaker")
    assert message(play, "duel:1").title == "Duel: ann and Ben Baker"
    challenge(play, "/quiz @cho")
    assert message(play, "duel:2").title == "Duel: ann and Cho Li"


def test_a_friend_who_was_picked_need_not_be_known(play: Stage) -> None:
    play.has_company = True
    event = play.event("ann", OpenQuiz(3, "", 0), "kafka")
    picked = Event(event.action, event.user, event.place, event.at, "kafka", friend=User(PLATFORM, "zed", "*Zed* <@1>"))
    assert play.run(play.engine.handle(picked))
    play.tick()
    assert message(play, "duel:1").title == "Duel: ann and ∗Zed∗ ‹＠1›"
    assert press(play, "zed", "Accept").title == "Question 1 of 3"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/quiz @nobody kafka", "knows nobody here by the name nobody"),
        ("/quiz @%", "knows nobody here"),
        ("/quiz @_", "knows nobody here"),
        ("/quiz @ann", "That is you"),
        ("/quiz @ben qwrtzpsdf", "is called that"),
        ("/quiz @ben 21", "does not fit"),
        ("/quiz @" + "x" * 5000, "knows nobody here"),
    ],
)
def test_what_is_no_challenge_is_refused_and_posts_nothing(play: Stage, line: str, said: str) -> None:
    meet(play)
    told = play.command("ann", line)
    assert told.screens == []
    assert said in told.notices[0]
    play.tick()
    assert [delivery.key for delivery, _ in play.posts.carried if delivery.key.startswith("duel")] == []


def test_in_private_nobody_can_be_challenged(play: Stage) -> None:
    meet(play)
    play.in_private("ann")
    assert "where both of you read" in play.command("ann", "/quiz @ben").notices[0]


def test_two_have_one_open_duel_and_one_challenges_three_at_most(play: Stage) -> None:
    meet(play, "ann", "ben", "cho", "dee", "eve")
    challenge(play)
    assert play.command("ann", "/quiz @ben caching").screens[0].title == "A duel is open already"
    assert "ann has challenged you already" in play.command("ben", "/quiz @ann").screens[0].body
    for name in ("cho", "dee"):
        challenge(play, f"/quiz @{name}")
    assert "3 challenges open" in play.command("ann", "/quiz @eve").notices[0]
    play.act("dee", DeclineDuel(3))
    challenge(play, "/quiz @eve")


# ---- playing


def test_both_get_the_same_questions_and_the_result_when_both_have_played(play: Stage) -> None:
    meet(play)
    challenge(play)
    stems: dict[str, list[str]] = {"ann": [], "ben": []}
    for name, rights in (("ann", [True] * 4 + [False]), ("ben", [True] * 3 + [False] * 2)):
        play.act(name, PlayDuel(1) if name == "ann" else AcceptDuel(1))
        for number, right in enumerate(rights):
            if number:
                play.press(name, "Next")
            stems[name].append(asked_of(play, name).question.id)
            answer(play, name, right=right)
        play.tick()
        if name == "ann":
            assert "ann has played" in message(play, "duel:1").body
            assert posted(play, "duelend:1") == 0
    assert stems["ann"] == stems["ben"]
    result = message(play, "duelend:1")
    assert result.title == "Duel result: ann wins"
    assert result.body.split("\n") == ["🥇 **ann** — 4", "🥈 **ben** — 3"]
    assert {person.id for person in result.calls} == {"ann", "ben"}
    assert message(play, "duel:1").tone is Tone.RANKING
    assert (points_of(play, "ann"), points_of(play, "ben")) == (12, 9)
    assert (streak_of(play, "ann"), streak_of(play, "ben")) == (1, 1)


def test_equal_scores_are_a_tie_and_who_hides_stays_hidden(play: Stage) -> None:
    meet(play)
    play.command("ben", "/settings")
    play.press("ben", "Hide me")
    challenge(play, "/quiz @ben kafka 3")
    play.act("ann", PlayDuel(1))
    play_quiz(play, "ann", [True, False, True])
    play_out(play, "ben", [False, True, True])
    result = message(play, "duelend:1")
    assert result.title == "Duel result: a tie"
    assert "ben" not in result.title + result.body + message(play, "duel:1").body


def test_a_duel_goes_on_where_it_was_beside_a_quiz_alone(play: Stage) -> None:
    meet(play)
    challenge(play)
    press(play, "ben", "Accept")
    play_quiz(play, "ben", [True, True])
    alone = play.command("ben", "/quiz caching 3")
    assert (alone.notices, alone.screens[0].title) == ([], "Question 1 of 3")
    play.restart()
    assert press(play, "ben", "Play").title == "Question 3 of 5"
    play.in_private("ben")
    assert play.act("ben", PlayDuel(1)).screens[0].title == "Question 3 of 5"


def test_ending_ones_questions_early_counts_the_rest_as_nothing(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben kafka 3")
    play_out(play, "ben", [True] * 3)
    play.act("ann", PlayDuel(1))
    play.press("ann", "End")
    play.tick()
    assert message(play, "duelend:1").body.split("\n") == ["🥇 **ben** — 3", "🥈 **ann** — 0"]


# ---- declining, ignoring, taking back


def test_declining_costs_nothing_and_frees_both(play: Stage) -> None:
    meet(play)
    challenge(play)
    assert "costs you nothing" in play.act("ben", DeclineDuel(1)).notices[0]
    play.tick()
    over = message(play, "duel:1")
    assert ("declined" in over.body, labels(over), over.calls) == (True, [], ())
    assert (points_of(play, "ben"), streak_of(play, "ben")) == (0, 0)
    assert "declined" in play.act("ben", AcceptDuel(1)).notices[0]
    challenge(play)
    assert labels(message(play, "duel:2")) == ["Accept", "Decline"]


def test_who_challenged_may_take_it_back_and_keeps_what_was_answered(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben kafka 3")
    play.act("ann", PlayDuel(1))
    play_quiz(play, "ann", [True])
    assert "Taken back" in play.act("ann", DeclineDuel(1)).notices[0]
    play.tick()
    assert "taken back" in message(play, "duel:1").body
    assert points_of(play, "ann") == 3
    assert play.command("ann", "/quiz caching").notices == []


def test_after_24_hours_an_ignored_challenge_ends_in_silence(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben kafka 3")
    play.act("ann", PlayDuel(1))
    play_quiz(play, "ann", [True] * 3)
    play.pass_time(hours=23, minutes=59)
    assert labels(message(play, "duel:1")) == ["Accept", "Decline"]
    play.pass_time(minutes=2)
    assert "lost nothing" in message(play, "duel:1").body
    assert posted(play, "duelend:1") == 0
    assert "time is over" in play.act("ben", AcceptDuel(1)).notices[0]
    assert points_of(play, "ann") == 9


def test_a_second_half_that_comes_too_late_ends_with_what_was_answered(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben kafka 3")
    press(play, "ben", "Accept")
    late = play.button("ben", "Show me").action
    play.pass_time(hours=25)
    assert "is over" in play.act("ben", late).notices[0]
    assert posted(play, "duelend:1") == 0


def test_an_accepted_duel_is_not_declined_any_more(play: Stage) -> None:
    meet(play)
    challenge(play)
    press(play, "ben", "Accept")
    for name in ("ann", "ben"):
        assert "accepted already" in play.act(name, DeclineDuel(1)).notices[0]


def test_a_challenge_that_cannot_be_posted_ends(play: Stage) -> None:
    meet(play)
    play.posts.refuses = lambda delivery: delivery.key == "duel:1"
    play.command("ann", "/quiz @ben kafka")
    play.tick()
    play.pass_time(seconds=1)
    assert "could not be posted" in play.act("ben", AcceptDuel(1)).notices[0]
    assert "could not be posted" in result_of(play, "ann")
    assert play.command("ann", "/quiz @ben kafka").screens[0].title == "Challenge sent"


def result_of(play: Stage, name: str) -> str:
    """What a duellist reads on her own page of a duel."""
    return play.act(name, PlayDuel(1)).screens[0].body


def test_both_learn_the_result_where_it_cannot_be_posted(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben 3 kafka")
    play.posts.refuses = lambda delivery: delivery.key == "duelend:1"
    press(play, "ben", "Accept")
    play_out(play, "ben", [True, False, True])
    assert "The result is posted where the challenge stands" in result_of(play, "ben")
    play_out(play, "ann", [True, True, True])
    for name in ("ann", "ben"):
        assert "Duel: ann wins." in result_of(play, name)
        assert "🥈 **ben** — 2" in result_of(play, name)
        assert "is posted" not in result_of(play, name)


def test_a_duel_that_is_over_promises_no_result(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben 3 kafka")
    play_out(play, "ann", [True, True, True])
    play.pass_time(hours=25)
    assert "Its time is over" in result_of(play, "ann")
    assert "is posted" not in result_of(play, "ann")


# ---- others, and keys


def asked_in(play: Stage, quiz_id: int) -> set[str]:
    """The questions of a quiz."""
    quiz = play.look(lambda work: work.quizzes.get(quiz_id))
    assert quiz is not None
    return set(quiz.question_ids)


def test_no_quiz_asks_what_a_duel_there_asks(play: Stage) -> None:
    meet(play)
    challenge(play, "/quiz @ben 5 kafka")
    play.in_private("ben")
    play.command("ben", "/quiz 5 kafka")
    assert not asked_in(play, 1) & asked_in(play, 2)
    play.in_square("ben")
    press(play, "ben", "Accept")
    table = Table(play, 4).start("ann", "/quiz 3 kafka", "ben")
    assert not asked_in(play, 1) & set(table.quiz.question_ids)


def test_quizzes_in_two_channels_of_a_community_ask_different_questions(play: Stage) -> None:
    meet(play)
    table = Table(play).start("ann", "/quiz 5 kafka", "ben")
    play.in_place("ben", Place(PLATFORM, "corner", SQUARE.community))
    other = Table(play, 2).start("ben", "/quiz 5 kafka")
    assert not set(table.quiz.question_ids) & set(other.quiz.question_ids)


def test_others_can_neither_accept_nor_decline_nor_play(play: Stage) -> None:
    meet(play, "ann", "ben", "eve")
    challenge(play)
    for action in (AcceptDuel(1), PlayDuel(1)):
        assert "for ben" in play.act("eve", action).notices[0]
    assert "between two others" in play.act("eve", DeclineDuel(1)).notices[0]
    press(play, "ben", "Accept")
    quiz_id = play.button("ben", "End").action.quiz_id  # type: ignore[attr-defined]
    assert "not yours" in play.act("eve", GoOn(quiz_id)).notices[0]
    assert "for ben" in play.act("eve", PlayDuel(1)).notices[0]
    play.in_place("ben", MARKET)
    assert "between two others" in play.act("ben", AcceptDuel(1)).notices[0]
    for duel_id in (0, 2, -1, 10**17):
        for make in (AcceptDuel, DeclineDuel, PlayDuel):
            assert "between two others" in play.act("ben", make(duel_id)).notices[0]
    assert "by itself when it is time" in play.act("eve", ExpireDuel(1)).notices[0]


def test_what_a_duel_asks_is_shown_nowhere_else_before_it_is_answered(play: Stage) -> None:
    restage(play, asking_only(play.content, of_kind(QuestionKind.SINGLE)))
    meet(play)
    challenge(play, "/quiz @ben 3")
    press(play, "ben", "Accept")
    question_id = asked_of(play, "ben").question.id
    ben = play.learner_id("ben")
    today = play.now.date()
    play.arrange(lambda work: work.deck.add(ben, [question_id], today))
    card = play.look(lambda work: next(one for one in range(1, 50) if is_card(work.deck.get(one), ben, question_id)))
    assert "belongs to the quiz" in play.act("ben", TurnCard(card, 0)).notices[0]
    press(play, "ben", "Play")
    answer(play, "ben")
    assert play.act("ben", TurnCard(card, 0)).screens


def is_card(card: object, learner_id: int, content_id: str) -> bool:
    return getattr(card, "learner_id", 0) == learner_id and getattr(card, "content_id", "") == content_id


def test_thirty_presses_of_accept_begin_one_half(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    meet(play)
    challenge(play)
    told = play.together(*[play.event("ben", AcceptDuel(1))] * 30)
    assert {one.screens[0].title for one in told} == {"Question 1 of 5"}
    assert len({str(one.screens[0].rows) for one in told}) == 1
    assert play.look(lambda work: work.quizzes.get(3)) is None

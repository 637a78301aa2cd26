"""Which question comes: the calendar's, the same everywhere; a place's own draw; a replacement for a frozen one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flows.script import answer, asked_of, asking_only, restage
from stage import PLATFORM, SQUARE, Answered, Stage

from bot.commands import read_line
from bot.community.actions import ShowSetUp
from bot.daily.drawing import TOPICS, draw_year, pool_of
from bot.errors import Refusal
from bot.events import Place
from bot.library import Theme

SATURDAY = date(2026, 11, 21)
DAY = timedelta(days=1)
MARKET = Place(PLATFORM, "market", "village")


def set_up(play: Stage, line: str, place: Place = SQUARE) -> Answered:
    """A manager types /setup at a place."""
    play.in_place("owner", place)
    action, text = read_line(line)
    return play.act("owner", action, text, may_manage=True)


def posted(play: Stage, place: Place = SQUARE) -> list[str]:
    """Question ids in the order in which a place got them."""
    known = play.look(lambda work: work.communities.daily_place_at(place))
    assert known is not None
    rows = play.look(lambda work: work.ledger.since(date(2026, 1, 1), known.id))
    ids = [row.challenge_id for row in rows if row.challenge_id]
    found = [play.look(lambda work, one=one: work.challenges.get(one)) for one in ids]
    return [one.question_id for one in found if one]


def with_calendar(play: Stage) -> dict[date, str]:
    """The bot with a calendar of this year."""
    drawn = draw_year(play.content.library, 2026, {})
    restage(play, replace(play.content, library=replace(play.content.library, calendar=drawn.days)))
    return dict(drawn.days)


# ---- the calendar


def test_every_place_gets_the_question_of_the_calendar(play: Stage) -> None:
    calendar = with_calendar(play)
    set_up(play, "/setup 09:00 UTC now")
    set_up(play, "/setup 15:00 UTC", MARKET)
    play.tick()
    for _ in range(3):
        play.pass_time(hours=6)
        play.pass_time(hours=18)
    days = [SATURDAY + offset * DAY for offset in range(4)]
    assert posted(play) == [calendar[on] for on in days]
    assert posted(play, MARKET) == [calendar[on] for on in days[:3]]
    play.in_private("ann")
    play.command("ann", "/daily")
    assert asked_of(play, "ann").question.id == calendar[days[-1]]


def test_a_retired_question_is_replaced_on_its_day_only(play: Stage) -> None:
    calendar = with_calendar(play)
    gone = calendar[SATURDAY + DAY]
    questions = {**play.content.library.questions, gone: replace(play.content.library.questions[gone], retired=True)}
    restage(play, replace(play.content, library=replace(play.content.library, questions=questions)))
    set_up(play, "/setup 09:00 UTC now")
    for _ in range(2):
        play.pass_time(days=1)
    first, second, third = posted(play)
    assert (first, third) == (calendar[SATURDAY], calendar[SATURDAY + 2 * DAY])
    near = [calendar[on] for on in calendar if abs(on - SATURDAY) <= 30 * DAY]
    assert second not in near
    assert second != gone


def test_freezing_replaces_a_question_that_nobody_saw_and_leaves_one_that_is_out(play: Stage) -> None:
    calendar = with_calendar(play)
    set_up(play, "/setup 09:00 UTC now")
    set_up(play, "/setup 15:00 UTC", MARKET)
    play.tick()
    today, tomorrow = calendar[SATURDAY], calendar[SATURDAY + DAY]
    for frozen in (today, tomorrow):
        play.arrange(lambda work, frozen=frozen: work.questions.freeze(frozen, "reported", play.now))
    play.pass_time(hours=6)
    assert posted(play, MARKET) == [today]  # it is out in the square already: the same everywhere
    play.pass_time(hours=18)
    play.pass_time(hours=6)
    (_, second), (_, other) = posted(play), posted(play, MARKET)
    assert second == other != tomorrow


def test_a_question_that_was_planned_and_is_frozen_before_its_post_does_not_come(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now")
    (planned,) = posted(play)
    play.arrange(lambda work: work.questions.freeze(planned, "reported", play.now))
    play.in_private("ann")
    play.command("ann", "/daily")
    assert asked_of(play, "ann").question.id != planned
    play.tick()
    assert posted(play) == [asked_of(play, "ann").question.id]


def test_where_everything_is_frozen_a_post_comes_all_the_same(play: Stage) -> None:
    for name in play.content.library.questions:
        play.arrange(lambda work, name=name: work.questions.freeze(name, "reported", play.now))
    set_up(play, "/setup 09:00 UTC now")
    play.tick()
    assert play.post_day == "Sat 21 Nov"


# ---- own draws


def test_a_place_that_chose_topics_draws_its_own_without_replacement(play: Stage) -> None:
    said = set_up(play, "/setup 09:00 UTC now messaging easy,medium").screens[0].body
    library = play.content.library
    mine = {one.id for one in pool_of(library) if one.theme is Theme.MESSAGING and one.difficulty in (2, 3)}
    assert f"Questions drawn for this place: messaging, easy, medium; {len(mine) - 1} questions" in said
    play.tick()
    for _ in range(len(mine) + 1):
        play.pass_time(days=1)
    drawn = posted(play)
    assert set(drawn[: len(mine)]) == mine
    assert drawn[len(mine) :] == drawn[:2]


def test_a_draw_is_stored_and_its_own(play: Stage) -> None:
    for place in (SQUARE, MARKET):
        set_up(play, "/setup 09:00 UTC scale,reliability", place)
    for _ in range(6):
        play.pass_time(days=1)
    mine, theirs = posted(play), posted(play, MARKET)
    assert mine != theirs
    play.restart()
    assert posted(play) == mine


def test_in_a_community_with_its_own_draw_daily_shows_that_question_before_and_after_the_post(play: Stage) -> None:
    set_up(play, "/setup 12:00 UTC messaging")
    play.command("ann", "/lesson")
    play.command("ann", "/daily")
    assert asked_of(play, "ann").question.theme is Theme.MESSAGING
    answer(play, "ann")
    play.in_private("ben")
    play.command("ben", "/daily")
    assert asked_of(play, "ben").question.theme is Theme.CASE  # no community: the calendar's, of a Saturday
    play.pass_time(hours=3)
    (post,) = [screen for delivery, screen in play.posts.carried if delivery.key == "daily:1"]
    assert "1 answered" in post.fine_print
    play.pass_time(days=1)
    assert play.command("ann", "/daily 2026-11-21").screens[0].title.startswith("✅")


def test_the_owner_is_warned_once_two_weeks_before_the_first_question_returns(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC reliability")
    size = sum(one.theme is Theme.RELIABILITY for one in pool_of(play.content.library))
    warned_on = []
    for day in range(1, size + 3):
        before = len(play.posts.carried)
        play.pass_time(days=1)
        warnings = [one for one, _ in play.posts.carried[before:] if one.place == Place.of_user(PLATFORM, "owner")]
        warned_on += [day] * len(warnings)
    assert warned_on == [size - 14]
    (warning,) = [screen for delivery, screen in play.posts.carried if delivery.key == "dailylow:1"]
    assert "**14 questions** were not asked yet" in warning.body


@pytest.mark.parametrize("line", ["/setup 09:00 UTC now", "/setup 09:00 UTC now data"])
def test_a_question_that_returns_is_marked_as_seen_before(play: Stage, line: str) -> None:
    kept = [one.id for one in pool_of(play.content.library, 1 << TOPICS.index("data"), 1)][:2]
    restage(play, asking_only(play.content, lambda one: one.id in kept))
    set_up(play, line)
    for _ in range(3):
        play.tick()
        play.pass_time(days=1)
    carried = [(one.key, one.is_revision, screen) for one, screen in play.posts.carried]
    opened = [screen for key, is_revision, screen in carried if key.startswith("daily:") and not is_revision]
    assert ["Seen before" in screen.fine_print for screen in opened] == [False, False, True, True]
    assert opened[2].fine_print.startswith("Seen before · Closes <t:")
    play.in_square("ann")
    play.command("ann", "/daily")
    answer(play, "ann")
    play.pass_time(seconds=3)
    assert play.post.fine_print.startswith("Seen before · Closes <t:")


def test_the_status_says_where_the_questions_come_from(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC")
    all_of_them = len(pool_of(play.content.library))
    body = play.act("owner", ShowSetUp(), may_manage=True).screens[0].body
    assert f"Questions of the calendar; {all_of_them} questions before the first one returns." in body


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/setup 09:00 UTC scale,nonsense", "nonsense is not understood here"),
        ("/setup 09:00", "needs a time zone too"),
        ("/setup UTC", "needs a time of day too"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_nothing_is_stored(play: Stage, line: str, said: str) -> None:
    try:
        notice = set_up(play, line).notices[0]
    except Refusal as refusal:  # some lines are refused before there is an action
        notice = str(refusal)
    assert said in notice
    assert play.look(lambda work: work.communities.all_places()) == []


def test_topics_without_any_question_are_refused(play: Stage) -> None:
    restage(play, asking_only(play.content, lambda question: question.theme is Theme.SCALE))
    assert "no question of these topics" in set_up(play, "/setup 09:00 UTC data").notices[0]
    assert play.look(lambda work: work.communities.all_places()) == []


def test_a_question_of_somebodys_challenge_is_asked_in_no_group_quiz(play: Stage) -> None:
    set_up(play, "/setup 09:00 UTC now messaging", MARKET)
    play.tick()
    (theirs,) = posted(play, MARKET)
    assert theirs in play.look(lambda work: work.challenges.asked_since(SATURDAY))

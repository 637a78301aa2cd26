"""Which question a date gets: the rules of the authoring guide, over years and over libraries that are too small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.daily.drawing import (
    FOREVER,
    LEVELS,
    TOPICS,
    History,
    Year,
    draw_year,
    lot_of,
    pool_of,
)
from bot.library import Content, Library, Question, QuestionKind, Theme

MakeQuestion = Callable[..., Question]
DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)
KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.FLAW, QuestionKind.NUMERIC)


# ---- day by day


def year_of(library: Library, days: int, first: date = TODAY) -> list[tuple[date, Question]]:
    """The questions of so many days, as the ledger would have them."""
    used: dict[str, date] = {}
    found = []
    for offset in range(days):
        on = first + offset * DAY
        question = History(library, pool_of(library), used, on).best(lot_of(on.isoformat()))
        assert question is not None
        used[question.id] = on
        found.append((on, question))
    return found


@pytest.fixture(scope="module")
def pool(make_question: MakeQuestion, make_library: Callable[..., Library]) -> Library:
    """Three questions for each weekday's theme, each theme with one of the hardest; two that may never come."""
    themed = [
        make_question(f"{theme.value}-q0{number}", theme=theme, difficulty=3 + number)
        for theme in Theme
        for number in range(3)
    ]
    retired = make_question("data-q98", theme=Theme.DATA, retired=True)
    return make_library(*themed, retired, make_question("data-q99", theme=None))


def test_no_question_returns_before_the_pool_is_spent(pool: Library) -> None:
    dates = year_of(pool, 14)
    assert len({question.id for _, question in dates}) == 14


def test_a_weekday_asks_of_its_theme_while_it_can(pool: Library) -> None:
    assert all(question.theme is list(Theme)[on.weekday()] for on, question in year_of(pool, 14))


def test_the_hardest_come_on_saturdays_only(pool: Library) -> None:
    days = {on.strftime("%A") for on, question in year_of(pool, 100) if question.difficulty == 5}
    assert days == {"Saturday"}


def test_retired_questions_and_those_without_a_theme_never_come(pool: Library) -> None:
    assert not {"data-q98", "data-q99"} & {question.id for _, question in year_of(pool, 60)}


def test_a_spent_pool_goes_on_with_the_question_used_longest_ago(
    make_question: MakeQuestion, make_library: Callable[..., Library]
) -> None:
    library = make_library(*(make_question(f"data-q0{number}", theme=Theme.DATA) for number in range(5)))
    ids = [question.id for _, question in year_of(library, 15)]
    assert len(set(ids[:5])) == 5
    assert ids[5:10] == ids[:5]
    assert ids[10:] == ids[:5]


def test_the_same_library_history_and_date_give_the_same_question(pool: Library) -> None:
    turned = replace(pool, questions=dict(reversed(pool.questions.items())))
    assert year_of(pool, 30) == year_of(turned, 30)


def test_an_empty_library_gives_no_question(make_library: Callable[..., Library]) -> None:
    assert History(make_library(), [], {}, TODAY).best(lot_of("")) is None


def test_the_shipped_library_has_a_challenge_for_every_day_and_none_returns_early(content: Content) -> None:
    library = content.library
    size = sum(question.difficulty < 5 for question in pool_of(library))
    dates = year_of(library, size)
    assert len({question.id for _, question in dates}) == size
    assert all(question.difficulty < 5 or on.weekday() == 5 for on, question in year_of(library, 400))


# ---- a place of its own


def bits(names: tuple[str, ...], *chosen: str) -> int:
    return sum(1 << names.index(name) for name in chosen)


def test_topics_and_levels_narrow_the_pool(pool: Library) -> None:
    data = pool_of(pool, bits(TOPICS, "data"))
    assert {question.theme for question in data} == {Theme.DATA}
    hard = pool_of(pool, bits(TOPICS, "data", "case"), bits(tuple(LEVELS), "hard"))
    assert {(question.theme, question.difficulty) for question in hard} == {
        (theme, difficulty) for theme in (Theme.DATA, Theme.CASE) for difficulty in (4, 5)
    }
    assert {question.difficulty for question in pool_of(pool, 0, bits(tuple(LEVELS), "medium"))} == {3}


def test_electives_are_left_out_unless_they_are_asked_for(pool: Library) -> None:
    lessons = {name: replace(one, kind="elective" if name == "data" else "skill") for name, one in pool.lessons.items()}
    library = replace(pool, lessons=lessons)
    assert Theme.DATA not in {question.theme for question in pool_of(library)}
    assert pool_of(library, bits(TOPICS, "data")) == []
    assert Theme.DATA in {question.theme for question in pool_of(library, bits(TOPICS, "electives"))}


def test_an_own_draw_spends_its_whole_pool_before_anything_returns(pool: Library) -> None:
    mine = [question for question in pool_of(pool, bits(TOPICS, "data", "scale")) if question.difficulty < 5]
    used: dict[str, date] = {}
    drawn = []
    for offset in range(3 * len(mine)):
        on = TODAY + 400 * offset * DAY  # however long ago: nothing returns while something is left
        question = History(pool, mine, used, on, FOREVER).best(lot_of("place 1"), by_theme=False)
        assert question is not None
        used[question.id] = on
        drawn.append(question.id)
    size = len(mine)
    assert len(set(drawn[:size])) == size
    assert drawn[size : 2 * size] == drawn[:size]


def test_places_draw_in_orders_of_their_own(pool: Library) -> None:
    first = [
        History(pool, pool_of(pool), {}, TODAY).best(lot_of(f"place {number}"), by_theme=False) for number in range(9)
    ]
    assert len({question.id for question in first if question}) > 3


# ---- a year


@pytest.fixture(scope="module")
def whole(make_question: MakeQuestion, make_library: Callable[..., Library]) -> Library:
    """A library as large as the guide wants it: 75 questions for each theme, from 12 lessons each, of four types."""
    questions = [
        make_question(
            f"{theme.value}-{number % 12}-q{number:02}",
            theme=theme,
            kind=KINDS[(number // 12) % 4],
            difficulty=2 + number % 3,
        )
        for theme in Theme
        for number in range(75)
    ]
    return make_library(*questions)


def broken_rules(library: Library, drawn: Year) -> list[str]:
    """What the guide forbids, found the slow way."""
    faults = []
    days = {on: library.questions[name] for on, name in drawn.days.items()}
    for on, question in days.items():
        near = [days[on - offset * DAY].lesson_id for offset in range(1, 15) if on - offset * DAY in days]
        types = [days[on - offset * DAY].kind for offset in (1, 2) if on - offset * DAY in days]
        if question.theme is not list(Theme)[on.weekday()]:
            faults.append(f"{on} theme")
        if question.lesson_id in near:
            faults.append(f"{on} lesson")
        if types == [question.kind] * 2:
            faults.append(f"{on} type")
    return faults


@pytest.mark.parametrize(("year", "days"), [(2027, 365), (2028, 366)])
def test_a_year_of_a_whole_library_keeps_every_rule(whole: Library, year: int, days: int) -> None:
    drawn = draw_year(whole, year, {})
    assert len(drawn.days) == len(set(drawn.days.values())) == drawn.lasts == drawn.kept == days
    assert broken_rules(whole, drawn) == []


def test_a_year_is_the_same_whoever_draws_it(whole: Library) -> None:
    turned = replace(whole, questions=dict(reversed(whole.questions.items())))
    assert draw_year(whole, 2027, {}) == draw_year(turned, 2027, {})
    assert draw_year(whole, 2027, {}).days != draw_year(whole, 2029, {}).days


def test_the_next_year_asks_what_was_not_asked_first_and_returns_nothing_within_300_days(whole: Library) -> None:
    first = draw_year(whole, 2027, {})
    last_uses = {name: on for on, name in first.days.items()}
    second = draw_year(whole, 2028, last_uses)
    gaps = {name: (on - last_uses[name]).days for on, name in second.days.items() if name in last_uses}
    assert min(gaps.values()) >= 300
    for theme in Theme:
        of_theme = [name for name in second.days.values() if whole.questions[name].theme is theme]
        unused = [name for name in of_theme if name not in last_uses]
        assert len(unused) == 75 - sum(whole.questions[name].theme is theme for name in first.days.values())
    assert second.lasts == 366


def test_a_small_library_repeats_nothing_before_it_is_spent_and_says_when(content: Content) -> None:
    names = sorted(question.id for question in pool_of(content.library))[:200]
    kept = {name: question for name, question in content.library.questions.items() if name in names}
    library = replace(content.library, questions=kept)
    drawn = draw_year(library, 2027, {})
    days = list(drawn.days.values())
    assert len(days) == 365
    assert len(set(days[: drawn.lasts])) == drawn.lasts
    assert days[drawn.lasts] in days[: drawn.lasts]
    assert drawn.lasts >= sum(question.difficulty < 5 for question in pool_of(library))


def test_a_library_without_daily_questions_draws_nothing(make_library: Callable[..., Library]) -> None:
    assert draw_year(make_library(), 2027, {}) == Year(2027, {}, 0, 0)

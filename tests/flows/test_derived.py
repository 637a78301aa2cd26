"""After a long play, all that is kept for speed equals what the event log of answers and reviews says.

The play is seeded and random: three people over five weeks, in the square and in private. The figures are built anew
here with the bot's pure rules, and compared with what is stored, to the last bit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flows.script import answer, on_board, points_of, rate
from flows.table import Table
from stage import Stage

from bot.calendar import study_day
from bot.library import Library
from bot.progress.rules import (
    CHALLENGE_RIGHT,
    CHALLENGE_WRONG,
    CHECK_PASSED,
    QUIZ_RIGHT,
    REVIEW_POINTS_A_DAY,
    REVIEW_RECALLED,
    Rating,
    learn,
    prior,
    season,
)
from bot.quiz.rules import STREAK_COUNT, QuizKind
from bot.review import rules as review
from bot.review.rules import DeckCard, Memory
from bot.screens import Tone
from storage import models

PEOPLE = ("ann", "ben", "cy")
DAYS = 35
RETENTION = 90

Row = dict[str, Any]
Log = dict[str, list[Row]]


# ---- the play


def live(play: Stage, random: Random) -> None:
    """Three people do what people do, for five weeks."""
    play.set_up("09:00", post_now=True)
    for name in PEOPLE:
        play.command(name, "/lesson")
    for _ in range(DAYS):
        play.tick()
        for _ in range(random.randrange(4, 14)):
            name = random.choice(PEOPLE)
            play.in_private(name) if random.random() < 0.3 else play.in_square(name)
            random.choice(ACTS)(play, name, random)
            play.pass_time(minutes=random.randrange(1, 80))
        play.pass_time(hours=random.randrange(6, 14))


def take_the_daily(play: Stage, name: str, random: Random) -> None:
    if play.command(name, "/daily").screens[0].tone is not Tone.OPEN:
        return
    if random.random() < 0.15:
        play.press(name, "Show me")
        return
    answer(play, name, right=random.random() < 0.6)
    if random.random() < 0.5:
        play.press(name, random.choice(["Sure", "Think so", "Guess"]))


def take_a_quiz(play: Stage, name: str, random: Random) -> None:
    topic = random.choice(["kafka", "consensus", "caching", ""])
    if random.random() < 0.5 and topic:
        play.command(name, f"/lesson {topic}")
        play.press(name, "Quiz me")
    else:
        play.command(name, f"/quiz {topic} {random.choice([3, 5, 6])}")
    strong = random.random() < 0.5
    while play.screen(name).tone is Tone.OPEN:
        choice = random.random()
        if choice < 0.05:
            play.press(name, "End")
            return
        if choice < 0.1:
            return  # goes on some other day
        if choice < 0.2 and not strong:
            play.press(name, "Show me")
        else:
            answer(play, name, right=strong or random.random() < 0.6)
        play.press(name, play.screen(name).buttons[0].label)


def play_a_quiz_together(play: Stage, name: str, random: Random) -> None:
    """Everybody plays along, more or less; some quizzes are ended early, some end as nobody answers."""
    for one in PEOPLE:
        play.in_square(one)
    play.has_company = True
    play.command(name, f"/quiz {random.choice(['kafka', 'consensus', ''])} {random.choice([3, 5, 7])}")
    play.tick()
    running = play.look(lambda work: work.group_quizzes.all_running())
    play.has_company = False
    table = Table(play, running[-1].id, has_company=False)
    for one in PEOPLE:
        if one != name and random.random() < 0.8:
            table.press_lobby(one, "Join")
    table.press_lobby(name, "Start")
    play.tick()
    while not table.quiz.is_over:
        players = play.look(lambda work: work.group_quizzes.players(table.quiz_id))
        for player in players:
            if table.quiz.is_asking and random.random() < 0.85:
                table.answer(player.name, right=random.random() < 0.6)
        if random.random() < 0.05:
            table.press_more(name, random.choice(["End", "Next"]))
        play.pass_time(seconds=45)
        play.pass_time(seconds=8)


def save_a_lesson(play: Stage, name: str, random: Random) -> None:
    play.command(name, f"/lesson {random.choice(['kafka', 'consensus', 'caching'])}")
    if any(button.label == "Save cards" for button in play.screen(name).buttons):
        play.press(name, "Save cards")


def review_some(play: Stage, name: str, random: Random) -> None:
    play.command(name, "/review")
    for _ in range(random.randrange(1, 25)):
        if not play.screen(name).buttons[0].label.startswith("Show answer"):
            return
        if "once more" in play.screen(name).context:
            rate(play, name, "Next")
            continue
        rate(play, name, random.choice(["Forgot", "Got it", "Got it", "Got it"]))
        if random.random() < 0.1:  # a slip of the finger: taken back, then rated again
            play.press(name, "Undo rating")
            rate(play, name, random.choice(["Forgot", "Got it"]))


ACTS: list[Callable[[Stage, str, Random], None]] = [
    take_the_daily,
    take_the_daily,
    take_a_quiz,
    take_a_quiz,
    play_a_quiz_together,
    save_a_lesson,
    review_some,
    review_some,
]


# ---- what the log says


def points_of_acts(log: Log, library: Library) -> dict[tuple[int, str, int], int]:
    """(learner, act, community) -> points."""
    booked: dict[tuple[int, str, int], int] = {}
    posted = {row["challenge_id"]: row["booked_at"] for row in log["postings"] if row["challenge_id"]}
    square = log["communities"][0]["id"]
    for row in answered(log["answers"]):
        if row["source"] == "challenge":
            points = CHALLENGE_RIGHT if row["is_right"] else CHALLENGE_WRONG
            act = f"challenge {row['source_id']} {row['question_id']}"
            post = posted.get(row["source_id"])
            where = {square} if post and post <= row["at"] else {row["community_id"], *([square] if post else [])}
        elif row["is_right"]:
            act = f"quiz {season(row['at'], UTC)} {row['question_id']}"
            is_paid = any((learner, one) == (row["learner_id"], act) for learner, one, _ in booked)
            points, where = QUIZ_RIGHT, set() if is_paid else {row["community_id"]}
        else:
            continue
        booked |= {(row["learner_id"], act, community): points for community in where}
    for quiz, steps in finished(log):
        if quiz["kind"] == QuizKind.CHECK and all(step["is_right"] for step in steps):
            act = quiz["learner_id"], f"check {quiz['topic']}"
            if not any((learner, one) == act for learner, one, _ in booked):
                booked[*act, steps[-1]["community_id"]] = CHECK_PASSED
    return booked


def answered(rows: Iterable[Row]) -> list[Row]:
    """Answers without those of people who asked to be shown."""
    return [row for row in rows if row["given"]]


def finished(log: Log) -> list[tuple[Row, list[Row]]]:
    """Quizzes of which every question was answered, with their answers in the order given."""
    asked: dict[int, int] = defaultdict(int)
    for row in log["quiz_questions"]:
        asked[row["quiz_id"]] += 1
    steps: dict[int, list[Row]] = defaultdict(list)
    for row in log["answers"]:
        if row["source"] == "quiz":
            steps[row["source_id"]].append(row)
    alone = [quiz for quiz in log["quizzes"] if quiz["kind"] != QuizKind.TOGETHER]
    return [(quiz, steps[quiz["id"]]) for quiz in alone if len(steps[quiz["id"]]) == asked[quiz["id"]]]


def played_together(log: Log) -> list[tuple[int, date]]:
    """(learner, day) of every quiz that was played together to its end and of which she answered five questions."""
    ends = {quiz["id"]: quiz["finished_at"] for quiz in log["quizzes"]}
    to_the_end = {quiz["quiz_id"] for quiz in log["group_quizzes"] if quiz["step"] and not quiz["ended_because"]}
    answers = Counter(
        (row["learner_id"], row["source_id"])
        for row in log["answers"]
        if row["source"] == "quiz" and row["source_id"] in to_the_end
    )
    return [
        (learner, study_day(ends[quiz], ZoneInfo("UTC")))
        for (learner, quiz), count in answers.items()
        if count >= STREAK_COUNT
    ]


def before(row: Row) -> DeckCard:
    """The card as it stood before a review."""
    stability, difficulty = row["stability_before"], row["difficulty_before"]
    dates = row["reviewed_before"], row["due_before"]
    memory = None if stability is None else Memory(stability, difficulty, *dates, row["lapses_before"])
    return DeckCard(row["card_id"], row["learner_id"], "", row["revision"], memory)


def review_points(log: Log) -> dict[int, int]:
    """Review -> what it paid: once a card and day, at most fifty a day."""
    paid: dict[tuple[int, date], int] = defaultdict(int)
    points = {}
    for row in log["reviews"]:
        pays = not row["is_undone"] and before(row).counts_on(row["on_day"]) and row["rating"] > review.Rating.AGAIN
        paid[row["learner_id"], row["on_day"]] += pays
        within = paid[row["learner_id"], row["on_day"]] <= REVIEW_POINTS_A_DAY
        points[row["id"]] = REVIEW_RECALLED if pays and within else 0
    return points


def study_days(log: Log) -> dict[tuple[int, date], list[int]]:
    """(learner, day) -> challenges, quizzes, due reviews, new cards, paid reviews; days without any are left out."""
    days: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for row in answered(log["answers"]):
        days[row["learner_id"], row["on_day"]][0] += row["source"] == "challenge"
    for quiz, steps in finished(log):
        days[quiz["learner_id"], steps[-1]["on_day"]][1] += len(answered(steps)) >= STREAK_COUNT
    for learner_and_day in played_together(log):
        days[learner_and_day][1] += 1
    for row in log["reviews"]:
        if not row["is_undone"]:
            day, card = days[row["learner_id"], row["on_day"]], before(row)
            counts = card.counts_on(row["on_day"])
            day[2] += counts
            day[3] += card.is_new
            day[4] += counts and row["rating"] > review.Rating.AGAIN
    return {key: day for key, day in days.items() if any(day)}


def cleared_days(log: Log) -> set[tuple[int, date]]:
    """Days on which, after some review that stands, at least one due card was reviewed and none was left."""
    content = {row["id"]: row["content_id"] for row in log["cards"]}
    cards = {(row["learner_id"], row["content_id"]): row["id"] for row in log["cards"]}
    due: dict[int, dict[int, date]] = defaultdict(dict)
    done: dict[tuple[int, date], int] = defaultdict(int)
    cleared = set()
    misses = [row for row in log["answers"] if not row["is_right"]]
    for row in sorted([*misses, *log["reviews"]], key=lambda row: (row["at"], "rating" in row)):
        learner, day = row["learner_id"], row["on_day"]
        if "rating" not in row:
            card_id = cards[learner, row["question_id"]]
            if card_id in due[learner]:
                due[learner][card_id] = day
        elif not row["is_undone"]:
            assert content[row["card_id"]]
            card = before(row)
            done[learner, day] += card.counts_on(day)
            memory = review.rate(card.memory, review.Rating(row["rating"]), day, RETENTION)
            due[learner][row["card_id"]] = memory.due_on
            if done[learner, day] and not any(one <= day for one in due[learner].values()):
                cleared.add((learner, day))
    return cleared


def memories(log: Log) -> dict[int, Memory]:
    """Card -> memory after its reviews that stand; a miss since then makes it due on that day."""
    folded: dict[int, Memory] = {}
    last: dict[int, Row] = {}
    for row in log["reviews"]:
        if not row["is_undone"]:
            known = folded.get(row["card_id"])
            assert (known is None) == (row["stability_before"] is None)
            folded[row["card_id"]] = review.rate(known, review.Rating(row["rating"]), row["on_day"], RETENTION)
            last[row["card_id"]] = row
    cards = {(row["learner_id"], row["content_id"]): row["id"] for row in log["cards"]}
    for row in log["answers"]:
        card_id = cards.get((row["learner_id"], row["question_id"]))
        if not row["is_right"] and card_id in folded and row["at"] >= last[card_id]["at"]:
            folded[card_id] = replace(folded[card_id], due_on=row["on_day"])
    return folded


def ratings(log: Log, library: Library) -> tuple[dict[tuple[int, str], Rating], dict[str, Rating]]:
    """Ratings of (learner, skill) and of questions, one answer after the other."""
    skills: dict[tuple[int, str], Rating] = {}
    questions: dict[str, Rating] = {}
    for row in answered(log["answers"]):
        question = library.questions[row["question_id"]]
        key = row["learner_id"], question.skill
        skills[key], questions[question.id] = learn(
            skills.get(key, Rating()),
            questions.get(question.id, prior(question.difficulty)),
            row["is_right"],
            question.guess_floor,
        )
    return skills, questions


# ---- and what is stored


def read(url: str) -> Log:
    """All rows of all tables, in the order of their keys."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        log = {
            table.name: [row._asdict() for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in models.metadata.sorted_tables
        }
    engine.dispose()
    return log


def test_all_that_is_kept_for_speed_follows_from_the_event_log(stage_on: Callable[[str], Stage], any_url: str) -> None:
    play = stage_on(any_url)
    library = play.content.library
    live(play, Random(20261121))
    log = read(any_url)
    assert len(log["answers"]) > 200
    assert sum(row["is_undone"] for row in log["reviews"]) > 5

    stored_points = {(row["learner_id"], row["act"], row["community_id"]): row["points"] for row in log["points"]}
    assert stored_points == points_of_acts(log, library)
    assert {row["id"]: row["points"] for row in log["reviews"]} == review_points(log)

    days = {
        (row["learner_id"], row["on_day"]): [
            row[name] for name in ("challenges", "quizzes", "due_reviews", "new_cards", "paid_reviews")
        ]
        for row in log["study_days"]
    }
    assert {key: day for key, day in days.items() if any(day)} == study_days(log)
    stored_clear = {(row["learner_id"], row["on_day"]) for row in log["study_days"] if row["cleared_queue"]}
    assert stored_clear == cleared_days(log)

    skills, questions = ratings(log, library)
    stored_skills = {
        (row["learner_id"], row["skill"]): Rating(row["value"], row["answers"]) for row in log["skill_ratings"]
    }
    assert stored_skills == skills
    assert {row["question_id"]: Rating(row["value"], row["answers"]) for row in log["question_ratings"]} == questions

    stored = {
        row["id"]: Memory(row["stability"], row["difficulty"], row["reviewed_on"], row["due_on"], row["lapses"])
        for row in log["cards"]
        if not row["is_new"]
    }
    assert stored == memories(log)
    assert_people_see(play, log)


def assert_people_see(play: Stage, log: Log) -> None:
    """The sums on /points and on the board are those of the log."""
    acts: dict[int, dict[str, int]] = defaultdict(dict)
    in_square: dict[int, int] = defaultdict(int)
    square = log["communities"][0]["id"]
    for row in [*log["points"], *log["reviews"]]:
        act = row.get("act") or f"review {row['id']}"
        acts[row["learner_id"]][act] = row["points"]
        in_square[row["learner_id"]] += row["points"] * (row["community_id"] == square)
    for name in PEOPLE:
        play.in_square(name)
        learner = play.learner_id(name)
        assert points_of(play, name) == sum(acts[learner].values())
        assert any(f"**{name}** — {in_square[learner]}" in line for line in on_board(play, name))

"""Search: typos find the right lesson, names win, hostile text does nothing, no result gives a key away."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import (
    SECTION_TITLES,
    Area,
    Card,
    Debrief,
    Lesson,
    Library,
    Option,
    Question,
    QuestionKind,
    Search,
    Section,
    Skill,
)
from content.search import LibrarySearch

FILLER = {
    "concept": "It keeps what is asked often close to those who ask.",
    "internals": "A request is looked up, then passed on and the reply is kept.",
    "trade-offs": "Fresh data against fast replies; memory against trips.",
}


def lesson(lesson_id: str, title: str, aliases: Sequence[str], texts: dict[str, str]) -> Lesson:
    sections = tuple(Section(anchor, texts.get(anchor, FILLER[anchor])) for anchor in FILLER)
    assert all(section.anchor in SECTION_TITLES for section in sections)
    card = Card(f"{lesson_id}-c01", lesson_id, "concept", "basic", f"{title}: what does it trade?", "Something hidden")
    options = (Option("Plainly the right pick", True, "x"), Option("Surely the wrong pick", False, "y"))
    question = Question(
        id=f"{lesson_id}-q01", lesson_id=lesson_id, anchor="internals", kind=QuestionKind.SINGLE, difficulty=3,
        skill="sk", stem=f"Traffic doubles over night. What does {title} change first, and for whom does it matter?",
        explanation="e", explanation_short="s", sources=("x",), options=options,
    )  # fmt: skip
    return Lesson(
        id=lesson_id, title=title, short_title=title, summary="s", area="a", kind="skill", level=1, minutes=10,
        skills=("sk",), sources=("x",), as_of="2026-11", verified="2026-11", sections=sections, aliases=tuple(aliases),
        cards=(card, dataclasses.replace(card, id=f"{lesson_id}-c02", front="Withdrawn zebra", retired=True)),
        questions=(question,),
    )  # fmt: skip


LESSONS = [
    lesson("caching-strategy", "Caching strategy", ["cache", "cache-aside", "ttl", "thundering herd", "stampede"], {
        "internals": "On a miss the reader fills the entry; a stampede of misses meets one lease.",
    }),
    lesson("consistent-hashing", "Consistent hashing", ["hash ring", "virtual nodes", "vnodes"], {
        "internals": "Keys and nodes lie on a ring; a key belongs to the next node clockwise.",
    }),
    lesson("cap-theorem", "CAP theorem", ["cap", "partition tolerance", "cp", "ap"], {
        "trade-offs": "During a partition an operation is refused or may be stale.",
    }),
    lesson("kafka", "Kafka", ["apache kafka", "event log", "consumer groups"], {
        "internals": "A topic has partitions; a consumer group reads each with one consumer, by offset.",
    }),
    lesson("capacity-estimation", "Capacity estimation", ["back of the envelope", "qps"], {}),
    lesson("consensus", "Consensus", ["raft", "paxos", "leader election"], {
        "internals": "A leader is elected by a majority; entries of its term commit on a majority.",
    }),
    lesson("url-shortener", "URL shortener", ["tinyurl", "short links"], {}),
    lesson("idempotency", "Idempotency", ["idempotency key", "safe retries", "exactly once"], {}),
]  # fmt: skip
LIBRARY = Library.of([Area("a", "A", None)], [Skill("sk", "S", "a", Debrief("", "", ""))], LESSONS)
SEARCH = LibrarySearch(LIBRARY)


def test_it_is_the_search_that_the_core_asks_for() -> None:
    search: Search = SEARCH
    assert search.lessons("kafka")[0].id == "kafka"


@pytest.mark.parametrize(
    ("text", "lesson_id"),
    [
        ("consistant hasing", "consistent-hashing"),
        ("consistent hashng", "consistent-hashing"),
        ("hashing consistent", "consistent-hashing"),
        ("cahing", "caching-strategy"),
        ("chache", "caching-strategy"),
        ("cach", "caching-strategy"),
        ("Caching-Strategy", "caching-strategy"),
        ("thundring herd", "caching-strategy"),
        ("cap theorm", "cap-theorem"),
        ("CAP", "cap-theorem"),
        ("cap", "cap-theorem"),
        ("capac", "capacity-estimation"),
        ("kafak", "kafka"),
        ("kafka?", "kafka"),
        ("what is kafka", "kafka"),
        ("consumer grops", "kafka"),
        ("raft", "consensus"),
        ("paxso", "consensus"),
        ("leader election", "consensus"),
        ("idempotancy", "idempotency"),
        ("urlshortener", "url-shortener"),
        ("tiny url", "url-shortener"),
        ("short link", "url-shortener"),
        ("vnodes", "consistent-hashing"),
        ("how does consistent hashing work?", "consistent-hashing"),
        ("k\u00e4fka", "kafka"),
        ("\u200fkafka\u200f", "kafka"),
        ("\U0001f680 kafka \U0001f680", "kafka"),
        ("ka\x00 kafka", "kafka"),
        ("clockwise ring", "consistent-hashing"),
    ],
)
def test_words_find_the_lesson(text: str, lesson_id: str) -> None:
    assert SEARCH.lessons(text)[0].id == lesson_id


def test_lesson_comes_once_with_the_section_that_fits() -> None:
    hits = SEARCH.lessons("clockwise")
    assert [(hit.id, hit.anchor) for hit in hits] == [("consistent-hashing", "internals")]
    assert hits[0].title == "Consistent hashing: How it works"
    assert len({hit.id for hit in SEARCH.lessons("partition")}) == len(SEARCH.lessons("partition"))


def test_beginning_of_a_word_lists_all_that_go_on_so() -> None:
    assert {hit.id for hit in SEARCH.lessons("cap")} >= {"cap-theorem", "capacity-estimation"}
    assert {hit.id for hit in SEARCH.lessons("cons")} >= {"consistent-hashing", "consensus"}


def test_anything_finds_sections_questions_and_cards() -> None:
    assert {hit.kind for hit in SEARCH.anything("kafka")} == {"lesson", "question", "card"}


def test_id_of_an_item_finds_the_item() -> None:
    assert SEARCH.anything("kafka-q01")[0].id == "kafka-q01"
    assert SEARCH.anything(" Kafka-C01 ")[0].id == "kafka-c01"


def test_titles_are_short_and_hold_no_option() -> None:
    hits = SEARCH.anything("traffic doubles", limit=50)
    questions = [hit for hit in hits if hit.kind == "question"]
    assert questions
    assert all(len(hit.title) <= 80 and hit.title.endswith("...") for hit in questions)
    assert not any("pick" in hit.title or "hidden" in hit.title for hit in SEARCH.anything("kafka", limit=50))


def test_options_are_not_searched() -> None:
    assert SEARCH.anything("plainly surely pick") == []


def test_retired_items_are_not_found() -> None:
    assert SEARCH.anything("withdrawn zebra") == []


@pytest.mark.parametrize(
    ("text", "lesson_id"),
    [
        ("kafak", "kafka"),
        ("cap theorm", "cap-theorem"),
        ("Consistent Hashing", "consistent-hashing"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_nearest_name(text: str, lesson_id: str | None) -> None:
    assert SEARCH.nearest(text) == lesson_id


@pytest.mark.parametrize(
    "text", ["", " ", "xyzzyq", "qqq www", "\x00", "\U0001f680", '"', "''", "()", "*", "\u0416\u0443\u043a"]
)
def test_nothing_near_finds_nothing(text: str) -> None:
    assert SEARCH.lessons(text) == []
    assert SEARCH.anything(text) == []


HOSTILE = [
    '"kafka', 'kafka" OR "', "kafka AND", "NOT kafka", "NEAR(kafka, 2)", "title:kafka", "kafka*", "^kafka",
    "{kafka}: x", "kafka); DROP TABLE entries; --", "kafka\x00kafka", "\ud800kafka", "a" * 10_000, "kafka " * 2_000,
    "\ufdfa" * 300, "-kafka +cache", "%_%", "\u202ekafka\u202c", "' OR 1=1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str) -> None:
    SEARCH.lessons(text)
    SEARCH.anything(text)
    SEARCH.nearest(text)
    assert SEARCH.lessons("kafka")[0].id == "kafka"


@settings(deadline=1000)
@given(st.text(max_size=300) | st.text("kafch* \"':()^-+NEARODT0", max_size=60), st.integers(-3, 20))
def test_any_text_gives_at_most_the_limit(text: str, limit: int) -> None:
    for hits in (SEARCH.lessons(text, limit), SEARCH.anything(text, limit)):
        assert len(hits) <= max(limit, 0)
        assert len(set(hits)) == len(hits)
    assert SEARCH.nearest(text) is None or SEARCH.nearest(text) in LIBRARY.lessons


def test_many_threads_ask_at_once() -> None:
    found: list[str] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.extend(SEARCH.lessons("kafak")[0].id for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["kafka"] * 400


def test_empty_library_finds_nothing() -> None:
    search = LibrarySearch(Library.of([], [], []))
    assert (search.lessons("kafka"), search.anything("kafka"), search.nearest("kafka")) == ([], [], None)

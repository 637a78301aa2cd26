"""The repository of duels and the archive of quizzes: what is stored comes back, and only to whom it belongs."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flows.servers import Store

from bot.calendar import zone_of
from bot.community.rules import DailyPlace
from bot.duel.rules import Duel, DuelState
from bot.events import Place, User
from bot.group_quiz.rules import Pace
from bot.ports import UnitOfWork
from bot.quiz.rules import QuizKind
from bot.records import Answer

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SQUARE, MARKET = Place("stage", "square", "town"), Place("stage", "market", "village")
BEN = User("stage", "ben", "Ben Adams")


def learner(work: UnitOfWork, name: str, place: Place = SQUARE) -> int:
    """The id of somebody who acts."""
    return work.learners.present(User("stage", name, name), place, NOW).id


def quiz(work: UnitOfWork, learner_id: int, kind: QuizKind = QuizKind.DUEL, *questions: str) -> int:
    """A quiz of somebody."""
    quiz_id = work.quizzes.add(learner_id, kind, "kafka", NOW)
    work.quizzes.ask(quiz_id, questions or ("k-q1", "k-q2"))
    return quiz_id


def offered(work: UnitOfWork) -> tuple[int, int, int]:
    """Ann challenges ben: ann, her quiz, the duel."""
    ann = learner(work, "ann")
    quiz_id = quiz(work, ann)
    return ann, quiz_id, work.duels.add(SQUARE, quiz_id, "ann", BEN, NOW + timedelta(hours=24))


def got(work: UnitOfWork, duel_id: int) -> Duel:
    duel = work.duels.get(duel_id)
    assert duel is not None
    return duel


def test_a_duel_comes_back_before_and_after_it_was_accepted(store: Store) -> None:
    with store.write() as work:
        ann, first, duel_id = offered(work)
        before = got(work, duel_id)
        ben = learner(work, "ben")
        second = quiz(work, ben)
        work.duels.accept(duel_id, ben, second)
    assert (before.first.learner_id, before.first.quiz_id, before.first.name) == (ann, first, "ann")
    assert (before.second.learner_id, before.second.quiz_id, before.second.name) == (0, 0, "Ben Adams")
    assert (before.first_account, before.second_account, before.state) == ("ann", "ben", DuelState.OFFERED)
    assert (before.platform, before.external_id, before.community) == ("stage", "square", "town")
    after = store.read(lambda work: work.duels.of_quiz(second))
    assert after == store.read(lambda work: work.duels.of_quiz(first))
    assert after is not None
    assert (after.second.learner_id, after.second.name, after.state) == (ben, "ben", DuelState.ACCEPTED)
    assert after.closes_at == NOW + timedelta(hours=24)


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.read(lambda work: work.duels.get(7)) is None
    assert store.read(lambda work: work.duels.of_quiz(7)) is None
    assert store.read(lambda work: work.duels.between(1, BEN, 0)) is None
    assert store.read(lambda work: work.duels.running()) == []


def test_an_open_duel_is_found_from_both_sides_until_it_is_over(store: Store) -> None:
    with store.write() as work:
        ann, _, duel_id = offered(work)
        ben = learner(work, "ben")
        assert got(work, duel_id) == work.duels.between(ann, BEN, ben)
        assert got(work, duel_id) == work.duels.between(ben, User("stage", "ann"), ann)
        assert work.duels.between(ann, User("other", "ben"), 0) is None
        assert work.duels.between(ben, User("stage", "cho"), 0) is None
        assert (work.duels.open_of(ann), work.duels.open_of(ben), work.duels.running()) == (1, 0, [duel_id])
        work.duels.move(duel_id, DuelState.DECLINED)
        assert work.duels.between(ann, BEN, ben) is None
        assert (work.duels.open_of(ann), work.duels.running()) == (0, [])


def test_questions_of_an_open_half_are_kept_until_answered(store: Store) -> None:
    with store.write() as work:
        ann, quiz_id, _ = offered(work)
        assert work.duels.kept_from(ann) == {"k-q1", "k-q2"}
        assert work.duels.kept_from(ann, quiz_id) == set()
        assert work.duels.kept_from(learner(work, "ben")) == set()
        work.answers.add(Answer(0, ann, "quiz", quiz_id, 0, "k-q1", "1", True, NOW, NOW.date()), 0)
        assert work.duels.kept_from(ann) == {"k-q2"}
        work.quizzes.finish(quiz_id, NOW)
        assert work.duels.kept_from(ann) == set()


def test_a_half_of_a_duel_is_not_the_open_quiz_of_its_player(store: Store) -> None:
    with store.write() as work:
        ann, _, _ = offered(work)
        assert work.quizzes.open(ann) is None
        alone = quiz(work, ann, QuizKind.SOLO)
        opened = work.quizzes.open(ann)
    assert opened is not None
    assert opened.id == alone


def test_names_are_looked_up_where_people_are_known(store: Store) -> None:
    with store.write() as work:
        settings = DailyPlace(0, 0, "stage", "town", "square", "", zone_of("UTC"), time(9), NOW)
        work.communities.set_up(SQUARE, settings)
        for name in ("Ben Adams", "Ben Baker", "ben", "100%"):
            learner(work, name)
        learner(work, "Cho", MARKET)

    def named(words: str, place: Place = SQUARE) -> list[str]:
        return sorted(user.id for user in store.read(lambda work: work.duels.accounts_named(place, words)))

    assert named("BENADAMS") == ["Ben Adams"]
    assert named("ben") == ["ben"]
    assert named("100%") == ["100%"]
    for words in ("%", "_", "Be", "Cho", "'", "ben baker x", ""):
        assert named(words) == [], words
    assert named("ben", MARKET) == []


def test_a_handle_is_one_accounts_at_a_time_and_known_everywhere(store: Store) -> None:
    def come(account: str, handle: str | None) -> None:
        with store.write() as work:
            work.learners.present(User("stage", account, account, handle), MARKET, NOW)

    def called(handle: str) -> list[str]:
        return [user.id for user in store.read(lambda work: work.duels.accounts_named(SQUARE, handle))]

    come("ann", "first")
    come("ben", "")
    assert called("FIRST") == ["ann"]
    assert called("ann") == []
    come("ann", "second")
    assert (called("first"), called("second")) == ([], ["ann"])
    come("ben", "second")
    come("ann", None)
    assert called("second") == ["ben"]
    come("ben", None)
    assert called("second") == ["ben"]
    come("ben", "")
    assert called("second") == []


def test_who_played_where_nothing_was_set_up_is_known_there(store: Store) -> None:
    with store.write() as work:
        ann = learner(work, "ann", MARKET)
        quiz_id = quiz(work, ann, QuizKind.TOGETHER)
        work.group_quizzes.add(quiz_id, MARKET, 3, Pace.NORMAL, 0, NOW, None)
        work.group_quizzes.join(quiz_id, ann, NOW)
    found = store.read(lambda work: work.duels.accounts_named(MARKET, "ann"))
    assert [(user.platform, user.id) for user in found] == [("stage", "ann")]
    assert store.read(lambda work: work.duels.accounts_named(SQUARE, "ann")) == []


def test_the_archive_holds_what_is_over_newest_first(store: Store) -> None:
    with store.write() as work:
        ann, ben = learner(work, "ann"), learner(work, "ben")
        first, second = quiz(work, ann, QuizKind.SOLO), quiz(work, ann, QuizKind.CHECK)
        together, running = quiz(work, ben, QuizKind.TOGETHER), quiz(work, ann, QuizKind.SOLO)
        work.group_quizzes.add(together, SQUARE, 3, Pace.NORMAL, 0, NOW, None)
        work.answers.add(Answer(0, ann, "quiz", first, 0, "k-q1", "1", True, NOW, NOW.date()), 0)
        work.answers.add(Answer(0, ann, "quiz", first, 1, "k-q2", "1", False, NOW, NOW.date()), 0)
        for number, quiz_id in enumerate((first, second, together)):
            work.quizzes.finish(quiz_id, NOW + timedelta(minutes=number))
    at = Place("stage", "private ann")
    alone = store.read(lambda work: work.quizzes.played(ann, at, 10))
    assert [one.quiz_id for one in alone] == [second, first]
    assert (alone[1].asked, alone[1].answered, alone[1].right) == (2, 2, 1)
    here = store.read(lambda work: work.quizzes.played(ann, SQUARE, 10))
    assert [one.quiz_id for one in here] == [together, second, first]
    assert running not in [one.quiz_id for one in here]
    assert [one.quiz_id for one in store.read(lambda work: work.quizzes.played(ann, SQUARE, 1, 1))] == [second]
    assert store.read(lambda work: work.quizzes.played(ben, at, 10)) == []


def test_what_was_answered_lately_is_hers_and_since_then(store: Store) -> None:
    with store.write() as work:
        ann = learner(work, "ann")
        for number, at in enumerate((NOW - timedelta(days=20), NOW)):
            work.answers.add(Answer(0, ann, "quiz", 1, number, f"k-q{number}", "1", True, at, at.date()), 0)
    since = NOW - timedelta(days=14)
    assert store.read(lambda work: work.quizzes.lately(ann, since)) == {"k-q1"}
    assert store.read(lambda work: work.quizzes.lately(ann + 1, since)) == set()

"""The whole behaviour on one screen: which action goes to which handler, and who draws which board.

ROUTES write, in the writer thread; QUERIES only read, on a snapshot. Handlers of both take the action, its event, the
repositories and the content, and return effects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.account import actions as account
from bot.account import handlers as account_handlers
from bot.actions import Action
from bot.community import actions as community
from bot.community import handlers as community_handlers
from bot.daily import actions as daily
from bot.daily import handlers as daily_handlers
from bot.daily import ledger as daily_ledger
from bot.duel import actions as duel
from bot.duel import handlers as duel_handlers
from bot.duel import steps as duel_steps
from bot.effects import Effect
from bot.events import Event, Place
from bot.group_quiz import actions as group
from bot.group_quiz import boards as group_boards
from bot.group_quiz import handlers as group_handlers
from bot.group_quiz import lobby as group_lobby
from bot.group_quiz import steps as group_steps
from bot.group_quiz import votes as group_votes
from bot.learn import actions as learn
from bot.learn import handlers as learn_handlers
from bot.library import Content
from bot.pause import actions as pause
from bot.pause import handlers as pause_handlers
from bot.polls import Vote
from bot.ports import UnitOfWork
from bot.progress import actions as progress
from bot.progress import handlers as progress_handlers
from bot.quiz import actions as quiz
from bot.quiz import archive as quiz_archive
from bot.quiz import handlers as quiz_handlers
from bot.quiz import starting as quiz_starting
from bot.records import Delivery
from bot.reports import actions as reports
from bot.reports import handlers as reports_handlers
from bot.review import actions as review
from bot.review import handlers as review_handlers
from bot.screens import Screen
from bot.study import actions as study
from bot.study import handlers as study_handlers

Handler = Callable[[Any, Event, UnitOfWork, Content], list[Effect]]

ROUTES: Mapping[type[Action], Handler] = {
    account.SetBoards: account_handlers.set_boards,
    account.SetFeedback: account_handlers.set_feedback,
    account.SetHome: account_handlers.set_home,
    account.SetNewCards: account_handlers.set_new_cards,
    account.SetRatingButtons: account_handlers.set_rating_buttons,
    account.SetRetention: account_handlers.set_retention,
    account.SetStreak: account_handlers.set_streak,
    account.SetZone: account_handlers.set_zone,
    community.PostNow: community_handlers.post_now,
    community.SetUp: community_handlers.set_up,
    community.SetUpInDetail: community_handlers.set_up,
    daily.AnswerChallenge: daily_handlers.answer_challenge,
    daily.CloseChallenge: daily_ledger.close_challenge,
    daily.GivePicked: daily_handlers.give_picked,
    daily.OpenDaily: daily_handlers.open_daily,
    daily.PickAnswers: daily_handlers.pick_answers,
    daily.PostWhatIsOwed: daily_ledger.post_what_is_owed,
    daily.ShowChallenge: daily_handlers.show_challenge,
    daily.TypeChallengeAnswer: daily_handlers.type_answer,
    duel.AcceptDuel: duel_handlers.accept_duel,
    duel.DeclineDuel: duel_handlers.decline_duel,
    duel.ExpireDuel: duel_steps.expire_duel,
    duel.PlayDuel: duel_handlers.play_duel,
    group.AbandonQuiz: group_steps.abandon_quiz,
    group.ArchiveRoom: group_steps.archive_room,
    group.BeginQuiz: group_lobby.begin_quiz,
    group.ChooseAnswer: group_handlers.choose_answer,
    group.ContinueQuiz: group_handlers.continue_quiz,
    group.EndGroupQuiz: group_handlers.end_quiz,
    group.GivePicked: group_handlers.give_picked,
    group.JoinQuiz: group_handlers.join_quiz,
    group.LeaveQuiz: group_handlers.leave_quiz,
    group.LeaveStep: group_steps.leave_step,
    group.NextStep: group_handlers.next_step,
    group.OpenQuiz: group_lobby.open_quiz,
    group.PauseQuiz: group_handlers.pause_quiz,
    group.PickAnswers: group_handlers.pick_answers,
    group.PlayAlone: group_lobby.play_alone,
    group.Rematch: group_lobby.rematch,
    group.SetFeedback: group_lobby.set_feedback,
    group.SkipQuestion: group_handlers.skip_question,
    group.TypeAnswer: group_handlers.type_answer,
    learn.ChooseTrack: learn_handlers.choose_track,
    learn.OpenLesson: learn_handlers.open_lesson,
    learn.ReadSection: learn_handlers.read_section,
    learn.SaveCards: learn_handlers.save_cards,
    pause.Pause: pause_handlers.pause,
    pause.PauseMe: pause_handlers.pause_me,
    pause.PausePlace: pause_handlers.pause_place,
    pause.Resume: pause_handlers.resume,
    pause.ResumeMe: pause_handlers.resume_me,
    pause.ResumePlace: pause_handlers.resume_place,
    reports.ReportLast: reports_handlers.report_last,
    reports.ReportQuestion: reports_handlers.report_question,
    progress.Confide: progress_handlers.confide,
    quiz.AnswerQuestion: quiz_handlers.answer_question,
    quiz.CheckLesson: quiz_starting.check_lesson,
    quiz.EndQuiz: quiz_handlers.end_quiz,
    quiz.GivePicked: quiz_handlers.give_picked,
    quiz.GoOn: quiz_handlers.go_on,
    quiz.PickAnswers: quiz_handlers.pick_answers,
    quiz.QuizOnText: quiz_starting.quiz_on_text,
    quiz.ShowHint: quiz_handlers.show_hint,
    quiz.ShowQuestion: quiz_handlers.show_question,
    quiz.StartQuiz: quiz_starting.start_quiz,
    quiz.TypeQuestionAnswer: quiz_handlers.type_answer,
    study.ContinueStudy: study_handlers.continue_study,
    study.EndStudy: study_handlers.end_study,
    study.StartStudy: study_handlers.start_study,
    review.PassCard: review_handlers.pass_card,
    review.RateCard: review_handlers.rate_card,
    review.StartReview: review_handlers.start_review,
    review.SuspendCard: review_handlers.suspend_card,
    review.TurnCard: review_handlers.turn_card,
    review.UndoReview: review_handlers.undo_review,
}

QUERIES: Mapping[type[Action], Handler] = {
    account.Greet: account_handlers.greet,
    account.ShowHelp: account_handlers.show_help,
    account.ShowSettings: account_handlers.show_settings,
    community.ShowSetUp: community_handlers.show_set_up,
    group.ShowControls: group_handlers.show_controls,
    learn.Find: learn_handlers.find,
    learn.ReadVariant: learn_handlers.read_variant,
    learn.ShowTracks: learn_handlers.show_tracks,
    progress.ShowBoard: progress_handlers.show_board,
    progress.ShowPoints: progress_handlers.show_points,
    progress.ShowProgress: progress_handlers.show_progress,
    progress.ShowStreak: progress_handlers.show_streak,
    quiz.LookBack: quiz_archive.look_back,
    quiz.OpenArchive: quiz_archive.open_archive,
    quiz.ShowHistory: quiz_archive.show_history,
}

TIMERS: frozenset[type[Action]] = frozenset(
    {
        daily.CloseChallenge,
        daily.PostWhatIsOwed,
        duel.ExpireDuel,
        group.AbandonQuiz,
        group.ArchiveRoom,
        group.LeaveStep,
    }
)
"""What only the clock may do: in somebody's hands a token of these is forged."""

MANAGED: frozenset[type[Action]] = frozenset(
    {
        community.PostNow,
        community.SetUp,
        community.SetUpInDetail,
        community.ShowSetUp,
        group.BeginQuiz,
        group.ContinueQuiz,
        group.EndGroupQuiz,
        group.NextStep,
        group.PauseQuiz,
        group.SetFeedback,
        group.ShowControls,
        group.SkipQuestion,
        pause.Pause,
        pause.PausePlace,
        pause.Resume,
        pause.ResumePlace,
    }
)
"""What looks at `may_manage`: an adapter that must ask its platform who manages a place asks for these alone."""


def managed_place(action: Action, work: UnitOfWork) -> Place | None:
    """Where somebody has to manage things for an action that she does in private; None where that does not matter."""
    quiz_id = getattr(action, "quiz_id", 0) if type(action) in MANAGED else 0
    quiz = work.group_quizzes.get(quiz_id) if quiz_id else None
    return None if quiz is None else group_steps.lobby_of(quiz)


@dataclass(frozen=True)
class Board:
    """A message that stands in a place: how it looks now, what its delivery or refusal means, which ones are open.

    Its key is `name:number`; all but `open` take the number. `refuse` is told where and why, as a sentence; `doubt`
    that the message was sent again although it may stand there already; `claim` that the outbox takes the first
    message, `drop` that there was nothing to draw when it was to be sent. Where it was sent as a poll, `vote` counts
    what somebody chose there, and `end_vote` is told that the poll is over.
    """

    draw: Callable[[int, UnitOfWork, Content], Screen | None]
    note: Callable[[int, datetime, UnitOfWork], None] = lambda number, at, work: None
    refuse: Callable[[int, Place, str, datetime, UnitOfWork], None] = lambda number, place, because, at, work: None
    doubt: Callable[[int, str, UnitOfWork], None] = lambda number, because, work: None
    open: Callable[[UnitOfWork], list[str]] = lambda work: []
    vote: Callable[[int, Vote, UnitOfWork, Content], list[Effect]] = lambda number, vote, work, content: []
    end_vote: Callable[[int, datetime, UnitOfWork], None] = lambda number, at, work: None
    claim: Callable[[int, datetime, UnitOfWork], None] = lambda number, at, work: None
    drop: Callable[[int, datetime, UnitOfWork], None] = lambda number, at, work: None


BOARDS: Mapping[str, Board] = {
    duel_steps.DUEL_BOARD: Board(
        duel_handlers.draw_duel, refuse=duel_handlers.refuse_duel, open=duel_handlers.open_boards
    ),
    duel_steps.RESULT_BOARD: Board(duel_handlers.draw_result),
    daily_ledger.BOARD: Board(
        daily_ledger.draw_post,
        daily_ledger.note_post,
        community_handlers.refuse_post,
        daily_ledger.doubt_post,
        daily_ledger.open_boards,
        claim=daily_ledger.claim_post,
        drop=daily_ledger.drop_post,
    ),
    daily_ledger.LOW: Board(daily_ledger.draw_low_water),
    daily_ledger.TALK: Board(daily_ledger.draw_talk),
    community_handlers.PAUSED: Board(community_handlers.draw_pause, refuse=community_handlers.refuse_pause_notice),
    community_handlers.WELCOME: Board(community_handlers.draw_welcome),
    group_steps.LOBBY_BOARD: Board(
        group_boards.draw_lobby, group_boards.note_lobby, group_boards.refuse_lobby, open=group_boards.open_boards
    ),
    group_steps.QUESTION_BOARD: Board(
        group_boards.draw_question,
        group_boards.note_question,
        group_boards.refuse_question,
        vote=group_votes.count_vote,
        end_vote=group_votes.end_vote,
    ),
    group_steps.SCORE_BOARD: Board(group_boards.draw_scores),
    group_steps.ROOM_END: Board(group_boards.end_room),
}


def draw_board(key: str, work: UnitOfWork, content: Content) -> Screen | None:
    """The message of a key as it should look now; None when there is nothing left to draw."""
    name, _, number = key.partition(":")
    return BOARDS[name].draw(int(number), work, content)


def claim_deliveries(
    platform: str, at: datetime, lease_until: datetime, limit: int, work: UnitOfWork
) -> list[Delivery]:
    """Takes what is owed now to the places of a platform."""
    claimed = work.deliveries.claim(platform, at, lease_until, limit)
    for delivery in claimed:
        if not delivery.is_revision:
            name, _, number = delivery.key.partition(":")
            BOARDS[name].claim(int(number), at, work)
    return claimed


def drop_delivery(key: str, at: datetime, work: UnitOfWork) -> None:
    """There was nothing to draw under a key when its first message was to be sent."""
    name, _, number = key.partition(":")
    BOARDS[name].drop(int(number), at, work)


def note_delivery(key: str, at: datetime, work: UnitOfWork) -> None:
    """The message of a key was delivered."""
    name, _, number = key.partition(":")
    BOARDS[name].note(int(number), at, work)


def refuse_delivery(delivery: Delivery, because: str, at: datetime, work: UnitOfWork) -> None:
    """The message of a delivery was refused for good; `because` says why as a sentence."""
    name, _, number = delivery.key.partition(":")
    work.deliveries.refuse(delivery.id, because, at)
    BOARDS[name].refuse(int(number), delivery.place, because, at, work)


def doubt_delivery(key: str, because: str, work: UnitOfWork) -> None:
    """The message of a key is sent again although it may stand there already."""
    name, _, number = key.partition(":")
    BOARDS[name].doubt(int(number), because, work)


def cast_vote(poll_id: str, vote: Vote, work: UnitOfWork, content: Content) -> list[Effect]:
    """Counts a vote; one in a poll that is not known yet is kept until it is."""
    key = work.polls.key(vote.user.platform, poll_id)
    if not key:
        work.polls.hold(poll_id, vote)
        return []
    name, _, number = key.partition(":")
    return BOARDS[name].vote(int(number), vote, work, content)


def note_poll(platform: str, poll_id: str, key: str, message_id: str, work: UnitOfWork, content: Content) -> None:
    """The message of a key was sent as a poll; who voted before that was known is counted now."""
    work.polls.keep(platform, poll_id, key, message_id)
    for vote in work.polls.held(platform, poll_id):
        cast_vote(poll_id, vote, work, content)


def end_poll(platform: str, poll_id: str, at: datetime, work: UnitOfWork) -> None:
    """A poll is over, whoever ended it."""
    if key := work.polls.key(platform, poll_id):
        name, _, number = key.partition(":")
        BOARDS[name].end_vote(int(number), at, work)


def open_boards(work: UnitOfWork) -> list[str]:
    """Keys of all messages that are open."""
    return [key for board in BOARDS.values() for key in board.open(work)]

"""Questions that tell at once as native quiz polls. Pure.

Limits: https://core.telegram.org/bots/api#sendpoll.
"""

from __future__ import annotations

from adapters.telegram.draw import PollForm, keyboard
from adapters.telegram.rich import length, plain
from bot.screens import ChoiceQuestion, Screen

MAX_QUESTION, MAX_DESCRIPTION, MAX_OPTION, MAX_EXPLANATION = 300, 1024, 100, 200
MAX_LINE_FEEDS = 2
"""In an explanation."""
MOST_OPTIONS = 12
SHORTEST_SECONDS = 5


def poll_form(screen: Screen) -> PollForm | None:
    """The poll of a question; None for what is none, or does not fit one."""
    if not isinstance(screen, ChoiceQuestion) or screen.poll is None or screen.answer:
        return None
    poll = screen.poll
    form = PollForm(
        plain(poll.question),
        plain(poll.scenario),
        tuple(plain(option) for option in screen.options),
        poll.right,
        plain(poll.explanation),
        max(poll.open_seconds, SHORTEST_SECONDS),
        keyboard(poll.rows),
    )
    return form if _fits(form) else None


def _fits(form: PollForm) -> bool:
    return (
        0 < length(form.question) <= MAX_QUESTION
        and length(form.description) <= MAX_DESCRIPTION
        and 2 <= len(form.options) <= MOST_OPTIONS
        and all(0 < length(option) <= MAX_OPTION for option in form.options)
        and length(form.explanation) <= MAX_EXPLANATION
        and form.explanation.count("\n") <= MAX_LINE_FEEDS
    )

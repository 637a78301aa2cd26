"""What is shown, as values. A special screen is complete when it is drawn as the plain `Screen` that it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.actions import Action

LETTERS = "ABCDEF"
CONTEXT_LIMIT = 40
"""Characters of a context line that stay on one line of a phone (CHAT.md)."""


class Tone(StrEnum):
    """The state that a screen shows; a word in the text says it too."""

    PLAIN = "plain"
    OPEN = "open"
    RIGHT = "right"
    WRONG = "wrong"
    RANKING = "ranking"


class Weight(StrEnum):
    """How much a button asks to be pressed."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Button:
    """1 to 3 words, verb first, and what a press does."""

    label: str
    action: Action
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True)
class Image:
    """A picture of the library by its name, with its text twin."""

    name: str
    alt: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Called:
    """Somebody whom a message calls, by the id of an account on its platform."""

    id: str
    name: str


@dataclass(frozen=True)
class Screen:
    """One message: context line, title, picture, body (Markdown subset), rows of buttons, fine print.

    `mention` is a group of people to call, by its id on the platform; only what an owner chose stands there. `calls`
    are people to call; only those who were challenged or take part stand there. `details` repeats the end of the body
    that may stand apart there: below a line, or folded away. `closes_room` shows nothing: the side room that it goes to
    is closed instead.
    """

    title: str
    body: str = ""
    image: Image | None = None
    rows: Rows = ()
    context: str = ""
    fine_print: str = ""
    tone: Tone = Tone.PLAIN
    mention: str = ""
    calls: tuple[Called, ...] = ()
    details: str = ""
    closes_room: bool = False

    def __post_init__(self) -> None:
        assert self.body.endswith(self.details)

    @property
    def gist(self) -> str:
        """The body without its details."""
        return self.body.removesuffix(self.details).rstrip()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)


@dataclass(frozen=True)
class Poll:
    """What the poll of a platform needs to ask a question that tells its one right slot at once.

    It holds the key, so nothing else may draw it. `rows` are the buttons besides the options.
    """

    question: str
    scenario: str
    right: int
    explanation: str
    open_seconds: int
    rows: Rows = ()


@dataclass(frozen=True)
class Choice:
    """So many of the options at once: their letters come back as the text of `then`.

    `button` is one of the screen's and leads to the same step by step, where a platform has no control for it.
    """

    count: int
    then: Action
    button: Button


@dataclass(frozen=True)
class ChoiceQuestion(Screen):
    """A question with its options in the order shown; `answer` holds the right slots once they may be known.

    With a `poll` a platform that has polls may ask it as one, and then says who voted for which option. With a
    `choice` several options are chosen together.
    """

    options: tuple[str, ...] = ()
    feedback_at_once: bool = True
    answer: tuple[int, ...] = ()
    poll: Poll | None = None
    choice: Choice | None = None


@dataclass(frozen=True)
class Flashcard(Screen):
    """A card; `back` is empty until it was turned."""

    front: str = ""
    back: str = ""


def context_line(*parts: str) -> str:
    """The parts that are there, joined as the context line of a message."""
    return " · ".join(part for part in parts if part)


def short_line(*parts: str) -> str:
    """As many of the parts, from the first on, as fit into the context line of a phone."""
    line = ""
    for part in parts:
        longer = context_line(line, part)
        line = longer if len(longer) <= CONTEXT_LIMIT else line
    return line


def paragraphs(*parts: str) -> str:
    """The parts that are there, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def lettered(options: Sequence[str], stressed: Collection[int] = ()) -> str:
    """Options as lines with their letters; those in the stressed slots are bold."""
    return "\n".join(
        f"**{LETTERS[slot]}  {text}**" if slot in stressed else f"**{LETTERS[slot]}**  {text}"
        for slot, text in enumerate(options)
    )


def moment(at: datetime) -> str:
    """An instant inside a text; adapters draw it in the reader's clock."""
    return f"<t:{int(at.timestamp())}>"


def countdown(at: datetime) -> str:
    """An instant that is seconds or minutes away; adapters draw how long that is, where they can."""
    return f"<t:{int(at.timestamp())}:R>"


def bar(share: float, width: int = 10) -> str:
    """A share from 0 to 1 as a bar of blocks, as code so that bars align."""
    full = round(max(0.0, min(1.0, share)) * width)
    return f"`{'█' * full}{'░' * (width - full)}`"


def counted(number: int, thing: str) -> str:
    """A number with its noun: 1 card, 2 cards."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def plain(text: str, limit: int = 64) -> str:
    """Text of a person made safe for every surface: no control or direction marks, no markup, no mentions."""
    shown = (char for char in text if (char.isprintable() or char.isspace()) and char not in _DIRECTION_MARKS)
    kept = " ".join("".join(shown).split())
    kept = kept.translate(_INERT).strip()
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


_DIRECTION_MARKS = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff"
)
_INERT = str.maketrans(
    {
        "*": "∗",
        "_": "ˍ",
        "`": "ˋ",
        "~": "∼",
        "|": "ǀ",
        "<": "‹",
        ">": "›",
        "@": "＠",
        "[": "(",
        "]": ")",
    }
)

"""Checks a content folder against the authoring guide and lists every fault: `python -m content.check [FOLDER]`."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

from bot.errors import ContentError
from content.calendar import draw_faults
from content.document import read_text
from content.drawing import drawing_faults
from content.faults import Faults, counted
from content.guides import track_order_faults
from content.loader import SHIPPED, library_of
from content.question_style import longest_right, widest_ratio
from content.schema import QuestionEntry
from content.shelves import LIBRARY, Shelves, read_shelves
from content.style import style_faults, text_faults, value_faults

MIN_BALANCE = 20
"""Below this many questions the spread of the right positions says nothing."""
SHARES = (0.20, 0.30)
SLOTS = 4


def check(folder: Path, today: date) -> list[ContentError]:
    """Every fault of a content folder, sorted by file and line; `today` decides which dates are too old."""
    return _checked(folder, today)[1]


def run(folder: Path, today: date, out: TextIO) -> int:
    """Prints every fault, the figures of each area and a summary; returns the exit code, 1 where there are faults."""
    shelves, faults = _checked(folder, today)
    for fault in faults:
        print(fault, file=out)
    for line in _figures(shelves):
        print(line, file=out)
    cards = sum(len(sheet.entry.cards) for sheet in shelves.lessons)
    questions = sum(len(sheet.entry.questions) for sheet in shelves.lessons)
    total = f"{counted(len(shelves.lessons), 'lesson')}, {counted(cards, 'card')}, {counted(questions, 'question')}"
    print(f"{counted(len(faults), 'fault')}." if faults else f"{total}: no faults.", file=out)
    return 1 if faults else 0


def _checked(folder: Path, today: date) -> tuple[Shelves, list[ContentError]]:
    faults = Faults()
    shelves = read_shelves(folder, faults)
    for sheet in shelves.lessons:
        sheet.tell(style_faults(sheet, shelves.themes, today), faults)
        sheet.tell(value_faults(sheet.document), faults)
    if shelves.tracks:
        prerequisites = {sheet.entry.id: sheet.entry.prerequisites for sheet in shelves.lessons}
        shelves.tracks.tell(track_order_faults(shelves.tracks.entry, prerequisites), faults)
    _tell_texts(shelves, faults)
    _tell_drawings(shelves, faults)
    _tell_positions(shelves, faults)
    if shelves.years and not faults:  # a library with faults may not be one to draw from
        library = library_of(shelves)
        for year in shelves.years:
            year.tell(draw_faults(year, library), faults)
    return shelves, faults.sorted()


def _tell_texts(shelves: Shelves, faults: Faults) -> None:
    for file, path in shelves.files.items():
        text = read_text(path, file, faults)
        for line, sentence in text_faults(text or ""):
            faults.add(file, line, sentence)


def _tell_drawings(shelves: Shelves, faults: Faults) -> None:
    diagrams = {shelves.drawing(sheet): sheet.entry.diagram for sheet in shelves.lessons}
    for file, text in shelves.drawings.items():
        lesson = file.removesuffix(".svg") + ".yaml"
        if lesson not in shelves.files:
            faults.add(file, 1, f'There is no lesson "{lesson}" for this drawing.')
        elif file in diagrams and diagrams[file] is None:
            faults.add(file, 1, 'The lesson beside this drawing has no "diagram" with an alt; add it.')
        for line, sentence in drawing_faults(text):
            faults.add(file, line, sentence)


def _tell_positions(shelves: Shelves, faults: Faults) -> None:
    """Uneven positions: per area where it has enough questions, else over the whole library."""
    areas = _by_area(shelves)
    everything = [question for questions in areas.values() for question in questions]
    small = any(sum(_spread(questions)) < MIN_BALANCE for questions in areas.values())
    groups = {f"{LIBRARY}/{area}": questions for area, questions in areas.items()}
    groups |= {LIBRARY: everything} if small else {}
    for file, questions in groups.items():
        spread = _spread(questions)
        total = sum(spread)
        shares = [count / total for count in spread] if total >= MIN_BALANCE else []
        if any(not SHARES[0] <= share <= SHARES[1] for share in shares):
            shown = _shown(spread)
            faults.add(file, 1, f"Right options stand at {shown}; each place wants 20 to 30 percent.")


def _by_area(shelves: Shelves) -> dict[str, list[QuestionEntry]]:
    areas: dict[str, list[QuestionEntry]] = {}
    for sheet in shelves.lessons:
        active = [question for question in sheet.entry.questions if not question.retired]
        areas.setdefault(sheet.file.split("/")[1], []).extend(active)
    return areas


def _spread(questions: list[QuestionEntry]) -> list[int]:
    """How often each place is the right one, over questions of one right option that may be shuffled."""
    places = Counter(
        next((index for index, option in enumerate(question.options) if option.correct), SLOTS)
        for question in questions
        if question.type in ("single", "flaw") and not question.fixed_order
    )
    return [places[slot] for slot in range(SLOTS)]


def _shown(spread: list[int]) -> str:
    total = sum(spread) or 1
    return ", ".join(f"{slot + 1}: {100 * count / total:.0f}%" for slot, count in enumerate(spread))


def _figures(shelves: Shelves) -> list[str]:
    """One line for each area: how even the right places are, how often the right one is longest, how lengths differ."""
    lines = []
    for area, questions in _by_area(shelves).items():
        spread = _spread(questions)
        longest, choices = longest_right(questions)
        places = f"right at {_shown(spread)} of {sum(spread)}" if sum(spread) else "no single-choice questions"
        ratio = f"longest to shortest option at most {widest_ratio(questions):.2f}"
        lines.append(f"{area}: {places}; right is longest in {longest} of {choices}; {ratio}.")
    return lines


def main(arguments: list[str]) -> int:
    """Entry point of `python -m content.check`."""
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(arguments[0]) if arguments else SHIPPED
    return run(folder, datetime.now(UTC).date(), sys.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The command line: names, options and what they are for."""

from __future__ import annotations

import argparse
from datetime import date

from bot.reports.queue import STEPS


def parser() -> argparse.ArgumentParser:
    """The parser of `quorum` with all its commands."""
    made = argparse.ArgumentParser(prog="quorum", description="A study companion for system design.")
    made.add_argument(
        "--user",
        metavar="NAME",
        action="append",
        default=[],
        help="who studies in the terminal (default: you); once for each person, who then play quizzes together",
    )
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    check = commands.add_parser("check-content", help="list every fault of a content folder")
    check.add_argument("folder", nargs="?", help="default: the folder of the settings")
    draw = commands.add_parser("draw-daily", help="draw the calendar of a year's challenges into the content folder")
    draw.add_argument("year", type=int, help="a year from 2020 to 2999")
    draw.add_argument("folder", nargs="?", help="default: the folder of the settings")
    draw.add_argument("--again", action="store_true", help="replace a calendar that is there")
    commands.add_parser("doctor", help="show versions and what the start would find")
    ledger = commands.add_parser("ledger", help="show what was posted where and when, and why not")
    ledger.add_argument("--place", default="", help="only this place: its number, or its id or server on the platform")
    ledger.add_argument("--from", dest="since", metavar="DATE", type=date.fromisoformat, help="default: two weeks ago")
    reports = commands.add_parser("reports", help="show questions that are said to be wrong, and settle them")
    reports.add_argument("step", nargs="?", choices=STEPS, default="list", help="what to do (default: list)")
    reports.add_argument("question", nargs="?", default="", help="the id of a question")
    reports.add_argument(
        "text",
        nargs="?",
        default="",
        help="why it is frozen; or its right key: 2, or 1,3 as they stand in the file, or 1.2K",
    )
    return made

"""Inline mode: in any chat `@bot words` offers excerpts of lessons; a core query, drawn as articles. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

from adapters.telegram.calls import NO_PREVIEW
from adapters.telegram.draw import draw, start_link
from adapters.telegram.rich import plain, shortened
from bot.learn.actions import ReadSection
from bot.screens import Screen

SHOWN = 10
"""Telegram takes 50; a phone shows six."""
KEPT_SECONDS = 300
MAX_TITLE, MAX_DESCRIPTION = 64, 160
OPEN = "Open in Quorum"


def articles(found: Sequence[tuple[ReadSection, Screen]], username: str) -> list[InlineQueryResultArticle]:
    """Excerpts as results; each opens in the private chat where one reads on."""
    return [_article(number, action, screen, username) for number, (action, screen) in enumerate(found[:SHOWN])]


def _article(number: int, action: ReadSection, screen: Screen, username: str) -> InlineQueryResultArticle:
    drawing = draw(replace(screen, image=None, rows=()))
    return InlineQueryResultArticle(
        id=str(number),
        title=shortened(plain(screen.title), MAX_TITLE),
        description=shortened(plain(screen.body).replace("\n", " "), MAX_DESCRIPTION),
        input_message_content=InputTextMessageContent(drawing.text, parse_mode="HTML", link_preview_options=NO_PREVIEW),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(OPEN, url=start_link(username, action))]]),
    )

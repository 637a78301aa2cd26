"""Text in Discord's Markdown, and the forms: what the author meant as a mark is one, all else is seen as it is."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.draw import modal, plain_content, read_custom_id
from adapters.markup import to_discord
from bot.account.actions import SetZone
from bot.actions import Action, decode
from bot.daily.actions import TypeChallengeAnswer
from bot.effects import AskText
from bot.library import Content, Question, QuestionKind
from bot.questions import answer_form, ask
from bot.quiz.actions import TypeQuestionAnswer

MODAL_TITLE, FIELD_LABEL, FIELD_HINT, CUSTOM_ID, TYPED, CONTENT = 45, 45, 100, 100, 4000, 2000
LABEL, TEXT_INPUT = 18, 4


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain words, 40 percent.", "plain words, 40 percent."),
        ("snake_case and CACHE_TTL_MS", r"snake\_case and CACHE\_TTL\_MS"),
        ("2*3*4", r"2\*3\*4"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("**bold** and *italic*", "**bold** and *italic*"),
        ("**a_b** and *c_d*", r"**a\_b** and *c\_d*"),
        ("an open **mark", r"an open \*\*mark"),
        ("`code_with_*marks*`", "`code_with_*marks*`"),
        ("an open `mark", r"an open \`mark"),
        ("~~gone~~ ||hidden|| __under__", r"\~\~gone\~\~ \|\|hidden\|\| \_\_under\_\_"),
        ("<@123> <@&5> <#6>", r"\<@123> \<@&5> \<#6>"),
        ("</setup:1> <:wave:2> <id:home>", r"\</setup:1> \<:wave:2> \<id:home>"),
        ("[a](b)", r"\[a](b)"),
        ("back\\slash", r"back\\slash"),
        ("# heading", r"\# heading"),
        ("### heading", r"\### heading"),
        ("- 1. no list in a list", r"- 1\. no list in a list"),
        ("**1. bold**", "**1. bold**"),
        ("-# small", r"\-# small"),
        ("#tag and C#", "#tag and C#"),
        ("- item\n- item_two", "- item\n- item\\_two"),
        ("1. first\n2. second", "1. first\n2. second"),
        ("- # no heading", r"- \# no heading"),
        ("> **Remember:** one line", "> **Remember:** one line"),
        ("> # no heading", r"> \# no heading"),
        (">no space", "> no space"),
        ("+ no list", r"\+ no list"),
        ("* no list", r"\* no list"),
        ("a < b and b > a", r"a \< b and b > a"),
        ("before\n\n```\nx = a_b * 2\n# no heading\n```", "before\n\n```\nx = a_b * 2\n# no heading\n```"),
        ("```sql\nSELECT a_b\n```\nafter_it", "```\nSELECT a_b\n```\nafter\\_it"),
        ("Closes <t:1795338000:R>", "Closes <t:1795338000:R> (<t:1795338000:t>)"),
        ("Closes <t:1795338000>", "Closes <t:1795338000:R> (<t:1795338000:t>)"),
        ("<t:1795338000:F> <t:x> <t:>", r"\<t:1795338000:F> \<t:x> \<t:>"),
        ("", ""),
    ],
)
def test_only_what_the_author_meant_is_a_mark(text: str, drawn: str) -> None:
    assert to_discord(text) == drawn


def test_calling_everybody_is_left_to_the_one_who_sends() -> None:
    assert to_discord("@everyone @here") == "@everyone @here"  # no mark undoes it: every message allows no mention


@given(st.text("ab _*~|`<[]()\\#>-+.:@\n", max_size=60))
def test_what_is_seen_is_what_was_written(text: str) -> None:
    seen = re.sub(r"\\([^\w\s])", r"\1", to_discord(text))
    written = re.sub(r"(?m)^>[^\S\n]*", "> ", text)
    assert re.sub(r"[\\\s]", "", seen) == re.sub(r"[\\\s]", "", written)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_no_text_is_too_strange_for_a_notice(text: str) -> None:
    assert len(plain_content(text)) <= CONTENT


def test_a_notice_of_ten_thousand_characters_is_shortened_with_a_sign_of_it() -> None:
    shown = plain_content("word_ " * 2000)
    assert len(shown) <= CONTENT
    assert shown.endswith(r"word\_…")


# ---- forms


def form_of(prompt: str, then: Action) -> dict[str, Any]:
    """The form as it is sent."""

    async def sent() -> dict[str, Any]:
        form = modal(AskText(prompt, then))
        assert form.is_finished()  # the library keeps nothing of it
        return form.to_dict()

    return asyncio.run(sent())


def above_the_field(form: dict[str, Any]) -> str:
    """What is read above the field."""
    (label,) = form["components"]
    return f"{label['label']} {label.get('description') or ''}".strip()


def check(form: dict[str, Any], then: Action) -> None:
    """The form is within the limits and comes back as its action."""
    (label,) = form["components"]
    field = label["component"]
    assert label["type"] == LABEL
    assert field["type"] == TEXT_INPUT
    assert 1 <= len(form["title"]) <= MODAL_TITLE
    assert 1 <= len(label["label"]) <= FIELD_LABEL
    assert len(label.get("description") or "") <= FIELD_HINT
    assert 1 <= len(form["custom_id"]) <= CUSTOM_ID
    assert 1 <= field["max_length"] <= TYPED
    assert read_custom_id(form["custom_id"])[0] == then


def longest_unit(question: Question) -> Question:
    """The same question with the longest unit that the authoring guide allows."""
    return replace(question, unit="u" * 30) if question.kind is QuestionKind.NUMERIC else question


def test_the_form_of_every_question_that_is_typed_says_all_of_its_prompt(content: Content) -> None:
    typed = [one for one in content.library.questions.values() if not one.kind.is_pressed]
    assert {one.kind for one in typed} == {QuestionKind.NUMERIC, QuestionKind.ORDERING, QuestionKind.MULTIPLE}
    for question in typed:
        for shown in (question, longest_unit(question)):
            prompt = answer_form(ask(shown, "seed"))
            then = TypeQuestionAnswer(10**6, 9)
            form = form_of(prompt, then)
            check(form, then)
            assert prompt in above_the_field(form), question.id


def test_a_short_prompt_is_the_label_and_a_longer_one_the_hint() -> None:
    assert above_the_field(form_of("Type one letter.", SetZone())) == "Type one letter."
    long = "Type your time zone, for example Europe/Berlin or America/New_York."
    assert above_the_field(form_of(long, SetZone())).endswith(long)


def test_a_prompt_has_no_marks_where_none_are_drawn() -> None:
    assert above_the_field(form_of("Type **two** letters like `A C`.", SetZone())) == "Type two letters like A C."


def test_a_prompt_that_is_far_too_long_is_shortened_and_the_form_still_opens() -> None:
    then = TypeChallengeAnswer(10**17)
    form = form_of("Type the letters that are right. " * 30, then)
    check(form, then)
    assert above_the_field(form).endswith("…")


def test_the_longest_token_fits_a_form() -> None:
    then = decode("quiz.type:" + "9" * 18 + ":" + "9" * 18)
    check(form_of("Type it.", then), then)

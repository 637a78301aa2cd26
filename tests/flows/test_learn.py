"""Lessons: found with typos, read to the end, their cards saved; a search that gives nothing away."""

from __future__ import annotations

from dataclasses import replace

from flows.script import answer, asked_of, changed, restage
from stage import Stage

from bot.learn.actions import Find, ReadSection, ReadVariant, SaveCards

MARKS = set("*_`~|<>@[]")


def test_a_lesson_is_found_by_name_alias_or_with_typos(play: Stage) -> None:
    for words, title in {
        "caching strategy": "Caching",
        "cachng stratgy": "Caching",
        "consitent hashng": "Consistent hashing",
        "KAFKA": "Kafka",
        "vnodes": "Consistent hashing",
        "what is the hash ring about": "Consistent hashing",
    }.items():
        assert title in play.command("ann", f"/lesson {words}").screens[0].title, words


def test_words_that_fit_no_lesson_are_refused_with_the_way_on(play: Stage) -> None:
    for words in ("qwrtzpsdf", "🙂", "\u202e\u2066", "***", "x" * 10_000, "\x00\x00"):
        answered = play.command("ann", f"/lesson {words}")
        assert answered.screens == [], words
        assert "/lesson" in answered.notices[0]


def test_next_and_back_lead_through_all_sections(play: Stage) -> None:
    lesson = play.content.library.lessons["kafka"]
    screen = play.act("ann", ReadSection("kafka", "concept")).screens[0]
    count = len(lesson.sections)
    for number, section in enumerate(lesson.sections, start=1):
        assert screen.context.endswith(f"{section.title} · {number} of {count}")
        assert screen.body == section.text
        labels = [button.label for button in screen.buttons]
        assert ("Back" in labels, "Next" in labels, "Quiz me" in labels) == (number > 1, number < count, True)
        assert (screen.image is not None) == (number == 1)
        if number < count:
            screen = play.press("ann", "Next").screens[0]
    for section in reversed(lesson.sections[:-1]):
        assert play.press("ann", "Back").screens[0].body == section.text


def test_the_list_begins_with_what_was_begun_and_goes_on_where_one_was(play: Stage) -> None:
    listed = play.command("ann", "/lesson").screens[0]
    assert len(listed.rows[:-1]) == 4
    last = listed.rows[-2][-1].label
    play.press("ann", last)
    play.press("ann", "Next")
    again = play.command("ann", "/lesson").screens[0]
    assert again.buttons[0].label == last
    assert " · 3 of " in play.press("ann", last).screens[0].context


def test_a_lesson_read_to_its_end_goes_to_the_end_of_the_list(play: Stage) -> None:
    first = play.command("ann", "/lesson").screens[0].buttons[0].label
    play.press("ann", first)
    while any(button.label == "Next" for button in play.screen("ann").buttons):
        play.press("ann", "Next")
    listed = [button.label for button in play.command("ann", "/lesson").screens[0].buttons]
    assert first not in listed[: len(play.content.library.lessons) - 1]


def test_a_lesson_is_told_in_two_other_ways_with_the_way_back(play: Stage) -> None:
    told = {variant.title: variant.text for variant in play.content.library.lessons["kafka"].variants}
    assert list(told) == ["Simpler", "Another example"]
    section = play.act("ann", ReadSection("kafka", "numbers")).screens[0]
    simpler = play.press("ann", "Simpler").screens[0]
    assert (simpler.body, simpler.context.endswith(" · Simpler")) == (told["Simpler"], True)
    example = play.press("ann", "Another example").screens[0]
    assert example.body == told["Another example"]
    assert play.press("ann", "Simpler").screens == [simpler]
    assert play.press("ann", "Back to section").screens == [section]


def test_a_variant_that_is_not_there_is_refused_and_a_section_that_is_not_there_leads_to_the_first(play: Stage) -> None:
    assert "left the library" in play.act("ann", ReadVariant("nothing", "simpler", 0)).notices[0]
    assert "/lesson kafka" in play.act("ann", ReadVariant("kafka", "shorter", 0)).notices[0]
    play.act("ann", ReadVariant("kafka", "simpler", 99))
    assert " · 1 of " in play.press("ann", "Back to section").screens[0].context


def test_cards_are_saved_once(play: Stage) -> None:
    play.command("ann", "/lesson kafka")
    save = play.button("ann", "Save cards").action
    assert play.act("ann", save).notices == ["10 cards saved. Go through them with /review."]
    assert "in your deck already" in play.act("ann", save).notices[0]
    labels = [button.label for button in play.command("ann", "/lesson kafka").screens[0].buttons]
    assert "Save cards" not in labels
    assert "**Cards:** 10" in play.command("ann", "/me").screens[0].body


def test_a_retired_card_is_not_saved(play: Stage) -> None:
    gone = play.content.library.lessons["kafka"].cards[0].id
    restage(play, changed(play.content, card=lambda one: replace(one, retired=one.id == gone)))
    play.command("ann", "/lesson kafka")
    assert play.press("ann", "Save cards").notices == ["9 cards saved. Go through them with /review."]


def test_an_excerpt_names_the_full_lesson_where_there_is_a_public_address(play: Stage) -> None:
    assert "http" not in play.act("ann", ReadSection("kafka", "numbers")).screens[0].fine_print
    restage(play, replace(play.content, public_url="https://quorum.example/"))
    shown = play.act("ann", ReadSection("kafka", "numbers")).screens[0]
    assert "Full lesson: https://quorum.example/lesson/kafka#numbers" in shown.fine_print


def test_a_lesson_that_is_not_there_is_refused_and_a_renamed_section_shows_the_first(play: Stage) -> None:
    assert "left the library" in play.act("ann", ReadSection("nothing", "concept")).notices[0]
    assert "left the library" in play.act("ann", SaveCards("nothing")).notices[0]
    assert "1 of" in play.act("ann", ReadSection("kafka", "renamed")).screens[0].context


def test_find_shows_a_question_only_to_who_has_answered_it(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    question = asked_of(play, "ann").question
    words = " ".join(question.stem.split()[:12])
    play.command("ben", "/lesson kafka")
    start = question.stem[:30]
    assert start not in play.command("ann", f"/find {words}").screens[0].body
    play.command("ann", "/quiz")
    answer(play, "ann", right=False)
    assert start in play.command("ann", f"/find {words}").screens[0].body
    assert start not in play.command("ben", f"/find {words}").screens[0].body
    assert play.press("ann", "Open 1").screens[0].title


def test_find_shows_cards_only_to_who_has_them(play: Stage) -> None:
    card = play.content.library.lessons["kafka"].cards[0]
    play.command("ann", "/lesson kafka")
    play.press("ann", "Save cards")
    start = card.front[:30]
    assert start in play.command("ann", f"/find {card.front}").screens[0].body
    assert start not in play.command("ben", f"/find {card.front}").screens[0].body


def test_find_never_shows_key_or_explanation(play: Stage) -> None:
    play.command("ann", "/quiz kafka")
    question = asked_of(play, "ann").question
    answer(play, "ann")
    found = play.command("ann", f"/find {question.stem}").screens[0]
    assert question.explanation not in found.body
    assert not any(option.why in found.body for option in question.options)


def test_find_says_when_nothing_fits_and_shows_typed_text_inert(play: Stage) -> None:
    nothing = play.command("ann", "/find qwrtzpsdf").screens[0]
    assert nothing.title == "Nothing found"
    assert "needs words" in play.command("ann", "/find").notices[0]
    for words in ("@everyone **qwrtz** <@123>", "\u202eqwrtz\u2066", "qwrtz " * 2000, "kafka [x](http://y)", "\x00"):
        shown = play.act("ann", Find(), words).screens[0]
        said = shown.title + (shown.body if shown.title == "Nothing found" else "")
        assert not MARKS & set(said)
        assert said.isprintable()
        assert len(said) < 200


def test_reading_and_searching_make_no_day_and_no_points(play: Stage) -> None:
    play.command("ann", "/lesson kafka")
    play.press("ann", "Next")
    play.command("ann", "/find kafka")
    assert "No points yet" in play.command("ann", "/points").screens[0].body
    assert play.command("ann", "/streak").screens[0].title == "Your streak"

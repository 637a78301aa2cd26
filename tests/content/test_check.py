"""Every rule of the authoring guide is enforced: one planted fault, one sentence at the right place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest


def test_good_library_has_no_fault(shelf: Any) -> None:
    assert [str(fault) for fault in shelf.faults()] == []


@dataclass(frozen=True)
class Case:
    """`old` becomes `new` in the cache lesson; `says` is told at the line of `at`, by default that of the new text."""

    name: str
    old: str
    new: str
    says: str
    at: str = ""
    file: str = "cache"


OPTION = 'text: "Do the thing called k"'
LONG = "Do the thing called k and more"
CASES = [
    Case("lesson_id_pattern", "id: cache\n", "id: Cache_1\n", "must be lower-case words"),
    Case("lesson_id_too_long", "id: cache\n", f"id: {'cache' * 6}\n", "30 characters; at most 27"),
    Case("lesson_id_against_file_name", "id: cache\n", "id: caches\n", 'does not match the file name "cache.yaml"'),
    Case(
        "area_unknown", "area: scalability", "area: scaleability", 'no area "scaleability". Did you mean "scalability"?'
    ),
    Case("area_against_folder", "area: scalability", "area: reliability", 'does not match the folder "scalability"'),
    Case(
        "kind_unknown", "kind: skill", "kind: skil", "must be one of framework, skill, deep-dive, pattern, technology"
    ),
    Case("kind_nearest", "kind: skill", "kind: skil", 'Did you mean "skill"?'),
    Case("level_out_of_range", "level: 2", "level: 4", "level is 4"),
    Case("level_as_text", "level: 2", 'level: "2"', "must be a whole number"),
    Case("minutes_out_of_range", "minutes: 25", "minutes: 2500", "minutes is 2500"),
    Case(
        "title_too_long", "title: The cache lesson", f"title: {'long ' * 13}", '"title" has 64 characters; at most 60'
    ),
    Case("title_empty", "title: The cache lesson", 'title: ""', '"title" is empty'),
    Case("short_title_too_long", "short_title: cache", f"short_title: {'x' * 31}", "31 characters; at most 30"),
    Case("field_unknown", "minutes: 25", "minuts: 25", 'no field "minuts" here. Did you mean "minutes"?'),
    Case("field_missing", "minutes: 25\n", "", '"minutes" is missing', at="id: cache"),
    Case("field_empty", "minutes: 25", "minutes:", '"minutes" is empty'),
    Case("prerequisite_unknown", "prerequisites: []", "prerequisites: [quorun]", 'Did you mean "quorum"?'),
    Case("prerequisite_of_itself", "prerequisites: []", "prerequisites: [cache]", "in a circle: cache needs cache"),
    Case("skill_unknown", "skills: [sk-caching]", "skills: [sk-cashing, sk-caching]", 'no skill "sk-cashing"'),
    Case("no_skill", "skills: [sk-caching]", "skills: []", "names no skill"),
    Case("skill_of_question", "    skill: sk-caching", "    skill: sk-replication", "is not a skill of this lesson"),
    Case("aliases_too_few", "aliases: [cache word, nearby copy, spare]", "aliases: [spare]", "number of aliases is 1"),
    Case("alias_upper_case", "nearby copy, spare]", "Nearby copy, spare]", "must be lower case"),
    Case("alias_twice", "nearby copy, spare]", "spare, spare]", "stands here twice"),
    Case(
        "no_sources",
        'sources: ["Nishtala et al. 2013, Scaling Memcache at Facebook (NSDI)"]',
        "sources: []",
        "no source",
    ),
    Case("month_thirteen", 'as_of: "2026-11"', 'as_of: "2026-13"', '"2026-13" is not a month'),
    Case("month_without_zero", 'verified: "2026-10"', 'verified: "2026-1"', "is not a month"),
    Case("verified_in_future", 'verified: "2026-10"', 'verified: "2026-12"', "is in the future"),
    Case("verified_too_long_ago", 'verified: "2026-10"', 'verified: "2025-10"', "Verified 13 months ago"),
    Case(
        "card_as_of", 'ref: cache#numbers, as_of: "2026-11"', 'ref: cache#numbers, as_of: "11/2026"', "is not a month"
    ),
    Case("as_of_in_text", "    A copy near", "    A copy (as of 2026-13) near", '"2026-13" is not a month'),
    Case("alt_too_short", "alt: A reader asks the copy first", "alt: Short. #", '"alt" has 6 characters'),
    Case("section_unknown", "  trade-offs: |", "  tradeoffs: |", 'no section "tradeoffs". Did you mean "trade-offs"?'),
    Case("anchor_too_long", "  trade-offs: |", "  trade-offs-and-more: |", "An anchor has at most 12 characters"),
    Case("section_missing", "  trade-offs: |", "  tradeoffs: |", 'section "trade-offs" is missing', at="sections:"),
    Case("section_empty", "  summary: |\n", '  summary: ""\n  in-the-round: |\n', '"summary" is empty'),
    Case("section_order", "  examples: |", "  in-the-round: |", 'stands where "use-or-not" belongs'),
    Case(
        "section_too_long",
        "    A copy near",
        f"    {'word ' * 150}\n    A copy near",
        "rendered characters",
        at="  concept",
    ),
    Case(
        "words_too_many", "    A copy near", f"    {'w ' * 400}\n    A copy near", "1200 words in all", at="sections:"
    ),
    Case("variant_missing", "  simpler: |", "  simple: |", '"simpler" is missing', at="variants:"),
    Case("variant_unknown", "  simpler: |", "  simple: |", 'no field "simple" here. Did you mean "simpler"?'),
    Case("variant_empty", "  simpler: |\n    A copy", '  simpler: ""\n  # A copy', 'variant "simpler" is empty'),
    Case(
        "variant_too_long",
        "  example: |\n",
        f"  example: |\n    {'word ' * 180}\n",
        "rendered characters; at most 900",
    ),
    Case("variant_heading", "  example: |\n", "  example: |\n    # Copies\n", "A heading", at="    # Copies"),
    Case(
        "as_of_in_variant",
        "  example: |\n",
        "  example: |\n    Prices as of 2026-13.\n",
        "is not a month",
        at="    Prices",
    ),
    Case(
        "anchor_without_ref",
        "ref: cache#trade-offs",
        "ref: cache#concept",
        'refers to "trade-offs"',
        at="  trade-offs: |",
    ),
    Case("ref_to_unknown_anchor", "ref: cache#examples", "ref: cache#exampels", 'Did you mean "examples"?'),
    Case("ref_to_other_lesson", "ref: cache#examples", "ref: quorum#examples", 'must be "cache#"'),
    Case("ref_without_anchor", "ref: cache#examples", "ref: cache", 'must be "cache#"'),
    Case("card_id_pattern", "id: cache-c04", "id: cache-c4", 'must be "cache-c" and two digits'),
    Case("card_id_of_other_lesson", "id: cache-c04", "id: quorum-c04", 'must be "cache-c"'),
    Case("card_id_twice", "id: cache-c04", "id: cache-c03", '"cache-c03" is used already'),
    Case("card_number_left_out", "id: cache-c06", "id: cache-c07", "c06 is missing", at="cards:"),
    Case("question_id_pattern", "id: cache-q01", "id: cache-c01", 'must be "cache-q" and two digits'),
    Case("cards_too_few", "  - {id: cache-c06", "  #", "5 cards; 6 to 10", at="cards:"),
    Case("card_front_too_long", '"Why keep a copy?"', f'"{"w" * 201}"', '"front" has 201 characters; at most 200'),
    Case("card_back_too_long", '"It saves the trip."', f'"{"w" * 201}"', '"back" has 201 characters; at most 200'),
    Case("card_without_back", ', back: "It saves the trip."', "", 'A basic card needs a "back"'),
    Case("card_kind_unknown", "kind: basic", "kind: basics", 'Did you mean "basic"?'),
    Case("card_yes_no", '"It saves the trip."', '"Yes, always."', "answered with yes or no"),
    Case("number_card_without_number", 'back: "100 ns"', 'back: "some"', "holds no number"),
    Case("cloze_with_back", 'is {{c1::stale}}."', 'is {{c1::stale}}.", back: "x"', "A cloze card has no back"),
    Case("cloze_without_deletion", "{{c1::stale}}", "stale", "exactly one {{c1::hidden part}}"),
    Case("cloze_with_two", "{{c1::stale}}", "{{c1::stale}} or {{c1::old}}", "exactly one {{c1::hidden part}}"),
    Case("cloze_second_number", "{{c1::stale}}", "{{c2::stale}}", "exactly one {{c1::hidden part}}"),
    Case("cloze_article", "{{c1::stale}}", "{{c1::the}} stale one", "empty or an article"),
    Case("cloze_in_basic_card", '"Why keep a copy?"', '"Why keep {{c1::a}} copy?"', "of kind cloze only"),
    Case("type_unknown", "type: numeric", "type: numerical", 'Did you mean "numeric"?'),
    Case("difficulty_out_of_range", "difficulty: 3", "difficulty: 6", "difficulty is 6"),
    Case("stem_too_long", 'stem: "Reads', f'stem: "{"w" * 260} Reads', '"stem" has'),
    Case("scenario_too_long", 'scenario: "Every', f'scenario: "{"w" * 600}', '"scenario" has'),
    Case(
        "hint_too_long", 'stem: "100', f'hint: "{"w" * 141}"\n    stem: "100', '"hint" has 141 characters; at most 140'
    ),
    Case("hint_empty", 'stem: "100', 'hint: ""\n    stem: "100', '"hint" is empty'),
    Case("option_too_long", OPTION, f'text: "{"w" * 81}"', '"text" has 81 characters; at most 80'),
    Case("why_too_long", 'why: "Reason 0."', f'why: "{"w" * 141}"', '"why" has 141 characters; at most 140'),
    Case("why_of_two_lines", 'why: "Reason 0."', r'why: "One\nTwo"', "must be one line"),
    Case("explanation_too_long", 'explanation: "Reads', f'explanation: "{"w" * 400}', '"explanation" has'),
    Case("short_too_long", 'explanation_short: "A', f'explanation_short: "{"w" * 200}', '"explanation_short" has'),
    Case("short_of_four_lines", 'explanation_short: "A', r'explanation_short: "1\n2\n3\nA', "3 line breaks; at most 2"),
    Case(
        "options_too_few",
        '      - {text: "Do the thing called n", why: "Reason 3."}\n',
        "",
        "3 options",
        at="    options:",
    ),
    Case(
        "options_alike", OPTION, 'text: "Do the thing called L"', "Two options say", at='text: "Do the thing called l"'
    ),
    Case("two_right", 'l", why', 'l", correct: true, why', "2 options right", at="    options:"),
    Case("none_right", "correct: true, ", "", "0 options right", at="    options:"),
    Case("option_field_unknown", "correct: true", "corect: true", 'Did you mean "correct"?'),
    Case("correct_as_text", "correct: true", 'correct: "yes"', "must be true or false"),
    Case("text_without_quotes", OPTION, "text: 100", "must be text; put it in quotes"),
    Case("option_yes", OPTION, 'text: "Yes"', "says yes or no"),
    Case("option_all_of_the_above", OPTION, 'text: "All of the above"', "speaks about the others"),
    Case("option_none_of_the_above", OPTION, 'text: "None of the above."', "speaks about the others"),
    Case("option_by_its_place", 'why: "Reason 0."', 'why: "Better than option B."', "names a place"),
    Case("lengths_apart", OPTION, f'text: "{"w" * 40}"', "40 to 21 characters (1.90); at most 1.6", at="    options:"),
    Case("fixed_order_without_numbers", "    options:", "    fixed_order: true\n    options:", "ascending order"),
    Case("answer_in_single", "    options:", "    answer: 4\n    options:", 'type single has no "answer"'),
    Case("numeric_with_options", "    formula:", "    options: []\n    formula:", 'has no "options"'),
    Case("numeric_without_unit", "    unit: million keys\n", "", 'needs "unit"', at="  - id: cache-q06"),
    Case("numeric_wrong_answer", "answer: 10\n", "answer: 11\n", "The answer is 11, but the formula gives 10"),
    Case("formula_unknown_name", "keys / (n + 1)", "keys / (m + 1)", 'uses "m", which is not among the inputs'),
    Case("formula_by_zero", "keys / (n + 1)", "keys / (n - 9)", "divides by zero"),
    Case("formula_not_arithmetic", "keys / (n + 1)", "__import__('os').getcwd()", "may only use"),
    Case("formula_attribute", "keys / (n + 1)", "keys.real + n", "may only use"),
    Case("formula_huge_power", "keys / (n + 1)", "keys ** n ** n ** n", "formula"),
    Case("formula_broken", "keys / (n + 1)", "keys / (n + ", "is not an expression"),
    Case(
        "input_not_used", "inputs: {keys: 100, n: 9}", "inputs: {keys: 100, n: 9, z: 1}", 'does not use the input "z"'
    ),
    Case("input_as_text", "keys: 100,", 'keys: "100",', "must be a number without quotes"),
    Case("input_not_finite", "keys: 100,", "keys: 1e999,", "must be a finite number"),
    Case("tolerance_in_percent", "tolerance: 0.02", "tolerance: 2", "it is relative"),
    Case("mistake_is_right", "answer: 11.1", "answer: 10.1", "within the tolerance"),
    Case("unit_not_in_stem", "unit: million keys", "unit: billion keys", "does not name the unit"),
    Case("theme_unknown", "daily: scale", "daily: scaling", 'Did you mean "scale"?'),
    Case("theme_of_other_area", "daily: scale", "daily: data", "it may be scale"),
    Case("theme_too_easy", "difficulty: 3", "difficulty: 1", "difficulty 2 to 4", at="    daily"),
    Case("theme_too_hard", "difficulty: 3", "difficulty: 5", "difficulty 2 to 4", at="    daily"),
    Case("too_few_single", "type: single", "type: flaw\n    scenario: x", "2 of type single", at="questions:"),
    Case("no_numeric", "type: numeric", "type: single", "numeric or ordering; one is needed", at="questions:"),
    Case("no_flaw", "type: flaw", "type: single", "No question is of type flaw", at="questions:"),
    Case("no_multiple", "type: multiple", "type: single", "No question is of type multiple", at="questions:"),
    Case("multiple_hides_its_count", "Which two do you add?", "What do you add?", 'how many options are right ("two")'),
    Case("question_without_source", '    sources: ["Arithmetic"]', "    sources: []", "The question names no source"),
    Case("todo", "    A copy near", "    TODO: verify. A copy near", 'A "todo: verify" is open'),
    Case("todo_in_comment", "minutes: 25", "minutes: 25  # todo: verify", 'A "todo: verify" is open'),
    Case("not_ascii", "It saves the trip.", "It saves the trip\u2019s cost.", "is not ASCII; write '."),
    Case("not_ascii_by_escape", "It saves the trip.", r"It saves the trip\u2019s cost.", "not ASCII"),
    Case("control_by_escape", "It saves the trip.", r"It saves\0 the trip.", "control character"),
    Case("heading", "    A copy near", "    # Copies\n    A copy near", "A heading"),
    Case("table", "    A copy near", "    | a | b |\n    A copy near", "A table"),
    Case("image", "    A copy near", "    ![x](y.png) A copy near", "An image"),
    Case("html", "    A copy near", "    <b>A</b> copy near", "HTML"),
    Case("link", "    A copy near", "    See https://example.org. A copy near", "No links"),
    Case("link_in_brackets", "    A copy near", "    [A copy](page) near", "No links"),
    Case(
        "nested_list", "    A copy near", "    - one\n      - two\n\n    A copy near", "A nested list", at="      - two"
    ),
    Case("star_list", "    A copy near", "    * one\n\n    A copy near", "Write list items with '- '"),
    Case("other_marks", "    A copy near", "    __A__ copy near", "Only **bold**"),
    Case("open_bold", "    A copy near", "    **A copy near", "not closed in its paragraph"),
    Case("bold_too_often", "    A copy near", "    **A** **b** **c** **d** copy near", "4 bold places"),
    Case("open_code", "    A copy near", "    ```\n    A copy near", "The code block is not closed"),
    Case(
        "code_too_wide",
        "    A copy near",
        f"    ```\n    {'x' * 31}\n    ```\n    A copy near",
        "31 columns",
        at="    xxx",
    ),
    Case("code_too_long", "    A copy near", f"    ```\n{'    x' * 1}\n" + "    y\n" * 8 + "    ```\n    A", "9 lines"),
    Case(
        "two_code_blocks",
        "    A copy near",
        "    ```\n    x\n    ```\n    ~~~\n    y\n    ~~~\n    A copy near",
        "A second code block",
        at="    ~~~",
    ),
    Case(
        "two_quotes", "    A copy near", "    > one\n\n    > two\n\n    A copy near", "A second quote", at="    > two"
    ),
    Case(
        "drawing_width",
        'width="1080" height="800" view',
        'width="1000" height="800" view',
        "must be 1080",
        file="drawing",
    ),
    Case("drawing_height", 'height="800" view', 'height="1200" view', '"1200" high; it must be 760', file="drawing"),
    Case("drawing_view", 'viewBox="0 0 1080 800"', 'viewBox="0 0 540 400"', "viewBox must be", file="drawing"),
    Case("drawing_small_text", 'font-size="48"', 'font-size="43"', "font-size is 43; at least 44", file="drawing"),
    Case("drawing_text_without_size", 'font-size="48"', "", "has no font-size", at="<text", file="drawing"),
    Case("drawing_size_in_style", 'font-size="48"', 'style="font-size: 12px"', "font-size is 12", file="drawing"),
    Case("drawing_clear_ground", 'fill="#1E2430"', 'fill="none"', "opaque fill", at="  <rect", file="drawing"),
    Case(
        "drawing_faded_ground",
        'fill="#1E2430"',
        'fill="red" opacity="0.5"',
        "opaque fill",
        at="  <rect",
        file="drawing",
    ),
    Case("drawing_small_ground", '<rect width="1080"', '<rect width="900"', "over the whole picture", file="drawing"),
    Case("drawing_no_ground", "<rect ", "<circle ", "first element must be a rect", file="drawing"),
    Case("drawing_script", "  <g", "  <script>1</script>\n  <g", "<script> is not allowed", file="drawing"),
    Case("drawing_foreign", "  <g", "  <foreignObject/>\n  <g", "<foreignObject> is not allowed", file="drawing"),
    Case("drawing_href", "  <g", '  <use href="http://x/y.svg"/>\n  <g', "leaves the file", file="drawing"),
    Case("drawing_url", "  <g", '  <path fill="url(http://x)"/>\n  <g', "outside the file", file="drawing"),
    Case("drawing_event", "<text x", '<text onclick="go()" x', "runs a script", file="drawing"),
    Case("drawing_scaled", "<g ", '<g transform="scale(0.5)" ', "No scaling", file="drawing"),
    Case("drawing_not_xml", "</text>", "</txt>", "not valid XML", file="drawing"),
    Case(
        "drawing_entities", "<svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg", "declares a document type", file="drawing"
    ),
    Case(
        "skill_of_unknown_area",
        "title: Caching, area: scalability",
        "title: Caching, area: x",
        "no area",
        file="taxonomy",
    ),
    Case("area_twice", "{id: interview", "{id: reliability", "is used twice", file="taxonomy"),
    Case("area_theme_unknown", "theme: scale", "theme: scales", 'Did you mean "scale"?', file="taxonomy"),
    Case(
        "area_title_with_comma", "title: Caching,", "title: Caching, and more,", 'no field "and more"', file="taxonomy"
    ),
    Case("debrief_grade_missing", "weak: Adds one., ", "", '"weak" is missing', file="taxonomy"),
    Case("debrief_empty", "weak: Adds one.", 'weak: ""', '"weak" is empty', file="taxonomy"),
    Case("debrief_too_long", "Adds one.", "w" * 141, '"weak" has 141 characters; at most 140', file="taxonomy"),
    Case("track_id", "id: first-steps", "id: First_Steps", "must be lower-case words", file="tracks"),
    Case("track_id_too_long", "id: first-steps", f"id: {'x' * 28}", "at most 27 characters", file="tracks"),
    Case(
        "track_twice",
        "      - {lesson: replica, minutes: 10}\n",
        "  - {id: first-steps, title: T, best_for: B, goal: G, stops: [{lesson: cache, minutes: 9}]}\n",
        'The id "first-steps" is used twice',
        file="tracks",
    ),
    Case("track_title_too_long", "First steps", "x" * 31, '"title" has 31 characters; at most 30', file="tracks"),
    Case("track_goal_missing", "    goal: Learn", "    gaol: Learn", '"goal" is missing', at="  - id", file="tracks"),
    Case("track_for_nobody", "best_for: You are new", 'best_for: ""', '"best_for" is empty', file="tracks"),
    Case("track_of_two_lines", "title: First steps", r'title: "First\nsteps"', "must be one line", file="tracks"),
    Case("stop_unknown", "lesson: cache", "lesson: cash", 'no lesson "cash". Did you mean "cache"?', file="tracks"),
    Case("stop_twice", "lesson: replica", "lesson: cache", "is a stop of this track already", file="tracks"),
    Case("stop_without_minutes", "cache, minutes: 20", "cache", '"minutes" is missing', file="tracks"),
    Case("stop_too_long", "minutes: 20", "minutes: 200", "it must be 5 to 90", file="tracks"),
    Case(
        "track_without_stops",
        "stops:\n      - {lesson: cache, minutes: 20}\n      - {lesson: replica, minutes: 10}",
        "stops: []",
        "The track has no stops",
        file="tracks",
    ),
    Case("decision_id", "id: dec-01", "id: decision-1", 'must be "dec-" and two digits', file="decisions"),
    Case("decision_of_no_lesson", "lesson: cache", "lesson: cachet", 'Did you mean "cache"?', file="decisions"),
    Case("decision_one_way", 'one_way: "no"', "one_way: maybe", "must be one of no, partly, yes", file="decisions"),
    Case("cue_empty", "cue: Reads repeat", 'cue: ""', '"cue" is empty', file="decisions"),
    Case("option_too_long_to_say", "option: a copy", f"option: {'x' * 41}", "at most 40", file="decisions"),
    Case(
        "decision_without_choice",
        "      - {cue: Reads never repeat, option: none}\n",
        "",
        "at least 2 options",
        at="    options:",
        file="decisions",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_planted_fault_is_told_at_its_line(shelf: Any, case: Case) -> None:
    file = getattr(shelf, case.file)
    line = shelf.plant(file, case.old, case.new)
    if case.at:
        line = shelf.line(file, case.at)
    told = [(fault.file, fault.line) for fault in shelf.faults() if case.says in fault.text]
    assert (file, line) in told, [str(fault) for fault in shelf.faults()]

"""What happens to a server in its life: restarts, lost permissions, deleted channels, removal and return."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import simcord
from e2e.discord_stage import DiscordStage
from flows.script import asking_only, of_kind

from adapters.discord import permissions
from adapters.discord.permissions import NEEDED
from adapters.outbox import MOST_NOT_TAKEN
from bot.library import Content, QuestionKind
from bot.routes import claim_deliveries, draw_board


@pytest.fixture
def play(sqlite_url: str, content: Content) -> Iterator[DiscordStage]:
    """A server where every question is answered with one press."""
    with closing(DiscordStage(sqlite_url, asking_only(content, of_kind(QuestionKind.SINGLE)))) as stage:
        yield stage


@pytest.fixture
def daily(play: DiscordStage) -> DiscordStage:
    """The same with a daily challenge at 09:00, the first of them posted."""
    play.set_up(first=True)
    play.tick()
    assert len(play.posts()) == 1
    return play


# ---- restarts


def test_a_post_is_answered_after_a_restart(daily: DiscordStage) -> None:
    (post,) = daily.posts()
    daily.restart()
    assert "✅" in daily.answer("ann", on=post).text
    daily.pass_time(seconds=5)
    assert "1 answered" in daily.posts()[0].text


def test_a_private_message_goes_on_in_place_after_a_restart(play: DiscordStage) -> None:
    play.command("ann", "quiz", count=3)
    play.press("ann", "Play alone")
    for number in range(3):
        play.restart()
        assert play.answer("ann").is_in_place
        play.restart()
        assert play.press("ann", "Show result" if number == 2 else "Next").is_in_place


def test_a_restart_posts_nothing_again_and_forgets_nothing(daily: DiscordStage) -> None:
    daily.answer("ann", on=daily.posts()[0])
    for _ in range(3):
        daily.restart()
        daily.tick()
    assert len(daily.posts()) == 1
    assert "Your first answer counts" in daily.answer("ann", on=daily.posts()[0]).text
    daily.pass_time(hours=24)
    assert len(daily.posts()) == 2


def test_what_was_owed_while_it_was_down_is_posted_once_after_the_restart(daily: DiscordStage) -> None:
    daily.restart()
    daily.pass_time(hours=26)
    daily.restart()
    daily.tick()
    assert ["Posted late" in post.text for post in daily.posts()] == [False, True]


def test_a_post_whose_answer_was_lost_is_found_again_however_late_the_next_try_comes(play: DiscordStage) -> None:
    play.set_up(first=True)
    lost = play.run(play.engine.run, lambda work: claim_deliveries("discord", play.now, play.now, 9, work))
    screen = play.run(play.engine.reader.read, lambda work: draw_board(lost[0].key, work, play.engine.content))
    play.run(play.carrier.carry, lost[0], screen)  # it arrived, and then the process was gone
    play.restart()
    play.pass_time(hours=3)
    assert len(play.posts()) == 1
    assert len(play.requests("POST", f"/channels/{play.square.id}/messages")) == 1
    play.answer("ann", on=play.posts()[0])
    play.pass_time(seconds=5)
    assert "1 answered" in play.posts()[0].text


# ---- permissions


def test_setting_up_names_every_missing_permission_and_stores_nothing(play: DiscordStage) -> None:
    play.forbid("send_messages", "attach_files", "create_public_threads")
    said = play.set_up(first=True).text
    for name in ("Send Messages", "Attach Files", "Create Public Threads"):
        assert name in said
    assert "Read Message History" not in said
    play.pass_time(hours=24)
    assert play.posts() == []
    play.forbid()
    assert "is set up" in play.set_up(first=True).text


def test_a_channel_that_cannot_be_seen_needs_that_first(play: DiscordStage) -> None:
    secret = play.server.create_text_channel("secret")
    play.forbid("view_channel", "send_messages", at=secret)
    said = play.set_up(channel=secret).text
    assert "View Channel" in said
    assert "Send Messages" not in said


def test_a_forbidden_post_pauses_the_place_and_tells_the_owner_what_is_missing(daily: DiscordStage) -> None:
    daily.forbid("send_messages")
    daily.pass_time(hours=24)
    assert len(daily.posts()) == 1
    (told,) = daily.told("owner")
    assert "#square" in told
    assert "Send Messages" in told
    assert "are kept" in told
    daily.pass_time(hours=24)
    assert len(daily.told("owner")) == 1


def test_each_permission_that_is_taken_pauses_that_place_alone_and_is_named(daily: DiscordStage) -> None:
    other = daily.server.create_text_channel("other")
    daily.set_up(channel=other)

    def paused() -> list[str]:
        places = daily.run(daily.engine.reader.read, lambda work: work.communities.all_places())
        return [place.external_id for place in places if place.paused_because]

    for number, (name, shown) in enumerate(NEEDED.items(), start=1):
        daily.forbid(name)
        daily.tick()
        assert paused() == [str(daily.square.id)], name
        told = daily.told("owner")
        assert len(told) == number
        assert "#square" in told[-1]
        named = [one for one in NEEDED.values() if one in told[-1].replace("Send Messages in Threads", "threads")]
        implied = ["Attach Files"] if name == "send_messages" else []  # Discord takes that with it
        assert (named or ["Send Messages in Threads"]) == [shown, *implied]
        daily.forbid()
        daily.tick()
        assert paused() == []
    daily.pass_time(hours=24)
    assert (len(daily.posts()), len(daily.posts(other))) == (2, 1)


def test_other_places_go_on_when_one_is_forbidden(daily: DiscordStage) -> None:
    other = daily.server.create_text_channel("other")
    daily.set_up(channel=other)
    daily.forbid("send_messages")
    daily.pass_time(hours=24)
    assert len(daily.posts()) == 1
    assert len(daily.posts(other)) == 1


def test_granting_the_permission_again_posts_what_is_owed_once(daily: DiscordStage) -> None:
    daily.forbid("send_messages")
    daily.pass_time(hours=24)
    daily.pass_time(hours=2)
    daily.forbid()
    daily.tick()
    daily.tick()
    assert ["Sun 22 Nov" in post.text for post in daily.posts()] == [False, True]
    daily.pass_time(hours=22)
    assert len(daily.posts()) == 3


def test_granted_only_after_the_window_the_next_date_is_posted(daily: DiscordStage) -> None:
    daily.forbid("send_messages")
    daily.pass_time(hours=24)
    daily.pass_time(hours=7)
    daily.forbid()
    daily.tick()
    assert len(daily.posts()) == 1
    daily.pass_time(hours=17)
    assert "Mon 23 Nov" in daily.posts()[-1].text
    assert len(daily.posts()) == 2


def test_a_permission_that_is_given_while_it_is_down_is_noticed_at_the_start(daily: DiscordStage) -> None:
    daily.forbid("send_messages")
    daily.pass_time(hours=24)
    backend = daily.world.backend
    backend.channels[daily.square.id].overwrites.clear()  # nobody hears of it
    daily.tick()
    assert len(daily.posts()) == 1
    daily.restart()
    daily.tick()
    assert len(daily.posts()) == 2


def test_an_owner_without_direct_messages_is_told_as_soon_as_the_place_takes_messages(daily: DiscordStage) -> None:
    dm = daily.person("owner").user.dm_channel.id
    daily.world.inject_error("POST", f"/channels/{dm}/messages", status=403, code=50007, times=None)
    daily.forbid("attach_files", "read_message_history")
    daily.pass_time(hours=24)
    assert daily.told("owner") == []
    (_, notice) = daily.posts()
    assert "paused" in notice.text
    assert "Attach Files and Read Message History" in notice.text


def test_answers_still_come_where_posting_is_forbidden(daily: DiscordStage) -> None:
    (post,) = daily.posts()
    daily.forbid("send_messages", "attach_files")
    assert "✅" in daily.answer("ann", on=post).text
    assert daily.command("ann", "lesson", what="caching").messages[0].pictures


# ---- channels and messages that go


def test_a_deleted_channel_takes_its_challenge_with_it_and_nothing_else(daily: DiscordStage) -> None:
    other = daily.server.create_text_channel("other")
    daily.set_up(channel=other)
    daily.world.backend.delete_channel(daily.square.id)
    daily.settle()
    daily.pass_time(hours=24)
    daily.pass_time(hours=24)
    assert len(daily.posts(other)) == 2


def test_a_channel_that_was_deleted_unnoticed_pauses_the_place_and_tells_the_owner(daily: DiscordStage) -> None:
    daily.world.inject_error("POST", f"/channels/{daily.square.id}/messages", status=404, code=10003, times=None)
    daily.pass_time(hours=24)
    (told,) = daily.told("owner")
    assert "The channel was deleted" in told
    daily.pass_time(hours=24)
    assert len(daily.told("owner")) == 1


def test_after_its_channel_was_deleted_it_is_set_up_in_another(daily: DiscordStage) -> None:
    daily.world.backend.delete_channel(daily.square.id)
    daily.settle()
    other = daily.server.create_text_channel("other")
    daily.command("owner", "setup", at=other, time="09:00", zone="UTC", first="now")
    daily.tick()
    assert len(daily.posts(other)) == 1


def test_a_post_that_somebody_deleted_is_not_forced_upon_them_again(daily: DiscordStage) -> None:
    (post,) = daily.posts()
    daily.answer("ann", on=post)
    daily.world.backend.delete_message(daily.square.id, post.message.id)
    daily.pass_time(seconds=5)
    assert daily.posts() == []
    assert daily.told("owner") == []
    daily.pass_time(hours=24)
    assert ["Sun 22 Nov" in one.text for one in daily.posts()] == [True]


def test_a_thread_that_is_deleted_takes_its_challenge_with_it(play: DiscordStage) -> None:
    talk = play.open_thread("Talk")
    play.command("owner", "setup", at=talk, time="09:00", zone="UTC")
    play.world.backend.delete_channel(talk.id)
    play.settle()
    play.pass_time(hours=24)
    assert play.requests("POST", f"/channels/{talk.id}/messages") == []
    (told,) = play.told("owner")
    assert "The channel was deleted." in told


def archive(play: DiscordStage, thread: simcord.ChannelHandle, *, archived: bool = True) -> None:
    """A thread is archived, or opened again."""
    play.world.backend.edit_channel(thread.id, {}, thread_metadata={"archived": archived})
    play.settle()


def test_an_answer_to_a_post_in_an_archived_thread_pauses_nothing(play: DiscordStage) -> None:
    talk = play.open_thread("Talk")
    play.command("owner", "setup", at=talk, time="09:00", zone="UTC", first="now")
    play.tick()
    archive(play, talk)
    play.world.inject_error("PATCH", f"/channels/{talk.id}/messages/*", status=400, code=50083)
    play.answer("ann", on=play.posts(talk)[0])
    play.pass_time(seconds=5)
    assert "1 answered" not in play.posts(talk)[0].text
    play.pass_time(hours=24)
    assert ["Sun 22 Nov" in one.text for one in play.posts(talk)] == [False, True]
    assert play.told("owner") == []


def test_a_thread_that_is_opened_again_takes_what_is_owed(play: DiscordStage) -> None:
    talk = play.open_thread("Talk")
    play.command("owner", "setup", at=talk, time="09:00", zone="UTC")
    archive(play, talk)
    play.world.inject_error("POST", f"/channels/{talk.id}/messages", status=400, code=50083)
    play.pass_time(hours=24)
    assert permissions.CLOSED in play.told("owner")[0]
    assert play.posts(talk) == []
    archive(play, talk, archived=False)
    play.tick()
    assert len(play.posts(talk)) == 1


# ---- joining, leaving, coming back


def test_a_new_server_is_welcomed_once_where_quorum_may_write(play: DiscordStage) -> None:
    village = play.world.create_guild("Village")
    silent, open_to_all = village.create_text_channel("silent"), village.create_text_channel("open")
    play.forbid("send_messages", at=silent)
    add = play.remove_quorum(village)
    add()
    play.tick()
    play.tick()
    (welcome,) = play.posts(open_to_all)
    assert "/setup" in welcome.text
    assert play.posts(silent) == play.posts() == []


def test_removed_from_a_server_nothing_is_sent_there_and_nobody_is_told(daily: DiscordStage) -> None:
    daily.remove_quorum()
    before = len(daily.requests("POST", "/channels/"))
    daily.pass_time(hours=24)
    daily.pass_time(hours=24)
    assert len(daily.requests("POST", "/channels/")) == before


def test_added_again_everything_is_found_as_it_was_and_nothing_is_made_up_for(daily: DiscordStage) -> None:
    daily.answer("ann", on=daily.posts()[0])
    add_again = daily.remove_quorum()
    daily.pass_time(hours=50)
    add_again()
    daily.tick()
    assert len(daily.posts()) == 1  # no welcome to those who know it, nothing for the dates of its absence
    daily.pass_time(hours=22)
    assert "Tue 24 Nov" in daily.posts()[-1].text
    assert len(daily.posts()) == 2
    assert "ann" in daily.command("ben", "leaderboard", period="all").text


def test_added_again_within_the_window_that_date_is_posted_once(daily: DiscordStage) -> None:
    add_again = daily.remove_quorum()
    daily.pass_time(hours=1)
    add_again()
    daily.tick()
    assert len(daily.posts()) == 1
    daily.pass_time(hours=23)
    assert len(daily.posts()) == 2


def test_an_outage_of_a_server_ends_with_its_return(daily: DiscordStage) -> None:
    guild = daily.world.backend.get_guild(daily.server.id)
    daily.world.backend.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
    daily.settle()
    daily.world.inject_error("POST", f"/channels/{daily.square.id}/messages", status=503)
    daily.pass_time(hours=24)
    assert len(daily.posts()) == 1
    assert daily.told("owner") == []
    daily.pass_time(minutes=5)
    assert len(daily.posts()) == 2


# ---- weather


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_post_is_tried_again_when_the_service_stumbles(play: DiscordStage, status: int) -> None:
    play.world.inject_error("POST", f"/channels/{play.square.id}/messages", status=status, times=3)
    play.set_up(first=True)
    for _ in range(8):
        play.pass_time(seconds=20)
    assert len(play.posts()) == 1
    assert play.told("owner") == []


def test_a_post_that_is_not_taken_is_not_tried_for_ever(daily: DiscordStage) -> None:
    path = f"/channels/{daily.square.id}/messages"
    daily.world.inject_error("POST", path, status=400, code=50035, message="Invalid Form Body", times=None)
    daily.pass_time(hours=24)
    for _ in range(MOST_NOT_TAKEN + 2):
        daily.pass_time(seconds=30)
    (told,) = daily.told("owner")
    assert "The platform did not take this message (50035 Invalid Form Body)." in told
    assert len(daily.complaints.texts) == MOST_NOT_TAKEN
    daily.complaints.texts.clear()


def test_every_try_of_a_post_carries_the_same_number(play: DiscordStage) -> None:
    path = f"/channels/{play.square.id}/messages"
    play.world.inject_error("POST", path, status=500, times=2)
    play.set_up(first=True)
    for _ in range(5):
        play.pass_time(seconds=20)
    tries = play.requests("POST", path)
    assert len(tries) == 3
    assert len({body["nonce"] for body in tries}) == 1
    assert all(body["enforce_nonce"] and 1 <= len(body["nonce"]) <= 25 for body in tries)

"""What Quorum needs to be allowed in a channel, and what of it is missing, in Discord's own words."""

from __future__ import annotations

import discord

NEEDED: dict[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
IN_A_THREAD = ("view_channel", "send_messages_in_threads", "attach_files", "read_message_history")
GONE = "The channel was deleted."
CLOSED = "The thread is locked or archived, so nobody can write there."
NO_ROOM = "No thread can be opened there: it is a thread itself, or of a kind that has none."
OPENER_GONE = "The message that the thread opens from was deleted."
TOO_MANY_THREADS = "The server has as many active threads as Discord allows. Close some of them."
NO_ACCESS = "Quorum cannot see the channel any more: give it View Channel there, or add it to the server again."
NO_DIRECT = "This person takes no direct messages from Quorum."

LACKS_ONE = f"Quorum may not post there. It lacks one of {', '.join(NEEDED.values())}."


def wanted() -> discord.Permissions:
    """The permissions of the invite link."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def missing(channel: discord.abc.GuildChannel | discord.Thread) -> tuple[str, ...]:
    """Names of the permissions that Quorum lacks in a channel; without View Channel that one alone."""
    granted = channel.permissions_for(channel.guild.me)
    if not granted.view_channel:
        return (NEEDED["view_channel"],)
    names = IN_A_THREAD if isinstance(channel, discord.Thread) else tuple(NEEDED)
    return tuple(NEEDED[name] for name in names if not getattr(granted, name))


def is_open(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether somebody may write there who is allowed to; a locked thread takes nothing."""
    return not (isinstance(channel, discord.Thread) and channel.locked)


def sentence(channel: discord.abc.GuildChannel | discord.Thread) -> str:
    """What is missing in a channel, as a sentence; empty when nothing is."""
    names = missing(channel)
    if not names:
        return ""
    last = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"Quorum may not post in #{channel.name}: it needs the permission{'s' * (len(names) > 1)} {last} there."

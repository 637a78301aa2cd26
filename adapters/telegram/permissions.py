"""What Quorum needs to be allowed in a chat, and what of it is missing, in Telegram's own words."""

from __future__ import annotations

from telegram import Chat, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted

SEND, POST = "Send Messages", "Post Messages"
MEMBERSHIP = "to be a member"
MAY_NOT_SEND = f"Quorum may not write in this group: allow {SEND} to its members, or make Quorum an administrator."
MAY_NOT_POST = f"Quorum may not post in this channel: make it an administrator with the right {POST}."
REMOVED = "Quorum was removed from this chat: add it again."
BLOCKED = "This person takes no messages from Quorum."
GONE = "The chat was deleted."
TOPIC_GONE = "The topic was deleted."
TOPIC_CLOSED = "The topic is closed, so only administrators can write there."
BY_RIGHTS = (MAY_NOT_SEND, MAY_NOT_POST)
"""Reasons for a pause that can end without Telegram telling of it."""

_MANAGERS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_AWAY = (ChatMember.LEFT, ChatMember.BANNED)
_REASONS = (
    ("blocked by the user", BLOCKED),
    ("user is deactivated", BLOCKED),
    ("can't initiate conversation", BLOCKED),
    ("group chat was deleted", GONE),
    ("was kicked", REMOVED),
    ("not a member", REMOVED),
    ("topic_closed", TOPIC_CLOSED),
    ("message thread not found", TOPIC_GONE),
    ("topic_deleted", TOPIC_GONE),
    ("in the channel", MAY_NOT_POST),
    ("not enough rights", MAY_NOT_SEND),
    ("no rights to send", MAY_NOT_SEND),
    ("chat_write_forbidden", MAY_NOT_SEND),
    ("chat not found", GONE),
)


def manages(member: ChatMember) -> bool:
    """Whether somebody manages the chat."""
    return member.status in _MANAGERS


def is_in(member: ChatMember) -> bool:
    """Whether somebody is in the chat now."""
    return member.status not in _AWAY and not (isinstance(member, ChatMemberRestricted) and not member.is_member)


def missing(chat: ChatFullInfo, me: ChatMember) -> tuple[str, ...]:
    """Names of the rights that Quorum lacks to post in a chat."""
    if not is_in(me):
        return (MEMBERSHIP,)
    if chat.type == Chat.CHANNEL:
        return () if isinstance(me, ChatMemberAdministrator) and me.can_post_messages else (POST,)
    if manages(me):
        return ()
    if isinstance(me, ChatMemberRestricted):
        return () if me.can_send_messages else (SEND,)
    return (SEND,) if chat.permissions and not chat.permissions.can_send_messages else ()


def lacking(names: tuple[str, ...]) -> str:
    """What missing rights mean, as a sentence."""
    return {SEND: MAY_NOT_SEND, POST: MAY_NOT_POST}.get(names[0], REMOVED)


def sentence(reason: str) -> str:
    """What a refusal of Telegram means, as a sentence; empty for one that is no refusal of the chat."""
    return next((meaning for words, meaning in _REASONS if words in reason.lower()), "")

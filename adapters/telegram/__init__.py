"""Telegram: private chats, groups with and without topics, channels."""

"""VK: a community's dialogues over the plain HTTP API, answered and asked in Bot API's words."""

from bot.messengers.vk.messenger import VkMessenger

__all__ = ["VkMessenger"]

"""VK's error codes and words."""

from tests.fakes.server import RefusedError

TEXTS = {
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    9: "Flood control",
    10: "Internal server error",
    14: "Captcha needed",
    15: "Access denied: no access to call this method. It cannot be called with current scopes.",
    18: "User was deleted or banned",
    36: "Method execution was interrupted due to timeout",
    43: "This section is temporary unavailable",
    100: "One of the parameters specified was missing or invalid",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
    920: "Can't edit this kind of message",
    936: "Contact not found",
    944: "Limits overflow for this intent",
    950: "Can't send message, reply timed out",
    924: "Can't delete this message for everybody",
}


def wrong(what: str) -> RefusedError:
    return RefusedError(100, f"One of the parameters specified was missing or invalid: {what}")


def coded(code: int) -> RefusedError:
    return RefusedError(code, TEXTS[code])

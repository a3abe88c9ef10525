"""The messengers: each an aiogram session that translates a closed list of Bot API methods, and a fetch that returns Updates."""

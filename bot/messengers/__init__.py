"""The messengers: aiogram sessions that translate a closed list of Bot API methods, and fetches that return Updates."""

"""Surveys in the chat: the library of definitions, the screens of a run, of a round, of a teacher's own result."""

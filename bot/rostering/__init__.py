"""Rosters sent through the chat: read and compared in a child process, written by the writer a slice at a time."""

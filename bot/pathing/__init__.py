"""A teacher's educational path in the chat: its screens, the note about an overdue step, its Word file."""

"""What the handlers of announcements share: questions and their buttons, the draft in the conversation, screens."""

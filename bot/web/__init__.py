"""The HTTP server: health, webhooks, the browser chat and its demo."""

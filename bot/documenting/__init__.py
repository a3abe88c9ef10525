"""Word files by a template: ours or the service's own."""

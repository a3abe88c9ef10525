"""Word files made from a template: ours, or one a methodical service has sent."""

"""What only staff of the service, of schools and of the institute use."""

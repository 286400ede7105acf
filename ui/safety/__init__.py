"""Passwords and backups on the screen: what sign-in and the screens have in common."""

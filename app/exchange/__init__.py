"""Packages: container, suite, the kinds of package, writing and verifying."""

"""信采 CreditDesk without a screen: everything the product does, usable from the command line."""

__version__ = "0.1.0"

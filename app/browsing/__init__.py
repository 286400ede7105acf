"""What long lists and pages of a screen read: the sources of :mod:`app.listing` over an office.

Only reading: whatever changes something stays in the room that it belongs to.
"""

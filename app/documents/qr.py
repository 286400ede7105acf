"""A QR code as a picture for the screen; on paper :meth:`Paper.qr` draws it."""

from __future__ import annotations

import io

import segno

MODULE = 8
"""Pixels that one module of the picture is wide."""
_QUIET = 4


def qr_png(content: str) -> bytes:
    """The code as PNG, 8 pixels a module, with the quiet zone that ISO/IEC 18004 asks for."""
    out = io.BytesIO()
    segno.make_qr(content, error="m").save(out, kind="png", scale=MODULE, border=_QUIET)
    return out.getvalue()

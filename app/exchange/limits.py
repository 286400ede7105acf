"""Absolute caps on what a package may hold. There is no cap on compression ratio.

A real table of repeated rows compresses better than most bombs, so only sizes count.
"""

PACKAGE_BYTES = 512 << 20
ENVELOPE_BYTES = 64 << 10
SIGNATURE_BYTES = 4 << 10
PLAIN_BYTES = 1 << 30
MANIFEST_BYTES = 4 << 20
MEMBERS = 2_000
DIRECTORY_BYTES = MEMBERS * 200
LINE_BYTES = 64 << 20
BLOCK_ROWS = 10_000
RECIPIENTS = 200
IN_MEMORY_BYTES = 64 << 20
"""Up to here a working copy stays in memory; beyond, in a file without a name."""
CHUNK_BYTES = 1 << 18

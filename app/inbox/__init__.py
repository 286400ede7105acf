"""The coordinator's inbox (收件箱): files that arrive, looked at, tried out, taken in or held back.

``gathering`` finds them, ``examining`` verifies without writing, ``rehearsing`` tells what merging
would do, ``taking`` merges, ``quarantine`` keeps what did not pass, ``answering`` writes receipts.
"""

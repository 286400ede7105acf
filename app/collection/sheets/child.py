"""The child process: reads one file inside limits and writes the result to standard output.

Request on standard input and answer on standard output are ``marshal`` of plain values. The answer
is in parts, each behind its length, the columns of cells after the rest: a parent that took a
whole sheet in one call would hold its screen still meanwhile. Only this program's own parent and
child talk here. Started for one file, it ends after it. Any crash, kill or runaway of a parser
ends this process alone.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import os
import sys
from typing import Any

from app.collection.sheets.container import read_book
from app.collection.sheets.first_look import first_look
from app.collection.sheets.limits import ADDRESS_SPACE, LENGTH, SECONDS, SECONDS_PER_MIB
from app.collection.sheets.table import answer_of
from app.errors import RefusedError


def main() -> int:
    """Answer the one request; refusals travel as data, anything else kills the process."""
    request: dict[str, Any] = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - our parent
    _confine(os.path.getsize(request["path"]) >> 20)  # noqa: PTH202 - pathlib is slow to load
    gc.disable()
    answer: dict[str, Any]
    try:
        with open(request["path"], "rb") as stream:  # noqa: PTH123 - pathlib is slow to load
            data = stream.read()
        book = read_book(data, request["name"], request["sheet"])
        answer = (first_look if request["glance"] else answer_of)(book, request)
        answer["sha256"] = hashlib.sha256(data).hexdigest()
    except RefusedError as refusal:
        answer = {"refused": [refusal.code, refusal.message, refusal.advice]}
    except MemoryError:
        answer = {"refused": ["I-FILE-LIMIT", "文件展开后过大，超过了内存上限。", ""]}
    columns = answer.pop("cells", [])
    for part in (answer, *columns):
        packed = marshal.dumps(part)
        sys.stdout.buffer.write(len(packed).to_bytes(LENGTH, "big") + packed)
    sys.stdout.buffer.flush()
    os._exit(0)


def _confine(mebibytes: int) -> None:
    """Cap address space and processor time where the system can; elsewhere the parent's clock."""
    try:
        import resource
    except ImportError:
        return
    seconds = SECONDS + SECONDS_PER_MIB * mebibytes
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())

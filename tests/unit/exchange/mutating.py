"""Changes a package where it hurts: whole file, each member re-wrapped, JSON, armour, headers.

Flips of the whole file mostly meet the container's check, so most mutations change one member and
put it back into a faultless container; only then are the later steps reached.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.unit.exchange.support import join, split


def mutate(chance: random.Random, source: Path, target: Path) -> str:
    """Write a changed copy of ``source`` to ``target``; returns what was done."""
    kind = chance.choice(("file", "envelope", "json", "signature", "payload", "swap"))
    envelope, signature, payload = split(source)
    if kind == "file":
        target.write_bytes(damaged(chance, source.read_bytes()))
    elif kind == "envelope":
        join(target, damaged(chance, envelope), signature, payload)
    elif kind == "json":
        join(target, _changed_json(chance, envelope), signature, payload)
    elif kind == "signature":
        join(target, envelope, damaged(chance, signature), payload)
    elif kind == "payload":
        join(target, envelope, signature, damaged(chance, payload))
    else:
        parts = [envelope, signature, payload]
        chance.shuffle(parts)
        join(target, parts[0], parts[1], parts[2])
    return kind


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Flip, cut, double, insert or overwrite somewhere; may by chance return ``data`` itself."""
    at = chance.randrange(len(data))
    end = min(len(data), at + chance.choice((1, 2, 4, 16, 64)))
    match chance.randrange(6):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:end] + data[at:]
        case 3:
            return data[:at] + chance.randbytes(end - at) + data[end:]
        case 4:
            return data[:at]
        case _:
            return data[:at] + chance.choice((b"\n", b" ", b"\0", b"=", b'"', b"\r\n")) + data[at:]


def _changed_json(chance: random.Random, envelope: bytes) -> bytes:
    content = json.loads(envelope)
    name = chance.choice(sorted(content))
    odd = (None, True, 0, -1, 2, 2**70, 1.5, "", "x", "0" * 64, "0" * 32, [], {}, ["0" * 64], "RH")
    match chance.randrange(4):
        case 0:
            content[name] = chance.choice(odd)
        case 1:
            del content[name]
        case 2:
            content[chance.choice(("x", "", "Kind", "payload_bytes"))] = chance.choice(odd)
        case _:
            content["payload"][chance.choice(("bytes", "path", "sha256"))] = chance.choice(odd)
    style = (",", ":") if chance.random() < 0.8 else (", ", ": ")
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=style).encode()

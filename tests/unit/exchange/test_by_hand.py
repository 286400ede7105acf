"""A court or an auditor can check a package with stock tools alone; suite 1 opens for ever."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.catalogue.load import load
from app.exchange import Identity, open_verified, show, tables
from app.keys import signing
from tests.unit.exchange.support import Known, Office

GOLDEN = Path(__file__).parents[2] / "files" / "packages" / "suite1"
TOOLS = ("unzip", "ssh-keygen", "sha256sum", "age")
ABSENT = [tool for tool in TOOLS if not shutil.which(tool)]


def run(folder: Path, *command: str, given: bytes = b"") -> bytes:
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.skipif(bool(ABSENT), reason=f"tools absent: {', '.join(ABSENT)}")
def test_stock_tools_agree(
    tmp_path: Path, package: Path, agency: Office, coordinator: Office
) -> None:
    run(tmp_path, "unzip", "-q", str(package))
    line = signing.ssh_public_line(agency.public)
    (tmp_path / "allowed").write_text(f"GD {line}\n")
    (tmp_path / "key.txt").write_text(coordinator.identity + "\n")
    run(
        tmp_path, "ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "GD", "-n",
        "xyb-submission-v1", "-s", "envelope.json.sig",
        given=(tmp_path / "envelope.json").read_bytes(),
    )  # fmt: skip
    envelope = json.loads((tmp_path / "envelope.json").read_text())
    summed = run(tmp_path, "sha256sum", "payload.age").split()[0].decode()
    assert summed == envelope["payload"]["sha256"]
    run(tmp_path, "age", "-d", "-i", "key.txt", "-o", "inner.zip", "payload.age")
    run(tmp_path, "unzip", "-q", "inner.zip")
    manifest = tmp_path / "datapackage.json"
    summed = run(tmp_path, "sha256sum", manifest.name).split()[0].decode()
    assert summed == envelope["inner_sha256"]
    (entry,) = json.loads(manifest.read_text())["resources"]
    summed = run(tmp_path, "sha256sum", entry["path"]).split()[0].decode()
    assert entry["hash"] == f"sha256:{summed}"


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen absent")
def test_ssh_keygen_refuses_another_kind(
    tmp_path: Path, agency: Office, coordinator: Office
) -> None:
    (tmp_path / "allowed").write_text(f"GD {signing.ssh_public_line(agency.public)}\n")
    (tmp_path / "s").write_bytes(signing.sshsig_sign(agency.signing_key, "xyb-receipt-v1", b"x"))
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "GD", "-s", "s", "-n"]
    for namespace, expected in (("xyb-receipt-v1", True), ("xyb-submission-v1", False)):
        done = subprocess.run(
            [*command, namespace], cwd=tmp_path, input=b"x", capture_output=True, check=False
        )
        assert (done.returncode == 0) is expected


def test_the_golden_package_opens_for_ever() -> None:
    """Every later release must read what this one wrote; never regenerate these files."""
    keys = json.loads((GOLDEN / "keys.json").read_text("utf-8"))
    path = GOLDEN / "GD-1.xyb"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == keys["sha256"]
    trust = Known({"GD": bytes.fromhex(keys["sender_public"])})
    me = Identity((keys["receiver_identity"],))
    with open_verified(path, expect_kind="submission", me=me, trust=trust) as package:
        assert package.envelope_sha256 == keys["envelope_sha256"]
        lines = package.resource("data/gd02.jsonl")
        data_set = load().data_sets["GD02"]
        rows = [
            dict(zip(columns, row, strict=True))
            for columns, block in tables.read_rows(lines, data_set=data_set)
            for row in block
        ]
    assert rows == keys["rows"]
    assert show(path).envelope.package_id == keys["package_id"]

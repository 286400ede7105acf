"""The coordinator's answer to each submission (回执), and what it does at the agency."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.catalogue.model import DataSet
from app.collection.applying import add_findings
from app.collection.findings import Finding
from app.errors import RefusedError
from app.exchange.inner import Resource
from app.exchange.writing import Written
from app.keys.roles import Role
from app.merging.contents import an_object, need, read_json
from app.merging.directory import from_coordinator, own_recipient, recipient_of_agency
from app.merging.streams import note_arrival, send
from app.store import audit
from app.store.office_store import Store
from app.store.tables import inbox, outbox
from app.store.transitions import set_state

RESOURCE = "data/receipt.json"
"""What a receipt says; the agency's inbox keeps all of it as ``counts``."""
ANSWERED = "已回执"
"""State of a package at the coordinator once a receipt for it was written."""


@dataclass(frozen=True)
class Received:
    """A receipt at the agency: which package, how many accepted, how many came back."""

    package_id: str
    accepted: int
    returned: int


def write_receipt(store: Store, package_id: str, path: Path) -> Written:
    """Write the receipt of a merged submission, sealed for its sender. Needs the reviewer."""
    store.require(Role.REVIEWER)
    with store.write() as conn:
        row = conn.execute(
            sa.select(inbox).where(inbox.c.package_id == package_id, inbox.c.kind == "submission")
        ).first()
        if row is None:
            raise RefusedError("P-UNKNOWN", "收件箱中没有这个报送包。", "请先并入后再出具回执。")
        recipient = recipient_of_agency(conn, row.sender)
        if recipient is None:
            raise RefusedError("P-AGENCY", f"{row.sender} 已不在机构名册中。", "请核对机构名册。")
        content = {
            "package_id": package_id,
            "envelope_sha256": row.envelope_sha256,
            "audit_head": json.loads(row.audit_head or "null"),
            "result": json.loads(row.counts),
        }
        audit.append(conn, store, "receipt.write", package_id, {"to": row.sender})
        answered = inbox.c.package_id == package_id
        conn.execute(inbox.update().where(answered).values(state=ANSWERED))
        return send(
            store,
            conn,
            path,
            kind="receipt",
            to=row.sender,
            recipients=[recipient, own_recipient(store)],
            resources=[Resource(RESOURCE, [json.dumps(content, ensure_ascii=False).encode()])],
            period=row.period,
            extra={"answers": package_id},
        )


def receive_receipt(store: Store, path: Path) -> Received:
    """Take a receipt in at the agency: returned records go back to 退回, with the reason.

    Raises ``P-NOT-MINE`` when it answers a package that this office did not write.
    """
    with from_coordinator(store, path, "receipt") as package, store.write() as conn:
        content = an_object(
            read_json(package, RESOURCE), "回执", package_id=str, envelope_sha256=str, result=dict
        )
        package_id = str(content["package_id"])
        sent = conn.scalar(
            sa.select(outbox.c.envelope_sha256).where(outbox.c.package_id == package_id)
        )
        if sent is None or sent != content["envelope_sha256"]:
            raise RefusedError(
                "P-NOT-MINE", "该回执对应的报送包不是本机构写出的。", "请核对回执后重试。"
            )
        result = an_object(content["result"], "回执", accepted=dict, returned=list)
        _check_result(store, result)
        _return(conn, store, package_id, result["returned"])
        conn.execute(
            outbox.update().where(outbox.c.package_id == package_id).values(state="已回执")
        )
        note_arrival(conn, package, content)
    return Received(package_id, sum(result["accepted"].values()), len(result["returned"]))


def _check_result(store: Store, result: dict[str, Any]) -> None:
    need("回执: accepted", all(type(count) is int for count in result["accepted"].values()))
    for row in result["returned"]:
        four = isinstance(row, list) and len(row) == 4 and all(isinstance(v, str) for v in row)
        need("回执: returned", four and row[0] in store.catalogue.data_sets)


def _return(conn: sa.Connection, store: Store, package_id: str, returned: list[list[str]]) -> None:
    """Returned records go back to 退回, each with a finding that says why."""
    chosen: dict[DataSet, list[str]] = {}
    for dataset, rec_id, code, message in returned:
        data_set = store.catalogue.data_sets[dataset]
        chosen.setdefault(data_set, []).append(rec_id)
        said = Finding(
            code, "error", 0, "", "uscc", "", message, "请核对企业名称和信用代码，更正后重新报送。"
        )
        add_findings(store, conn, dataset, [(rec_id, said)], package_id)
    set_state(
        conn,
        store,
        chosen,
        "退回",
        action="receipt.receive",
        subject=package_id,
        summary={"returned": len(returned)},
    )

"""``creditdesk package write|verify|show|receive``: an agency's packages out, answers in."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app import files
from app.cli.session import OK, Groups, add_json, add_office, answer, opened
from app.edition import Edition
from app.exchange.envelope import Envelope, Kind
from app.exchange.trust import SelfSigned
from app.exchange.verifying import open_verified, show
from app.merging.cards import coordinator_card, own_card
from app.merging.enrolment import write_enrolment
from app.merging.streams import StoreTrust, enrolled_keys, identity_of, trust_to_check
from app.merging.submission import write_submission
from app.outcomes.receiving import receive
from app.store.office_store import Store


def add(groups: Groups) -> None:
    """Hang the group's commands on the command line."""
    acts = groups.add_parser("package", help="数据包").add_subparsers(dest="act", required=True)
    out = acts.add_parser("write", help="写出报送包或备案包")
    add_office(out)
    out.add_argument("--kind", choices=["submission", "enrolment"], default="submission")
    out.add_argument("--period", default="", help="采集批次，例如 2026")
    out.add_argument("--full", action="store_true", help="全部重报（汇总端数据丢失时用）")
    out.add_argument("out", type=Path)
    out.set_defaults(run=run_write)
    check = acts.add_parser("verify", help="验证收到的数据包，不改动任何数据")
    add_office(check)
    check.add_argument("file", type=Path)
    check.set_defaults(run=run_verify)
    look = acts.add_parser("show", help="显示信封内容（未经验证）")
    add_json(look)
    look.add_argument("file", type=Path)
    look.set_defaults(run=run_show)
    take = acts.add_parser("receive", help="机构端接收名册、名录、回执、结果包、异议包或承继数据包")
    add_office(take)
    take.add_argument("file", type=Path)
    take.set_defaults(run=run_receive)


def run_write(arguments: argparse.Namespace) -> int:
    """Write the next submission, or this office's enrolment."""
    with opened(arguments) as store:
        if arguments.kind == "enrolment":
            written, sent, blocked = write_enrolment(store, arguments.out), {}, {}
        else:
            done = write_submission(
                store, arguments.out, period=arguments.period, full=arguments.full
            )
            written, sent, blocked = done.package, done.sent, done.blocked
    content = {
        "file": str(arguments.out),
        "package_id": written.package_id,
        "envelope_sha256": written.envelope_sha256,
        "bytes": written.bytes,
        "sha256": files.sha256_of(arguments.out),
        "sent": sent,
        "blocked": blocked,
    }
    words = f"已写出 {arguments.out}（{written.bytes}字节）：报送{sum(sent.values())}条"
    if blocked:
        words += f"，因告知或授权手续未齐留下{sum(blocked.values())}条"
    answer(arguments, content, words)
    return OK


def _trust(store: Store, envelope: Envelope) -> StoreTrust | SelfSigned:
    """Known keys: this office's own, and the directory's or the coordinator's."""
    if envelope.kind is Kind.ENROLMENT:
        return SelfSigned()
    own = own_card(store)
    keys = {own.agency: own.key}
    if store.edition == Edition.COORDINATOR:
        keys |= enrolled_keys(store)
    else:
        card = coordinator_card(store)
        keys[card.agency] = card.key
    return trust_to_check(store, keys, envelope)


def run_verify(arguments: argparse.Namespace) -> int:
    """All the steps of verification, without taking anything in."""
    envelope = show(arguments.file).envelope
    kind = envelope.kind
    with (
        opened(arguments) as store,
        open_verified(
            arguments.file,
            expect_kind=kind,
            me=identity_of(store),
            trust=_trust(store, envelope),
        ) as package,
    ):
        content = {
            "verified": True,
            "kind": kind.value,
            "sender": package.envelope.sender,
            "seq": package.envelope.seq,
            "period": package.envelope.period,
            "resources": {r["path"]: r["rows"] for r in package.manifest["resources"]},
        }
    answer(arguments, content, f"验证通过：{content['sender']}的{kind.value}第{content['seq']}个")
    return OK


def run_show(arguments: argparse.Namespace) -> int:
    """What a package says of itself; nothing of it is proven."""
    seen = show(arguments.file)
    content = {**asdict(seen.envelope), "envelope_sha256": seen.envelope_sha256}
    lines = [seen.warning, *(f"{k}：{v}" for k, v in content.items())]
    answer(arguments, {"warning": seen.warning, **content}, "\n".join(lines))
    return OK


def run_receive(arguments: argparse.Namespace) -> int:
    """Verify a package from the coordinator, or a bank's feedback, and take it in."""
    with opened(arguments) as store:
        arrival = receive(store, arguments.file)
    taken = arrival.taken if isinstance(arrival.taken, int) else asdict(arrival.taken)
    answer(arguments, {"kind": arrival.kind.value, "taken": taken}, arrival.words)
    return OK

"""What the audit log's acts are called on a screen."""

from __future__ import annotations

_WORDS = {
    "add": "录入",
    "agency.merge": "机构合并",
    "approve": "审核通过",
    "audit.export": "导出审计日志",
    "campaign.open": "新建采集批次",
    "campaign.state": "采集批次状态变动",
    "change": "修改",
    "choose": "选定企业",
    "choose.forget": "取消记住的匹配",
    "consent.revoke": "撤销授权",
    "cooperation.add": "登记合作",
    "cooperation.end": "结束合作",
    "correct": "更正",
    "decision.confirm": "确认决定",
    "decision.propose": "提出决定",
    "decision.revoke": "撤回决定",
    "declare": "完整性声明",
    "delivery": "登记送达",
    "directory.publish": "发布机构名册",
    "directory.receive": "接收机构名册",
    "discard": "不采用",
    "enrolment.accept": "通过备案",
    "enrolment.write": "制作备案文件",
    "fill": "向下填充",
    "feedback.receive": "接收用信情况",
    "feedback.write": "报送用信情况",
    "file.read": "查阅信用档案",
    "import": "导入",
    "incubation.step": "孵化",
    "keys.generation": "更新密钥文件",
    "keys.signing": "更换签名密钥",
    "letter_text": "修改文书文本",
    "letters": "制作文书",
    "list.issue": "出具名单",
    "listing.confirm": "确认列入",
    "listing.propose": "提出列入",
    "listing.remove": "移出名单",
    "match": "匹配企业",
    "merge": "并入",
    "notice.generate": "制作告知书",
    "notices": "制作告知书",
    "objection.close": "办结异议",
    "objection.file": "受理异议",
    "objection.package": "制作异议包",
    "objection.send": "发送异议",
    "office.accept-state": "确认工作区状态",
    "office.catalogue": "更新数据项目录",
    "office.create": "新建工作区",
    "office.migrate": "升级工作区",
    "office.restore": "从备份恢复",
    "operator.add": "增加操作员",
    "operator.answer": "答复恢复申请",
    "operator.misses": "口令输错",
    "operator.passwd": "修改口令",
    "operator.recover": "恢复口令",
    "operator.remove": "移除操作员",
    "paste": "粘贴",
    "rating.batch": "新建评级批次",
    "rating.batch.retire": "停用评级批次",
    "rating.publish": "发布评级",
    "rating.run": "评级",
    "receipt.receive": "接收回执",
    "receipt.write": "出具回执",
    "register.publish": "发布企业名录",
    "register.receive": "接收企业名录",
    "result.receive": "接收评级结果",
    "result.write": "发送评级结果",
    "retract": "撤回完整性声明",
    "return": "审核退回",
    "scan.attach": "附扫描件",
    "stream.restart": "恢复报送序列",
    "submission.write": "报送",
    "submit": "报送",
    "takeover.receive": "接收承接包",
    "takeover.write": "制作承接包",
    "undo": "撤销导入",
    "upward.done": "上行导出完成",
    "upward.export": "上行导出",
    "use.add": "登记用信",
    "use.correct": "更正用信",
    "withdraw": "撤回记录",
}


GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "data": (
        "数据",
        ("add", "change", "correct", "import", "undo", "withdraw", "match", "discard"),
    ),
    "review": ("审核", ("approve", "return", "declare", "retract")),
    "sending": (
        "告知与报送",
        ("notices", "letters", "delivery", "consent.revoke", "submission.write", "submit"),
    ),
    "receiving": (
        "接收与结果",
        ("register.receive", "directory.receive", "receipt.receive", "result.receive", "use.add"),
    ),
    "objections": ("异议", ("objection.file", "objection.close", "objection.send")),
    "looking": ("查阅与导出", ("file.read", "audit.export", "list.issue", "upward.export")),
    "system": (
        "人员、密钥和工作区",
        ("operator.%", "keys.%", "office.%", "enrolment.%"),
    ),
}
"""What a log can be narrowed to: title, and acts (``%`` stands for any ending)."""


def acts_called(text: str) -> list[str]:
    """The acts whose word contains ``text``."""
    return [action for action, word in _WORDS.items() if text in word]


def act_words(action: str) -> str:
    """The word for an act; the act's own code where it has none yet."""
    return _WORDS.get(action, action)

"""State by word and icon: which icon and which colour stand beside a state's word."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from app.collection import states
from ui.style import icons, theme

_ICONS = {
    states.DRAFT: ("draft", "muted"),
    states.ENTERED: ("edit", "accent"),
    states.APPROVED: ("ok", "good"),
    states.SENT: ("sent", "good"),
    states.RETURNED: ("returned", "bad"),
    states.OBJECTED: ("objections", "soon"),
    states.CORRECTED: ("ok", "good"),
    states.WITHDRAWN: ("cancel", "muted"),
    states.REPAIRED: ("ok", "muted"),
    "期限内": ("clock", "good"),
    "快到期": ("warning", "soon"),
    "已逾期": ("error", "bad"),
    "已答复": ("ok", "muted"),
    "已受理": ("clock", "accent"),
    "不予": ("cancel", "muted"),
    "有效": ("ok", "good"),
    "将到期": ("warning", "soon"),
    "已过期": ("error", "muted"),
    "存在异议": ("objections", "soon"),
    "受理中": ("clock", "accent"),
    "批准": ("ok", "good"),
    "拒绝": ("cancel", "bad"),
    "客户撤回": ("cancel", "muted"),
    "已反馈": ("sent", "good"),
    "未反馈": ("clock", "muted"),
    "未保存": ("edit", "soon"),
    "新增": ("add", "good"),
    "变更": ("edit", "accent"),
    "相同": ("ok", "muted"),
    "重复": ("copy", "soon"),
    "错误": ("error", "bad"),
    "警告": ("warning", "soon"),
    "未匹配": ("search", "soon"),
    "提示": ("info", "muted"),
    "已导入": ("ok", "good"),
    "已撤销": ("undo", "muted"),
    "待处理": ("draft", "soon"),
    "已入库": ("ok", "good"),
    "已放弃": ("cancel", "muted"),
    "等待回执": ("clock", "soon"),
    "已回执": ("ok", "good"),
    "待告知": ("notices", "soon"),
    "已生成": ("print", "accent"),
    "已送达": ("ok", "good"),
    "已签收": ("ok", "good"),
    "拒收": ("warning", "soon"),
    "待审核": ("review", "accent"),
    "已撤回授权": ("cancel", "bad"),
    "缺授权书": ("error", "bad"),
    "筹备": ("draft", "soon"),
    "进行": ("clock", "accent"),
    "结束": ("ok", "muted"),
    "在用": ("ok", "good"),
    "已停用": ("cancel", "muted"),
    "退出": ("cancel", "bad"),
    "更名": ("edit", "accent"),
    "状态变化": ("warning", "soon"),
    "乡镇变化": ("info", "accent"),
    "未备案": ("draft", "soon"),
    "已更换": ("refresh", "muted"),
    "可并入": ("ok", "good"),
    "有问题": ("warning", "bad"),
    "已收过": ("copy", "muted"),
    "不在此办理": ("info", "muted"),
    "不是数据包": ("info", "muted"),
    "读不出": ("error", "bad"),
    "已并入": ("ok", "good"),
    "已隔离": ("lock", "soon"),
    "隔离": ("lock", "soon"),
    "已放行": ("ok", "good"),
    "已退回": ("returned", "muted"),
    "已删除": ("delete", "muted"),
    "待出回执": ("clock", "soon"),
    "通过": ("ok", "good"),
    "未通过": ("error", "bad"),
    "未检查": ("clock", "muted"),
    "存续": ("ok", "good"),
    "已注销": ("cancel", "muted"),
    "吊销未注销": ("warning", "bad"),
    "撤销": ("warning", "bad"),
    "齐全": ("ok", "good"),
    "部分": ("clock", "soon"),
    "未开始": ("draft", "muted"),
    "逾期": ("error", "bad"),
    "待送交": ("sent", "soon"),
    "已送交": ("ok", "good"),
    "单位受理": ("info", "muted"),
    "失信名单": ("dishonesty", "bad"),
    "经营异常": ("warning", "soon"),
    "已失效": ("clock", "muted"),
    "待确认": ("review", "soon"),
    "已确认": ("ok", "good"),
    "已结束": ("ok", "muted"),
}


def icon_of(word: str) -> QIcon | None:
    """The icon of a state's word; a quiet one for a word that is not known, None for nothing."""
    if not word:
        return None
    name, colour = _ICONS.get(word, ("info", "muted"))
    return icons.icon(name, getattr(theme.colours(), colour))


def shade_of(word: str) -> str:
    """The colour of a state's word, to be laid thinly under it."""
    return str(getattr(theme.colours(), _ICONS.get(word, ("info", "muted"))[1]))

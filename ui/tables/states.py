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
    "存续": ("ok", "good"),
    "已注销": ("cancel", "muted"),
    "吊销未注销": ("warning", "bad"),
    "撤销": ("warning", "bad"),
    "已发布": ("ok", "good"),
    "可发放": ("ok", "good"),
    "已发放": ("sent", "good"),
    "未授权": ("cancel", "muted"),
    "授权已失效": ("warning", "soon"),
    "没有授权企业": ("cancel", "muted"),
    "未备案": ("error", "bad"),
    "进行中": ("clock", "good"),
    "已终止": ("ok", "muted"),
    "已导出": ("ok", "good"),
    "待落盘": ("warning", "soon"),
    "未发布": ("draft", "muted"),
    "上升": ("up", "good"),
    "下降": ("down", "bad"),
    "不变": ("ok", "muted"),
    "新评": ("add", "accent"),
    "推荐": ("ok", "good"),
    "待补正": ("warning", "soon"),
    "孵化": ("up", "accent"),
    "暂不推荐": ("cancel", "muted"),
    "信息不足": ("search", "soon"),
    "暂缓": ("clock", "soon"),
    "不予评级": ("error", "bad"),
    "待确认": ("clock", "soon"),
    "已生效": ("ok", "good"),
    "已撤回": ("undo", "muted"),
}


def icon_of(word: str) -> QIcon | None:
    """The icon of a state's word; a quiet one for a word that is not known, None for nothing."""
    if not word:
        return None
    name, colour = _ICONS.get(word, ("info", "muted"))
    return icons.icon(name, getattr(theme.colours(), colour))

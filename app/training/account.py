"""The demo's readable account: what each office did, in a line."""

from __future__ import annotations

from collections.abc import Callable

from app.merging.merge import Merged
from app.rating.runs import Run
from app.training.campaign import Part
from app.training.outcome import Demo


class Account:
    """Tells a demo step by step through ``say``."""

    def __init__(self, demo: Demo, say: Callable[[str], None]) -> None:
        self.demo, self.say = demo, say

    def county(self, files: int) -> None:
        """The county and its workbooks."""
        county = self.demo.county
        self.say(
            f"培训县：{len(county.enterprises)}户主体，{len(county.facts)}家机构，"
            f"{files}个表格；基准日 {county.as_of}，种子 {county.seed}"
        )

    def part(self, part: Part) -> None:
        """One agency's collection."""
        title = self.demo.county.catalogue.agencies[part.agency].title
        classes = part.classes
        sent = sum(part.submitted.sent.values()) if part.submitted else 0
        stayed = sum(part.submitted.blocked.values()) if part.submitted else 0
        self.say(
            f"  {title}：{part.rows}行 → 新增{classes['new']} 变更{classes['changed']} "
            f"相同{classes['same']} 警告{classes['warning']} 重复{classes['duplicate']} "
            f"错误{classes['error']} 未匹配{classes['unmatched']}；"
            f"审核{part.approved}，报送{sent}，留下{stayed}，文书{part.pages}页"
        )

    def merged(self, merged: Merged) -> None:
        """One merge."""
        self.say(
            f"  并入 {merged.sender}：{sum(merged.accepted.values())}条，"
            f"待匹配{merged.pooled}，退回{len(merged.returned)}"
        )

    def rated(self, run: Run) -> None:
        """The distribution."""
        self.say("等级：" + "  ".join(f"{name} {count}" for name, count in run.grades.items()))
        self.say("结论：" + "  ".join(f"{name} {count}" for name, count in run.outcomes.items()))
        vetoed = sum(1 for sheet in run.sheets if sheet["vetoes"])
        self.say(f"一票否决：{vetoed}户")

    def results(self) -> None:
        """The banks' packages."""
        told = "  ".join(f"{bank} {count}" for bank, count in self.demo.results.items())
        self.say(f"结果包（户数）：{told}")

    def close(self) -> None:
        """Files, time, and whether all planted facts hold."""
        spent = "  ".join(f"{name} {seconds}" for name, seconds in self.demo.seconds.items())
        self.say(f"用时（秒）：{spent}")
        self.say(f"文件在 {self.demo.folder}")
        if self.demo.differences:
            self.say(f"与埋设事实不符 {len(self.demo.differences)} 处：")
            for line in self.demo.differences:
                self.say(f"  ✗ {line}")
        else:
            self.say("埋设的事实全部相符。")

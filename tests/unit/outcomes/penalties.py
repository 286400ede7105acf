"""Penalties for tests, as a clerk types them."""

from __future__ import annotations

from tests.offices import COMPANY


def penalty(number: int = 1, **values: str) -> dict[str, str]:
    return {
        "uscc": COMPANY,
        "decision_no": f"渑市监处罚〔2025〕{number}号",
        "case_name": "标签不合格案",
        "fact": "销售标签不合格食品",
        "kinds": "罚款",
        "fine": "5000",
        "decision_date": "2026-01-05",
        "authority": "渑池县市场监督管理局",
        "legal_basis": "食品安全法第一百二十五条",
        "severity": "一般",
        "publish_from": "2026-01-10",
        "perform_status": "已履行",
        "perform_date": "2026-01-20",
        **values,
    }

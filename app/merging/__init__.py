"""Both ends of an exchange: what an agency puts into packages, and what becomes of them.

``cards`` (who to trust), ``streams`` (sequence and freshness), ``enrolment``, ``directory``,
``submission`` (an agency's records out), ``merge`` (into the coordinator's store), ``receipts``,
``registers`` and ``results`` (the coordinator's answers), ``facts_csv`` (everything, readable).
"""

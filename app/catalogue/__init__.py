"""WHAT may be collected: agencies, data sets, fields, rules, code lists. Declarations only.

Read from ``resources/catalogue``; tables, templates, import mapping, findings and the package
schema are all derived from here.
"""

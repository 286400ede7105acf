"""The encrypted database of an office: engine, tables, migrations, audit log, backup, checks."""

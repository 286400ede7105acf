"""A record's life in an agency: sheets in, matching, findings, review, notices, consents."""

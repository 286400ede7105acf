"""The training county: generated facts to practise on, and the demo that checks itself."""

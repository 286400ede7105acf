"""Opens an office and keeps it until its input ends; run as a program."""

import sys
from pathlib import Path

from app.office import open_office

store = open_office(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
sys.stdout.write("open\n")
sys.stdout.flush()
sys.stdin.read()
store.close()

"""Stops a process for a while and lets it go on; prints how many seconds it stood still."""

import os
import signal
import sys
import time

pid, seconds = int(sys.argv[1]), float(sys.argv[2])
since = time.monotonic()
os.kill(pid, signal.SIGSTOP)
try:
    # The time that passes is what the stall is made of; nothing is waited for.
    time.sleep(seconds)
finally:
    os.kill(pid, signal.SIGCONT)
print(time.monotonic() - since)

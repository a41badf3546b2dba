"""Runs the emulator so that it cannot outlive whoever started it.

Standard input is a pipe that the starter holds open. When it closes, because the starter ended in whatever way,
SIGKILL included, the whole process group goes: the emulator and the Lambda workers that it started. A line on the
pipe ("keep") lets the emulator stay for good.
Invariant: the process is the leader of its own group, so that the group holds nothing else.
"""

import gc
import os
import runpy
import signal
import sys
import threading


def end_with_starter() -> None:
    if sys.stdin.readline() == "":
        os.killpg(os.getpgrp(), signal.SIGKILL)


threading.Thread(target=end_with_starter, daemon=True).start()
# A full collection goes through all records, items and log lines that the emulator holds: up to a tenth of a second in
# which it answers nobody. What lives that long is not garbage; reference counts free the rest.
gc.set_threshold(2_000, 10, 10_000)
sys.argv = ["ministack"]
runpy.run_module("ministack", run_name="__main__", alter_sys=True)

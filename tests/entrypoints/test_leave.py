from __future__ import annotations

import signal
import subprocess
import sys

import pytest

LEAVE = """
import sys, threading, time
from pr_agent_action.entrypoints.leave import leave
{busy}
sys.stdout.write("said")
sys.stderr.write("complained")
leave({code})
"""
# A thread that would keep an ordinary exit waiting, and a destructor that would run at one.
BUSY = """
class Slow:
    def __del__(self):
        time.sleep(30)
slow = Slow()
threading.Thread(target=time.sleep, args=(30,)).start()
"""


@pytest.mark.parametrize("code", [0, 1, 3])
def test_everything_is_written_and_nothing_waited_for(code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVE.format(busy=BUSY, code=code)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "said", "complained")


WAITING = """
import time
from concurrent.futures import ThreadPoolExecutor
from pr_agent_action.entrypoints.leave import heed_signals
heed_signals()
print("ready", flush=True)
with ThreadPoolExecutor(1) as pool:
    pool.submit(time.sleep, 30).result()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cancelled_run_ends_at_once_and_says_so(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        assert run.stdout
        assert run.stdout.readline() == b"ready\n"
        run.send_signal(number)
        assert run.stdout.read() == b"pr-agent-action: the run was cancelled.\n"
        assert run.wait(timeout=10) == 128 + number

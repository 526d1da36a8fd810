"""Whether /livez and /readyz answer all the while, each time on a connection of its own."""

import http.client
import pathlib
import threading
import time


class Health:
    """    with Health(daemon) as health: ...
    health.said()
    """

    def __init__(self, daemon):
        self._port = daemon.port
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.took = []  # milliseconds
        self.faults = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        self._thread.join()

    def _ask(self):
        while not self._is_over.is_set():
            for path in ("/livez", "/readyz"):
                began = time.monotonic()
                connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
                try:
                    connection.request("GET", path)
                    status = connection.getresponse().status
                    if status != 200:
                        self.faults.append(f"{path} was answered {status}")
                except (OSError, http.client.HTTPException) as broken:
                    self.faults.append(f"{path} was not answered: {broken!r}")
                finally:
                    connection.close()
                self.took.append((time.monotonic() - began) * 1000)
            self._is_over.wait(0.02)

    def said(self):
        return f"health asked {len(self.took)} times, {spread(self.took)}"


def spread(took):
    took = sorted(took)
    at = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99)]
    return f"p50 {at[0]:.0f} ms, p99 {at[1]:.0f} ms, most {took[-1]:.0f} ms"


def peak_memory(daemon):
    """The most memory that the daemon had so far, in MiB."""
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

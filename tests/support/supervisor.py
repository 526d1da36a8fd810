"""What systemd would be beside the daemon: a socket that hears its notices (sd_notify(3))."""

import socket
import threading

from tests.support.htqd import PATIENCE, Failed


class Supervisor:
    """The socket of NOTIFY_SOCKET, and what was told there, as it comes."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.told = []
        self.came = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                notice = self.socket.recv(4096).decode()
            except OSError:
                return
            with self.came:
                self.told.append(notice)
                self.came.notify_all()

    def wait_for(self, holds, what):
        with self.came:
            if not self.came.wait_for(lambda: holds(self.told), PATIENCE):
                raise Failed(f"the supervisor was never told {what}: {self.told}")

"""A network of a daemon's own, in which it can be cut off or slowed down while the machine's own goes on.

    island = Island()
    daemon.prefix = island.prefix
    island.bridge(inbound=[daemon's port], outbound=[ports of brokers and of other daemons])
    island.cut(); island.heal(); island.delay(seconds)

It is a network namespace with a loopback alone. What the daemon would find at 127.0.0.1 outside, it finds at the same
port inside, and the other way round: a bridge in this process carries the bytes across. Cut off means that the
loopback inside is taken down (ip link), so that nothing arrives, and nobody is told. Needs root.
"""

import asyncio
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import threading

_CLONE_NEWNET = 0x40000000
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None, use_errno=True)
_CHUNK = 1 << 16


def unavailable():
    """Why there can be none on this machine; nothing, if there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ("unshare", "nsenter", "ip"):
        if shutil.which(program) is None:
            return f"{program} is not installed (util-linux, iproute2)"
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode != 0:
        return "this machine does not allow network namespaces"
    return None


class Island:
    def __init__(self):
        # Whoever holds the namespace; it ends with this process.
        self._holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"],
                                        stdout=subprocess.PIPE, text=True,
                                        preexec_fn=lambda: _libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL))
        self._holder.stdout.readline()
        self._path = f"/proc/{self._holder.pid}/ns/net"
        self.prefix = ["nsenter", f"--net={self._path}"]
        self._delay = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def close(self):
        async def let_go():
            under_way = asyncio.all_tasks() - {asyncio.current_task()}
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(let_go(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._holder.kill()
        self._holder.wait()

    def bridge(self, inbound, outbound):
        """Ports that are reached from outside, and from inside; their servers may come later, and come again."""
        for port in inbound:
            self._listen(port, socket.socket, self._socket_inside)
        for port in outbound:
            self._listen(port, self._socket_inside, socket.socket)

    def cut(self):
        self._ip("link", "set", "lo", "down")

    def heal(self):
        self._ip("link", "set", "lo", "up")

    def delay(self, seconds):
        """What is carried across from now on comes so much later, either way."""
        self._delay = seconds

    def _ip(self, *words):
        subprocess.run([*self.prefix, "ip", *words], check=True)

    def _socket_inside(self):
        """A socket belongs for ever to the namespace in which it was made."""
        made = []

        def make():
            with open(self._path, "rb") as namespace:
                if _libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.socket())

        thread = threading.Thread(target=make)  # setns is the thread's alone
        thread.start()
        thread.join()
        return made[0]

    def _listen(self, port, here, there):
        door = here()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", port))
        door.listen(128)
        door.setblocking(False)

        async def meet(reader, writer):
            with contextlib.suppress(asyncio.CancelledError):  # when it is closed
                await carry_across(reader, writer)

        async def carry_across(reader, writer):
            far = there()
            far.setblocking(False)
            try:
                await self._loop.sock_connect(far, ("127.0.0.1", port))
            except OSError:
                far.close()
                writer.transport.abort()
                return
            far_reader, far_writer = await asyncio.open_connection(sock=far)
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

        asyncio.run_coroutine_threadsafe(asyncio.start_server(meet, sock=door), self._loop).result()

    async def _carry(self, reader, writer):
        """Each piece is late by the delay, and none waits for the one before it to have arrived."""
        arriving = asyncio.Queue(maxsize=64)

        async def deliver():
            while True:
                due, piece = await arriving.get()
                await asyncio.sleep(max(0, due - self._loop.time()))
                if piece is None:
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()

        delivering = asyncio.ensure_future(deliver())
        try:
            while piece := await reader.read(_CHUNK):
                await arriving.put((self._loop.time() + self._delay, piece))
            await arriving.put((self._loop.time() + self._delay, None))
            await delivering
        except OSError:
            delivering.cancel()
            writer.transport.abort()

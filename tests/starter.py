"""Imports the program once and forks it as often as it is asked to: a start costs no seconds of imports.

Its argument is the socket it listens at. A request is a line of JSON: module, arguments, settings, folder; a socket
sent with it becomes the child's input and output. Its answer is the child's number; the child's exit code appears in
the folder as NUMBER.exit. It ends when its input does, with the tests.
"""

import asyncio
import atexit
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

WHERE = "TESTS_STARTER"
"""The variable of the environment that tells all who run tests at once in which folder their starters listen."""
CHILD = "bot.rostering.child"
LINE = 1 << 16
PREPARED = {"programs": ("bot.commands.run", "tests.receiver.echo"), "children": (CHILD,)}
"""By the name of the socket: whoever waits for a child shall not wait for aiogram, too."""


def open_starter() -> None:
    """Make the processes; they end with this one, which alone holds their input open."""
    folder = Path(tempfile.mkdtemp(prefix="starter"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    atexit.register(shutil.rmtree, folder)
    for name in PREPARED:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.starter", folder / name],
            cwd=Path(__file__).parent.parent, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        atexit.register(process.kill)
    os.environ[WHERE] = str(folder)


def start_program(talk: socket.socket | None = None, **request: Any) -> int:
    """The number of a new process of the program; `talk` is its end of a conversation."""
    if WHERE not in os.environ:
        open_starter()
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(f"{os.environ[WHERE]}/{'children' if talk else 'programs'}")
        socket.send_fds(asking, [f"{json.dumps(request)}\n".encode()], [talk.fileno()] if talk else [])
        return int(_line(asking, asking.recv(LINE)))


def _line(asking: socket.socket, line: bytes) -> bytes:
    """The rest of it."""
    while not line.endswith(b"\n"):
        line += asking.recv(LINE)
    return line


class Forked:
    """The bot's child process, as asyncio would have started it."""

    def __init__(self, number: int, folder: Path, stdout: asyncio.StreamReader, stdin: asyncio.StreamWriter) -> None:
        self._number, self._exit = number, folder / f"{number}.exit"
        self.stdout, self.stdin = stdout, stdin

    @property
    def returncode(self) -> int | None:
        return int(self._exit.read_text()) if self._exit.exists() else None

    def kill(self) -> None:
        os.kill(self._number, signal.SIGKILL)

    async def wait(self) -> int:
        while (code := self.returncode) is None:  # noqa: ASYNC110 (another process's child)
            await asyncio.sleep(0.005)
        self.stdin.close()
        return code


async def forked() -> Forked:
    """In the place of `bot.rostering.calling._started`."""
    ours, theirs = socket.socketpair()
    with theirs:
        number = await asyncio.to_thread(start_program, theirs, module=CHILD, arguments=[], settings={})
    return Forked(number, Path(os.environ[WHERE]), *await asyncio.open_connection(sock=ours))


def child(request: dict[str, Any], talk: list[int]) -> int:
    """The program itself, as if it had been started anew."""
    log = os.open(Path(request["folder"]) / "program.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, target in ((talk or [nothing])[0], 0), ((talk or [log])[0], 1), (log, 2):
        os.dup2(number, target)
    for number in talk:
        os.close(number)
    os.environ.update(request["settings"])
    os.chdir(request["folder"])
    sys.argv = [request["module"], *request["arguments"]]
    try:
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # as the interpreter does
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def reap(folders: dict[int, str]) -> None:
    while folders:
        number, status = os.waitpid(-1, os.WNOHANG)
        if number == 0:
            return
        path = Path(folders.pop(number)) / f"{number}.exit"
        path.with_suffix(".part").write_text(str(os.waitstatus_to_exitcode(status)))
        path.with_suffix(".part").replace(path)


def answer(asking: socket.socket, folders: dict[int, str]) -> None:
    """Start what is asked for. The first one waits for the imports: not every run of the tests starts programs."""
    with asking:
        line, talk, _, _ = socket.recv_fds(asking, LINE, 1)
        request = {"folder": str(Path(sys.argv[1]).parent)} | json.loads(_line(asking, line))
        for name in PREPARED[Path(sys.argv[1]).name]:
            import_module(name)
        number = os.fork()
        if number == 0:
            os._exit(child(request, talk))
        for each in talk:
            os.close(each)
        folders[number] = request["folder"]
        asking.sendall(f"{number}\n".encode())


def work(listening: socket.socket) -> None:
    folders = dict[int, str]()
    while True:
        ready = select.select([0, listening], [], [], 0.02 if folders else None)[0]
        if 0 in ready:
            return
        if ready:
            answer(listening.accept()[0], folders)
        reap(folders)


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(sys.argv[1])
        made.listen(64)
        sys.stdout.write("\n")  # it can be asked now
        sys.stdout.flush()
        work(made)

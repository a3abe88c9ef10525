"""Imports the program once and forks it as often as it is asked to: a start costs no seconds of imports.

Its argument is the socket it listens at. A request is a line of JSON: module, arguments, settings, folder. Its answer
is the child's number; the child's exit code appears in the folder as NUMBER.exit. It ends when its input does, with
the tests.
"""

import atexit
import json
import os
import runpy
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

WHERE = "TESTS_STARTER"
"""The variable of the environment that tells all who run tests at once where their one starter listens."""
PREPARED = ("bot.commands.run", "tests.receiver.echo")


def open_starter() -> None:
    """Make the process; it ends with this one, which alone holds its input open."""
    folder = Path(tempfile.mkdtemp(prefix="starter"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.starter", folder / "socket"],
        cwd=Path(__file__).parent.parent, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    atexit.register(shutil.rmtree, folder)
    atexit.register(process.kill)
    os.environ[WHERE] = str(folder / "socket")


def start_program(**request: Any) -> int:
    """The number of a new process of the program."""
    if WHERE not in os.environ:
        open_starter()
    with socket.socket(socket.AF_UNIX) as asking, asking.makefile("rw", encoding="utf-8") as line:
        asking.connect(os.environ[WHERE])
        line.write(json.dumps(request) + "\n")
        line.flush()
        return int(line.readline())


def child(request: dict[str, Any]) -> int:
    """The program itself, as if it had been started anew."""
    log = os.open(Path(request["folder"]) / "program.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(number, target)
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
    with asking, asking.makefile("rw", encoding="utf-8") as line:
        request = json.loads(line.readline())
        for name in PREPARED:
            import_module(name)
        number = os.fork()
        if number == 0:
            os._exit(child(request))
        folders[number] = request["folder"]
        line.write(f"{number}\n")


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

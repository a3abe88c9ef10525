"""Imports the program once and forks it as often as it is asked to: a start costs no seconds of imports.

A request is a line of JSON on standard input: module, arguments, settings, folder. Its answer is the child's number;
the child's exit code appears in the folder as NUMBER.exit.
"""

import json
import os
import runpy
import select
import sys
from pathlib import Path
from typing import Any

import bot.commands.run
import tests.receiver.echo

PREPARED = (bot.commands.run, tests.receiver.echo)


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


def work() -> None:
    folders = dict[int, str]()
    while True:
        if select.select([0], [], [], 0.02)[0]:
            line = sys.stdin.readline()
            if not line:
                return
            request = json.loads(line)
            number = os.fork()
            if number == 0:
                code = child(request)
                sys.stdout.flush()
                os._exit(code)
            folders[number] = request["folder"]
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        reap(folders)


if __name__ == "__main__":
    work()

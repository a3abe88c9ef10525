"""Stands for a messenger in a process of its own: enforces a rate by arrival, delays its answers, counts.

python -m bench.platform --rate 30 --enforce window --low 0.05 --high 0.3   # prints its port, ends with its input
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qs
from urllib.request import urlopen

TOO_MANY = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
TOO_MANY_FOR_VK = {"error": {"error_code": 6, "error_msg": "Too many requests per second", "request_params": []}}
LIMIT = 1 << 20


class Limit:
    """`bucket` allows a burst of a whole second, `window` no second, wherever it begins, with more than `rate`."""

    def __init__(self, rate: int, enforce: str) -> None:
        self._rate, self._is_window = rate, enforce == "window"
        self._arrivals = deque[float](maxlen=max(rate, 1))
        self._tokens, self._at = float(rate), time.perf_counter()
        self._chats: dict[int, float] = {}

    def refuses(self, now: float, chat: int | None) -> bool:
        if not self._rate:
            return False
        if chat is not None and now - self._chats.get(chat, now - 2) < 1:
            return True
        if self._is_window:
            if len(self._arrivals) == self._rate and now - self._arrivals[0] < 1:
                return True
            self._arrivals.append(now)
        else:
            self._tokens = min(self._rate, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if self._tokens < 1:
                return True
            self._tokens -= 1
        if chat is not None:
            self._chats[chat] = now
        return False


class Server:
    def __init__(self, rate: int, enforce: str, low: float, high: float) -> None:
        self._limit, self._is_limited = Limit(rate, enforce), bool(rate)
        self._low, self._high, self._random = low, high, random.Random(7)
        self._taken: list[float] = []
        self._refused = self._number = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                body = await reader.readexactly(int(length or 0))
                method = head.split(b" ", 2)[1].rpartition(b"/")[2].decode()
                status, answer = self._figures() if method == "figures" else await self._call(method, body)
                raw = json.dumps(answer).encode()
                kind = b"Content-Type: application/json\r\n"
                writer.write(b"HTTP/1.1 %d OK\r\n%sContent-Length: %d\r\n\r\n" % (status, kind, len(raw)) + raw)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _call(self, method: str, body: bytes) -> tuple[int, Any]:
        now = time.perf_counter()
        is_vk = "." in method
        chat = int(json.loads(body)["chat_id"]) if self._is_limited and method.startswith("send") else None
        if self._limit.refuses(now, chat):
            self._refused += 1
            return (200, TOO_MANY_FOR_VK) if is_vk else (429, TOO_MANY)
        self._taken.append(now)
        if self._high:
            await asyncio.sleep(self._random.uniform(self._low, self._high))
        return 200, self._vk(body) if is_vk else {"ok": True, "result": self._telegram(method)}

    def _telegram(self, method: str) -> Any:
        self._number += 1
        chat = {"id": 1, "type": "private"}
        return {"message_id": self._number, "date": 0, "chat": chat, "text": "x"} if "Message" in method else True

    def _vk(self, body: bytes) -> Any:
        self._number += 1
        peers = parse_qs(body.decode())["peer_ids"][0].split(",")
        return {"response": [{"peer_id": int(peer), "conversation_message_id": self._number} for peer in peers]}

    def _figures(self) -> tuple[int, Any]:
        taken, refused = self._taken, self._refused
        self._taken, self._refused = [], 0
        return 200, {"taken": [at - taken[0] for at in taken], "refused": refused}


class Platform:
    """The process, as the measuring one sees it."""

    def __init__(self, rate: int = 0, enforce: str = "bucket", low: float = 0.0, high: float = 0.0) -> None:
        asked = ("--rate", rate, "--enforce", enforce, "--low", low, "--high", high)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.platform", *map(str, asked)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def figures(self) -> tuple[list[float], int]:
        """Seconds at which calls were taken, from the first one on, and how many were refused; begins anew."""
        with urlopen(f"{self.url}/figures") as answer:  # noqa: S310 (our own address)
            found = json.load(answer)
        return found["taken"], found["refused"]

    def close(self) -> None:
        self._process.communicate()


async def run(asked: argparse.Namespace) -> None:
    there = Server(asked.rate, asked.enforce, asked.low, asked.high)
    listening = await asyncio.start_server(there.serve, "127.0.0.1", 0, limit=LIMIT)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=0, help="calls a second; 0: as many as come")
    parser.add_argument("--enforce", choices=("bucket", "window"), default="bucket")
    parser.add_argument("--low", type=float, default=0.0, help="seconds")
    parser.add_argument("--high", type=float, default=0.0, help="seconds")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()

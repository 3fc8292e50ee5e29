"""Starts the reading process, with limits on time, memory and what it may say."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from .contract import Extraction, Notice, read

SECONDS = 90
CPU_SECONDS = 60
MEMORY = 1536 * 1024 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def extract(content: bytes, *, seconds: int = SECONDS) -> Extraction:
    """The text of a PDF, DOCX or XLSX file; whatever the file does, this returns.

    What it is, is told by its content. `seconds` is wall time. Nothing is raised: a file that
    cannot be read has a notice.
    """
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-c", START, str(ROOT)],
                input=content,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                preexec_fn=_limit,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Extraction(notice=Notice.TOO_LARGE)
        if done.returncode:
            return Extraction(notice=_notice_of(done.returncode))
        answer.seek(0)
        return _understood(answer.read())


START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from search.extraction.worker import main; main()"
)


def _limit() -> None:
    """In the new process, before it is Python: no more than this, and nothing larger written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


OUT_OF_MEMORY = 3


def _notice_of(code: int) -> Notice:
    """Killed by a limit, or by its own fault."""
    return Notice.TOO_LARGE if code < 0 or code == OUT_OF_MEMORY else Notice.BROKEN


def _understood(raw: bytes) -> Extraction:
    try:
        return read(raw)
    except (ValueError, TypeError, KeyError):
        return Extraction(notice=Notice.BROKEN)

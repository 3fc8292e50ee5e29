"""What keeps readers from waiting, one after another, for a server that does not answer."""

import threading
import time

REST = 10.0  # seconds without a question after a failure; then one reader's search asks again


class Breaker:
    """After a failure nobody asks for a while, then one does: its answer decides. Thread-safe."""

    def __init__(self, rest: float = REST) -> None:
        self.rest = rest
        self.lock = threading.Lock()
        self.asks_again_at: float | None = None

    def lets_through(self) -> bool:
        """Whether to ask. After a failure, who is let through has `rest` seconds to report."""
        with self.lock:
            if self.asks_again_at is None:
                return True
            if time.monotonic() < self.asks_again_at:
                return False
            self.asks_again_at = time.monotonic() + self.rest
            return True

    @property
    def is_open(self) -> bool:
        """Whether the last answer was a failure."""
        with self.lock:
            return self.asks_again_at is not None

    def failed(self) -> None:
        with self.lock:
            self.asks_again_at = time.monotonic() + self.rest

    def worked(self) -> None:
        with self.lock:
            self.asks_again_at = None

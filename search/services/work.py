"""What a worker does in a round, the quickest first; each says whether it did anything."""

from collections.abc import Callable

from portal.tenancy.models import Authority

from ..elastic.client import is_configured
from ..engines.contract import EngineError
from ..working import WorkFailed
from .files import file_text_next, file_text_read, file_texts_forget
from .words import words_are_old, words_count


def push_pending() -> bool:
    if not is_configured():
        return False
    from ..elastic.building import keep_up

    try:
        pushed = keep_up()
    except EngineError as error:
        raise WorkFailed(str(error)) from error
    if pushed.busy:
        raise WorkFailed(f"Elasticsearch is busy: {pushed.busy} entries wait.")
    return bool(pushed.taken or pushed.failed)


def read_a_file() -> bool:
    file = file_text_next()
    if file is None:
        file_texts_forget()
        return False
    file_text_read(file)
    return True


def count_words() -> bool:
    for authority in Authority.objects.opened():
        if words_are_old(authority):
            words_count(authority)
            return True
    return False


ROUNDS: tuple[Callable[[], bool], ...] = (push_pending, read_a_file, count_words)

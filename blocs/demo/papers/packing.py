"""Office files are zip archives; here they lose the moment at which they were packed."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def repacked(archive: bytes) -> bytes:
    """The same parts in the same order, byte for byte alike whenever and wherever packed."""
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = ZipInfo(name, _EARLIEST)
            part.compress_type, part.create_system = ZIP_DEFLATED, 3
            new.writestr(part, old.read(name))
    return packed.getvalue()

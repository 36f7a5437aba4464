"""What files are made of: which kinds we let in, and whether the bytes are of the kind the name claims."""

from __future__ import annotations

import codecs
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import puremagic

KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_MEMBERS = 10_000
MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 100
FREE_UNPACKED = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),  # the package, or one of the ways of packing
    *(OSError, ValueError, NotImplementedError, RuntimeError, EOFError),
)
_MACRO_MARKS = ("vbaproject.bin", "vbadata.xml", "/activex/", "/embeddings/oleobject")


def agrees(kind: str, path: Path) -> bool:
    """Return whether the bytes at `path` are what `kind` (a key of KINDS) says.

    Text must be UTF-8 without NUL. Office files must be plain packages of their kind: no macros, no encryption,
    no member outside the package, and not so tightly packed that unpacking them would fill a machine.
    """
    return _CHECKS[kind](path)


def _is_text(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_marked(mime: str) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        try:
            found = puremagic.magic_file(path)
        except (puremagic.PureError, ValueError):
            return False
        return bool(found) and found[0].mime_type == mime

    return check


def _is_package(main: str) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as package:
                return _is_plain(package.infolist(), main) and _says_no_macro(package)
        except _UNREADABLE:
            return False

    return check


def _is_plain(members: list[zipfile.ZipInfo], main: str) -> bool:
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or len(set(names)) != len(names):
        return False
    if main not in names or "[Content_Types].xml" not in names:
        return False
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        return False
    if any(mark in "/" + name.lower() for name in names for mark in _MACRO_MARKS):
        return False
    if any(member.flag_bits & 1 for member in members):
        return False
    return not _is_bomb(members)


def _is_bomb(members: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(member.file_size for member in members)
    if unpacked <= FREE_UNPACKED:
        return False
    packed = sum(member.compress_size for member in members)
    return unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO


def _says_no_macro(package: zipfile.ZipFile) -> bool:
    info = package.getinfo("[Content_Types].xml")
    if info.file_size > FREE_UNPACKED:
        return False
    return b"macroenabled" not in package.read(info).lower()


_CHECKS: dict[str, Callable[[Path], bool]] = {
    "pdf": _is_marked(KINDS["pdf"]),
    "png": _is_marked(KINDS["png"]),
    "jpeg": _is_marked(KINDS["jpeg"]),
    "txt": _is_text,
    "csv": _is_text,
    "docx": _is_package("word/document.xml"),
    "xlsx": _is_package("xl/workbook.xml"),
}

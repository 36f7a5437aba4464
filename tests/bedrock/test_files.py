"""The store keeps bytes once, whole, and only of the kind they claim to be."""
# ruff: noqa: PT012 - a block is what is tested: what is raised inside it, or undone by it

import hashlib
import io
import os
import threading
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from openaeo.bedrock import contents, files
from openaeo.bedrock.models import StoredFile
from openaeo.law.workflow import Reason, Refused

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d4944415478da63fcffff3f0300"
    "0600 02ff0a5b3b710000000049454e44ae426082".replace(" ", "")
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(main="word/document.xml", types=TYPES, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(main, "<document/>")
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("DOT", "."), data)
    return out.getvalue()


def store(data, name, **rest):
    return files.store(io.BytesIO(data), name, at=T0, **rest)


def on_disk(files_dir):
    return [path for path in files_dir.rglob("*") if path.is_file()]


def refused(*reasons):
    return lambda error: (error.step, error.reasons) == ("store", reasons)


GOOD = [
    ("a.pdf", PDF, "application/pdf"),
    ("a.PNG", PNG, "image/png"),
    ("a.jpg", JPEG, "image/jpeg"),
    ("a.jpeg", JPEG, "image/jpeg"),
    ("a.txt", "Ünïcode مرفأ".encode(), "text/plain"),
    ("a.csv", b"\xef\xbb\xbfcode,name\r\n1,x\r\n", "text/csv"),
    ("a.docx", package(), contents.KINDS["docx"]),
    ("a.xlsx", package("xl/workbook.xml"), contents.KINDS["xlsx"]),
]


@pytest.mark.parametrize(("name", "data", "media_type"), GOOD)
def test_a_file_of_its_kind_is_kept_under_its_digest(db, files_dir, name, data, media_type):
    stored = store(data, name)
    digest = hashlib.sha256(data).hexdigest()
    assert (stored.digest, stored.media_type, stored.size, stored.stored_at) == (
        digest,
        media_type,
        len(data),
        T0,
    )
    with files.open_file(stored) as file:
        assert file.read() == data
    assert on_disk(files_dir) == [files.path_of(digest)]
    assert files.intact(stored)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PNG),
        ("a.png", PDF),
        ("a.jpg", PNG),
        ("a.pdf", b"MZ\x90\x00 this program cannot be run"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.txt", b"a\0b"),
        ("a.csv", "é".encode("latin-1")),
        ("a.csv", "code,name".encode("utf-16")),
        ("a.txt", b"cut \xc3"),
        ("a.docx", PDF),
        ("a.docx", package("xl/workbook.xml")),
        ("a.xlsx", package()),
        ("a.docx", package()[:-30]),
        ("a.docx", package(word__vbaProjectDOTbin=b"macro")),
        ("a.docx", package(word__activeX__aDOTxml=b"x")),
        ("a.docx", package(types=TYPES + b"application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("a.docx", package(DOTDOT__DOTDOT__escapeDOTxml=b"x")),
        ("a.docx", package(__escapeDOTxml=b"x")),
        ("a.docx", package(word__bombDOTxml=b"0" * 12_000_000)),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_gone(db, files_dir, name, data):
    kind = files.kind_of(name)
    with pytest.raises(Refused, check=refused(Reason("file-content-differs", kind))):
        store(data, name)
    assert on_disk(files_dir) == []
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_that_cannot_be_unpacked_is_refused(db, way):
    out, name = io.BytesIO(), "[Content_Types].xml"
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr(name, TYPES + b"abc" * 500)
        archive.writestr("word/document.xml", "<document/>")
    data = bytearray(out.getvalue())
    packed = data.index(name.encode()) + len(name)
    data[packed + 4 : packed + 30] = b"\xff" * 26
    with pytest.raises(Refused, check=refused(Reason("file-content-differs", "docx"))):
        store(bytes(data), "a.docx")


def test_an_encrypted_package_is_refused(db):
    data = bytearray(package())
    start = data.index(b"PK\x01\x02")
    while start != -1:
        data[start + 8] |= 1
        start = data.find(b"PK\x01\x02", start + 1)
    with pytest.raises(Refused, check=refused(Reason("file-content-differs", "docx"))):
        store(bytes(data), "a.docx")


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.docm", "a.zip", "a", "", "pdf", "a.pdf.exe", "a.pdf/"]
)
def test_other_kinds_are_refused(db, files_dir, name):
    with pytest.raises(Refused, check=refused(Reason("file-type-not-allowed", files.kind_of(name)))):
        store(PDF, name)
    assert not files_dir.exists() or on_disk(files_dir) == []


def test_the_caller_may_narrow_but_not_widen(db):
    with pytest.raises(Refused, check=refused(Reason("file-type-not-allowed", "pdf"))):
        store(PDF, "a.pdf", accept=frozenset({"csv", "xlsx"}))
    with pytest.raises(Refused, check=refused(Reason("file-type-not-allowed", "exe"))):
        store(b"x", "a.exe", accept=frozenset({"exe"}))


def test_an_empty_file_is_refused(db, files_dir):
    with pytest.raises(Refused, check=refused(Reason("file-empty"))):
        store(b"", "a.txt")
    assert on_disk(files_dir) == []


def test_size_is_limited_to_the_byte(db, files_dir, settings):
    settings.MAX_UPLOAD_BYTES = 70_000
    assert store(b"x" * 70_000, "a.txt").size == 70_000
    with pytest.raises(Refused, check=refused(Reason("file-too-large", 70_000))):
        store(b"x" * 70_001, "b.txt")
    assert store(b"x" * 70_001, "b.txt", limit=80_000).size == 70_001
    assert len(on_disk(files_dir)) == 2


def test_an_endless_upload_is_not_read_to_its_end(db, files_dir):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(Refused, check=refused(Reason("file-too-large", 200_000))):
        files.store(stream, "a.txt", at=T0, limit=200_000)
    assert stream.given <= 400_000
    assert on_disk(files_dir) == []


def test_the_same_bytes_are_kept_once(db, files_dir):
    first = store(PDF, "a.pdf")
    second = files.store(io.BytesIO(PDF), "other name.pdf", at=T0 + timedelta(days=1))
    assert (second.pk, second.stored_at) == (first.pk, T0)
    assert len(on_disk(files_dir)) == StoredFile.objects.count() == 1


def test_an_upload_that_breaks_off_leaves_nothing(db, files_dir):
    class Broken:
        left = 3

        def read(self, size):
            self.left -= 1
            if not self.left:
                raise ConnectionResetError
            return b"x" * size

    with pytest.raises(ConnectionResetError):
        files.store(Broken(), "a.txt", at=T0)
    assert on_disk(files_dir) == []
    assert StoredFile.objects.count() == 0


def test_lost_or_changed_bytes_are_noticed(db):
    stored = store(PDF, "a.pdf")
    path = files.path_of(stored.digest)
    path.write_bytes(PDF + b"!")
    assert not files.intact(stored)
    path.unlink()
    assert not files.intact(stored)
    with pytest.raises(FileNotFoundError):
        files.open_file(stored)


def test_a_sweep_takes_orphans_and_unfinished_arrivals_of_yesterday_only(db, files_dir):
    kept = store(PDF, "a.pdf")
    with pytest.raises(KeyError), transaction.atomic():
        undone = store(PNG, "a.png")
        raise KeyError
    (files_dir / "arriving" / "half").write_bytes(b"x")
    now = datetime.now(UTC)
    assert files.sweep(at=now) == files.Swept(0, 0)
    assert files.sweep(at=now + timedelta(days=2)) == files.Swept(1, 1)
    assert on_disk(files_dir) == [files.path_of(kept.digest)]
    assert not files.path_of(undone.digest).exists()


def test_storing_orphaned_bytes_again_makes_them_fresh(db):
    with pytest.raises(KeyError), transaction.atomic():
        orphan = store(PDF, "a.pdf")
        raise KeyError
    old = (datetime.now(UTC) - timedelta(days=5)).timestamp()
    os.utime(files.path_of(orphan.digest), (old, old))
    stored = store(PDF, "a.pdf")
    assert files.path_of(stored.digest).stat().st_mtime > old


@pytest.mark.django_db(transaction=True)
def test_two_stores_of_the_same_bytes_at_once_give_one_file(files_dir):
    ready, found = threading.Barrier(4), []

    def work():
        try:
            ready.wait(5)
            found.append(store(PDF, "a.pdf").digest)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    digest = hashlib.sha256(PDF).hexdigest()
    assert found == [digest] * 4
    assert on_disk(files_dir) == [files.path_of(digest)]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\amara\plan.docx", "plan.docx"),
        ("a\r\nb\0c\x7f.pdf", "abc.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("مخطط الموقع.pdf", "مخطط الموقع.pdf"),
        ("نقشه\u200cها.pdf", "نقشه\u200cها.pdf"),
        ("plan 👩\u200d🏭.png", "plan 👩\u200d🏭.png"),
        ("e\u0301.pdf", "é.pdf"),
        ("  spaced   out .pdf", "spaced out.pdf"),
        (".pdf", "file.pdf"),
        ("..", "file"),
        ("", "file"),
        ("a/", "file"),
    ],
)
def test_names_are_made_safe_and_stay_readable(said, kept):
    assert files.safe_name(said) == kept


@given(st.text(max_size=600), st.sampled_from(["pdf", "docx", "", "jpg"]))
def test_any_name_becomes_a_safe_one(stem, ending):
    name = files.safe_name(f"{stem}.{ending}")
    assert 1 <= len(name) <= files.LONGEST_NAME
    assert not set(name) & set("/\\\0\r\n\u202e")
    assert files.safe_name(name) == name
    assert files.kind_of(name) == files.kind_of(f"{stem}.{ending}")


@given(st.binary(max_size=400), st.sampled_from(sorted(contents.KINDS)))
def test_no_bytes_make_the_check_fail_otherwise_than_by_saying_no(tmp_path_factory, data, kind):
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(data)
    assert contents.agrees(kind, path) in {True, False}

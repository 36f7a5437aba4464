"""How much a form may carry in all: more is refused before a byte of it is kept on disk."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

ROOM = 2
"""How many files of the largest kind a request may weigh: one a little too large is still told so on its form."""

HEARD_OUT = 256 * 1024 * 1024
"""Up to here the rest is read and forgotten: a browser shows the answer only when it could send everything."""
PIECE = 64 * 1024


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep files; refuses with `RequestDataTooBig`, which readers see as 413."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: ARG002, N803 - the package names these
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Look at the stated length; a server never hands on more than that."""
        if content_length > ROOM * int(settings.MAX_UPLOAD_BYTES):
            if content_length <= HEARD_OUT:
                while input_data.read(PIECE):
                    pass
            raise RequestDataTooBig("A form carries more than two of the largest files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Hand every piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:  # noqa: ARG002
        """Keep nothing here."""
        return None

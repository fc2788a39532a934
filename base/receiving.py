"""How a file in an ordinary form comes in: only on pages that ask for one, held in memory, never more than is allowed."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve

from base.cleaning import LARGEST


class OnlyWhereAsked(FileUploadHandler):
    """Takes files for routes whose rule says `files`; for every other one what is sent as a file is dropped, so no disk is filled.

    A file that is too large ends the reading; `request.too_big` then says so to the page.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.asked = bool(request) and _takes_files(request.path_info)
        self.parts: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data, start):
        if self.asked:
            self.size += len(raw_data)
            if self.size > LARGEST:
                self.parts = []
                self.request.too_big = True
                raise StopUpload(connection_reset=False)
            self.parts.append(raw_data)

    def file_complete(self, file_size):
        if not self.asked:
            return None
        content, self.parts, self.size = b"".join(self.parts), [], 0
        return SimpleUploadedFile("file", content)


def _takes_files(path: str) -> bool:
    try:
        rule = getattr(resolve(path).func, "rule", None)
    except Resolver404:
        return False
    return bool(rule and rule.files)

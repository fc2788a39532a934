"""How a file in an ordinary form comes in: only on pages that ask for one, held in memory, never more than is allowed."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.urls import Resolver404, resolve

from base.cleaning import LARGEST


class OnlyWhereAsked(FileUploadHandler):
    """Takes files for routes whose rule says `files`; for every other one what is sent as a file is dropped, so no disk is filled.

    Of a file that is too large nothing is held; `request.too_big` then says so to the page.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.asked = bool(request) and _takes_files(request.path_info)
        self.parts: list[bytes] = []
        self.size = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.parts = []

    def receive_data_chunk(self, raw_data, start):
        if not self.asked:
            return
        self.size += len(raw_data)  # of all files of the form together
        self.parts.append(raw_data)
        if self.size > LARGEST:  # read on, so that the words that come after the file are not lost
            self.parts, self.request.too_big = [], True

    def file_complete(self, file_size):
        if not self.asked or self.size > LARGEST:
            return None
        content, self.parts = b"".join(self.parts), []
        return SimpleUploadedFile("file", content)


def _takes_files(path: str) -> bool:
    try:
        rule = getattr(resolve(path).func, "rule", None)
    except Resolver404:
        return False
    return bool(rule and rule.files)

"""Reads of the devices room; the first argument of each is the reader's scope."""

from truyvet.devices.queries.encounters import encounter_rows, first_kept, refuted_since
from truyvet.devices.queries.installations import adoption
from truyvet.devices.queries.key_files import PublishedFile, key_file, key_file_content, key_files, public_pem
from truyvet.devices.queries.shared_matches import SharedMatchRow, is_match_in_reach, shared_matches, waiting_matches
from truyvet.devices.queries.upload_codes import UploadCodeRow, issued_codes

__all__ = [
    "PublishedFile",
    "SharedMatchRow",
    "UploadCodeRow",
    "adoption",
    "encounter_rows",
    "first_kept",
    "is_match_in_reach",
    "issued_codes",
    "key_file",
    "key_file_content",
    "key_files",
    "public_pem",
    "refuted_since",
    "shared_matches",
    "waiting_matches",
]

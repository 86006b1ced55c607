"""Changes of the devices room: each is one transaction and one audit row."""

from truyvet.devices.actions.encounters import MAX_ENCOUNTERS_PER_BATCH, EncounterCounts, add_encounters
from truyvet.devices.actions.installations import (
    UnknownInstallation,
    check_phone_code,
    forget_installation,
    register_installation,
    send_phone_code,
)
from truyvet.devices.actions.key_files import export_key, publish_due_keys
from truyvet.devices.actions.key_uploads import KeyUploadReceipt, KeyUploadRefused, publish_keys
from truyvet.devices.actions.retention import purge_table
from truyvet.devices.actions.shared_matches import MatchShareRefused, judge_match, share_match_log, share_matches
from truyvet.devices.actions.upload_codes import IssuedUploadCode, UploadCodeRefused, issue_upload_code
from truyvet.devices.actions.verification import IssuedCertificate, UploadCodeInvalid, verify_upload_code

__all__ = [
    "MAX_ENCOUNTERS_PER_BATCH",
    "EncounterCounts",
    "IssuedCertificate",
    "IssuedUploadCode",
    "KeyUploadReceipt",
    "KeyUploadRefused",
    "MatchShareRefused",
    "UnknownInstallation",
    "UploadCodeInvalid",
    "UploadCodeRefused",
    "add_encounters",
    "check_phone_code",
    "export_key",
    "forget_installation",
    "issue_upload_code",
    "judge_match",
    "publish_due_keys",
    "publish_keys",
    "purge_table",
    "register_installation",
    "send_phone_code",
    "share_match_log",
    "share_matches",
    "verify_upload_code",
]

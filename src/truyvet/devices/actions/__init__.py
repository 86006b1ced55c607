"""Changes of the devices room: each one transaction and one audit row."""

from truyvet.devices.actions.coding import CodeNotGiven, GivenCode, give_code
from truyvet.devices.actions.ending import purge_kind
from truyvet.devices.actions.filing import export_key, publish_due
from truyvet.devices.actions.publishing import TakenKeys, UploadRefused, publish
from truyvet.devices.actions.purging import Purged, purge_encounters
from truyvet.devices.actions.registering import UnknownInstallation, ask_phone, check_phone, forget_installation, register
from truyvet.devices.actions.sharing import ShareRefused, hand_in_log, judge_match, share
from truyvet.devices.actions.telling import BULK, Counted, add_encounters
from truyvet.devices.actions.verifying import Certified, CodeRefused, verify

__all__ = [
    "BULK",
    "Certified",
    "CodeNotGiven",
    "CodeRefused",
    "Counted",
    "GivenCode",
    "Purged",
    "ShareRefused",
    "TakenKeys",
    "UnknownInstallation",
    "UploadRefused",
    "add_encounters",
    "ask_phone",
    "check_phone",
    "export_key",
    "forget_installation",
    "give_code",
    "hand_in_log",
    "judge_match",
    "publish",
    "publish_due",
    "purge_encounters",
    "purge_kind",
    "register",
    "share",
    "verify",
]

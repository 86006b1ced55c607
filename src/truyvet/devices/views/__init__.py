"""Doors of the devices room: what phones ask (``uploading``, ``installing``, ``sharing``, ``giving``), and the pages of staff."""

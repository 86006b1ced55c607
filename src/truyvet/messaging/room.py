"""What messages tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.messaging import alarms, message_templates, person, queue, retention
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.call_plan_file import call_plan
from truyvet.messaging.gateways.push.settings import push_rule
from truyvet.messaging.gateways.voice.settings import check_provider
from truyvet.messaging.jobs import delivery
from truyvet.messaging.permissions import ANSWER_MESSAGES, APPROVE_TEMPLATE, PERMISSIONS, SEE_DELIVERY, STOP_MESSAGES
from truyvet.messaging.send_limits import limit_rule

ROOM: Final = Room(
    name="messaging",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Tin trả lời"), "messaging:inbound_list", ANSWER_MESSAGES.value, order=37, icon="message"),
        NavItem(_("Tin nhắn"), "messaging:delivery", SEE_DELIVERY.value, order=80, icon="message"),
        NavItem(_("Mẫu tin nhắn"), "messaging:templates", APPROVE_TEMPLATE.value, order=79, icon="edit"),
        NavItem(_("Số không nhận tin"), "messaging:stop_number", STOP_MESSAGES.value, order=81, icon="stop"),
    ),
    citizen_navigation=(NavItem(_("Tin nhắn"), "messaging:own_messages", "", order=60, icon="message"),),
    actions={
        "messaging.mark": _("Đánh dấu tin nhắn"),
        "messaging.zalo_event": _("Nhận một việc từ Zalo"),
        "messaging.purge": _("Xoá tin nhắn đã hết hạn lưu"),
        "messaging.open_inbox": _("đọc hộp thư thử"),
        "messaging.stop": _("ghi một số không nhận tin nhắc"),
        "messaging.resume": _("ghi một số nhận lại tin nhắc"),
        "messaging.write_template": _("viết mẫu tin"),
        "messaging.decide_template": _("duyệt, không duyệt hoặc thôi dùng mẫu tin"),
        "messaging.subscribe_push": _("nhận báo trên một trình duyệt"),
        "messaging.unsubscribe_push": _("thôi báo trên một trình duyệt"),
        "messaging.make_push_key": _("tạo khóa gửi báo tới trình duyệt"),
        "messaging.add_recording": _("thêm bản ghi âm"),
        "messaging.decide_recording": _("duyệt, không duyệt hoặc thôi dùng bản ghi âm"),
        "messaging.give_email": _("cho địa chỉ thư điện tử"),
        "messaging.confirm_email": _("xác nhận địa chỉ thư điện tử"),
        "messaging.remove_email": _("xoá địa chỉ thư điện tử"),
        "messaging.read_inbound": _("đọc tin người dân gửi"),
        "messaging.take_inbound": _("nhận một tin người dân gửi"),
        "messaging.give_back_inbound": _("trả lại một tin người dân gửi"),
        "messaging.reply_inbound": _("trả lời một tin người dân gửi"),
        "messaging.close_inbound": _("kết thúc một tin người dân gửi"),
        "messaging.restored": _("giữ lại tin sau khi khôi phục"),
    },
    purposes={
        "signin": _("Đăng nhập bằng điện thoại"),
        "answer": _("Trả lời tin nhắn"),
    },
    queue=(QueueSource(ANSWER_MESSAGES.value, queue.read),),
    jobs=delivery.JOBS,
    alarms=alarms.ALARMS,
    retention=retention.RULES,
    person=PersonPart(
        room="messaging",
        permission=SEE_DELIVERY.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=person.LABEL,
        words=person.WORDS,
        stop=person.stop,
    ),
    at_start=(message_templates.templates, message_templates.delivery_rule, call_plan, check_provider, limit_rule, push_rule, answer_rule),
)

"""Addresses of the follow-up; a person stands in them by the code of their entry."""

from __future__ import annotations

from django.urls import path

from truyvet.followup.views import call_board, case_consequences, daily_answer, follow_up_list, record, record_steps

app_name = "followup"
urlpatterns = [
    path("nguoi-can-theo-doi/", follow_up_list.follow_up_list, name="list"),
    path("nguoi-can-theo-doi/nhan/", follow_up_list.bulk, name="bulk"),
    path("nguoi-can-theo-doi/goi/", call_board.board, name="board"),
    path("nguoi-can-theo-doi/goi/ca-truc/", call_board.shift, name="shift"),
    path("nguoi-can-theo-doi/goi/<str:code>/", call_board.outcome, name="outcome"),
    path("nguoi-can-theo-doi/nguon/", call_board.sources, name="sources"),
    path("nguoi-can-theo-doi/ca/<str:case>/", case_consequences.followed_of, name="of_case"),
    path("nguoi-can-theo-doi/them/", record_steps.follow, name="follow"),
    path("nguoi-can-theo-doi/<str:code>/", record.record, name="record"),
    path("nguoi-can-theo-doi/<str:code>/lien-he/<str:channel>/", record_steps.attempt, name="attempt"),
    path("nguoi-can-theo-doi/<str:code>/suc-khoe/", record_steps.check, name="check"),
    path("nguoi-can-theo-doi/<str:code>/duong-dan/", record_steps.link, name="link"),
    path("nguoi-can-theo-doi/<str:code>/goi-tu-dong/", record_steps.call, name="call"),
    path("nguoi-can-theo-doi/<str:code>/nhu-cau/<str:kind>/<str:step>/", record_steps.need, name="need"),
    path("nguoi-can-theo-doi/<str:code>/ket-thuc/", record_steps.close, name="close"),
    path("suc-khoe-hang-ngay/<str:token>/", daily_answer.answer, name="answer"),
]

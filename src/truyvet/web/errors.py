"""Pages for what went wrong: what happened, what it means, what to do now.

The 404 page is one and the same for what does not exist and for what lies outside the reader's scope.
Wiring in ``site/urls.py``: ``handler404 = "truyvet.web.errors.not_found"`` and so on.
"""

from __future__ import annotations

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

STORAGE_FAULTS: Final = (OperationalError, InterfaceError, OSError)
"""A locked, full or absent database, a full disk, no file handle, no answer in time: comes again later, it may work."""
RETRY_AFTER_S: Final = 5


def _page(request: HttpRequest, status: int, title: str, meaning: str, advice: str) -> HttpResponse:
    words = {"status": status, "title": title, "meaning": meaning, "advice": advice}
    return HttpResponse(render_to_string("web/error.html", words, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Returns 400: the browser sent what we cannot read."""
    return _page(
        request,
        400,
        _("Máy chủ không hiểu yêu cầu này"),
        _("Trình duyệt đã gửi dữ liệu thiếu hoặc hỏng. Chưa có gì được lưu."),
        _("Quay lại trang trước và thử lại. Nếu vẫn vậy, báo người quản trị mã lỗi bên dưới."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Returns 403: signed in, but this work is not among the reader's duties."""
    return _page(
        request,
        403,
        _("Việc này không thuộc vai trò của bạn"),
        _("Bạn đã đăng nhập, nhưng vai trò hiện tại không được mở trang này."),
        _("Nếu bạn cần làm việc này, nhờ người quản trị của đơn vị cấp quyền."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Returns 403 for a form that was open too long or came from elsewhere (setting CSRF_FAILURE_VIEW)."""
    return _page(
        request,
        403,
        _("Trang đã mở quá lâu"),
        _("Vì an toàn, biểu mẫu này đã hết hiệu lực. Chưa có gì được lưu."),
        _("Quay lại trang trước, tải lại trang rồi gửi lần nữa."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Returns 404: says nothing about whether the thing exists somewhere else."""
    return _page(
        request,
        404,
        _("Không có trang này"),
        _("Địa chỉ sai, dữ liệu đã đến ngày xoá, hoặc nằm ngoài địa bàn của bạn."),
        _("Kiểm tra lại mã, hoặc tìm từ danh sách."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Returns 503 when the database or the disk did not answer (STORAGE_FAULTS), else 500.

    Django calls this for whatever a view or a middleware raised. No database, no translation, no context: whatever broke may be one
    of these.
    """
    if not isinstance(sys.exception(), STORAGE_FAULTS):
        return HttpResponse(render_to_string("web/broken.html"), status=500)
    match = request.resolver_match
    response: HttpResponse
    if getattr(match and match.func, "api", False) or request.content_type == "application/json":
        response = JsonResponse({"error": "busy"}, status=503)
    else:
        response = HttpResponse(render_to_string("web/busy.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    response.headers["Cache-Control"] = "no-store"
    return response

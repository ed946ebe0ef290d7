"""What goes wrong around the API's operations is told as a problem too: no such address, a wrong method, a fault."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from shuke.lib.problems import CONTENT_TYPE, Problem, problem_response

API = "/api/"
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def tell_problems(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_told = response.status_code < 400 or response.headers.get("Content-Type", "").startswith(CONTENT_TYPE)
        if is_told or not request.path.startswith(API):
            return response
        headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        detail = HTTPStatus(response.status_code).description
        return problem_response(request, Problem(status=response.status_code, detail=detail), headers=headers)

    return middleware

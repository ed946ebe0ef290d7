"""The follow-up question of a complaint, whose link is a page of ours."""

from django.db import transaction
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from shuke.lib.http import RowId
from shuke.records.access.api import idempotent
from shuke.records.access.decorators import ApiRequest, api_operation
from shuke.records.cases.api.named import case_or_404
from shuke.web.service.asking import put_question
from shuke.web.service.links import ask_link

router = Router(tags=["complaints"])


class CaseQuestionOut(Schema):
    link: str = Field(description="signed, for this customer alone")
    is_mailed: bool


@router.post("/cases/{case_id}/question", response=CaseQuestionOut, summary="Ask whether the customer is satisfied")
@idempotent
@api_operation("cases.work")
@transaction.atomic
def create_question(request: ApiRequest, case_id: RowId) -> CaseQuestionOut:
    """After the final reply; mailed where an address is known, and the clock stands. The same link however often."""
    case = case_or_404(request, case_id)
    question, is_mailed = put_question(scope=request.scope, now=timezone.now(), case=case)
    return CaseQuestionOut(link=ask_link(question), is_mailed=is_mailed)

"""The import of an address, as far as this person may see it."""

from django.shortcuts import get_object_or_404

from shuke.intake.models import ImportRun
from shuke.records.access.decorators import StaffRequest
from shuke.web.imports.rights import visible_imports


def seen_import(request: StaffRequest, pk: int) -> ImportRun:
    return get_object_or_404(visible_imports(request.scope), pk=pk)

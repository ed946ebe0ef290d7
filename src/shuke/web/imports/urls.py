from django.urls import path

from shuke.web.imports.views import asking, files, listing, new, outcome, page, running

urlpatterns = [
    path("", listing.imports, name="imports"),
    path("new/", new.new_import, name="new_import"),
    path("template/<str:kind>/", files.template, name="import_template"),
    path("<int:pk>/", page.import_page, name="import"),
    path("<int:pk>/rail/", page.rail, name="import_rail"),
    path("<int:pk>/preview/", page.preview, name="import_preview"),
    path("<int:pk>/columns/", asking.columns, name="import_columns"),
    path("<int:pk>/reading/", asking.reading, name="import_reading"),
    path("<int:pk>/mapping-name/", asking.mapping_name, name="import_mapping_name"),
    path("<int:pk>/lines/<int:line>/", asking.cell, name="import_cell"),
    path("<int:pk>/check/", running.check, name="check_import"),
    path("<int:pk>/start/", running.start, name="start_import"),
    path("<int:pk>/hold/", running.hold, name="hold_import"),
    path("<int:pk>/undo/", running.undo, name="undo_import"),
    path("<int:pk>/discard/", running.discard, name="discard_import"),
    path("<int:pk>/refused/", files.refused, name="import_refused"),
    path("<int:pk>/rows/<str:table>/<str:what>/", outcome.rows, name="import_rows"),
]

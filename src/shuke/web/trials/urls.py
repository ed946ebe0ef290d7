from django.urls import path

from shuke.web.trials.views import asking, cells, control

urlpatterns = [
    path("cells/", cells.cells, name="insight_cells"),
    path("cells/new/", asking.new_cells, name="new_cells"),
    path("cells/<int:pk>/terms/", asking.edit_terms, name="edit_terms"),
    path("cells/<int:pk>/again/", asking.count_cells_again, name="count_cells_again"),
    path("cells/<int:pk>/delete/", asking.forget_cells, name="forget_cells"),
    path("control/", control.control, name="insight_control"),
    path("control/new/", asking.new_control, name="new_control"),
    path("control/<int:pk>/again/", asking.compare_again, name="compare_again"),
    path("control/<int:pk>/delete/", asking.forget_control, name="forget_control"),
]

from django.urls import path

from shuke.web.leaving.views import recording

urlpatterns = [
    path("", recording.departures, name="customer_departures"),
    path("new/", recording.new_departure, name="new_departure"),
    path("<int:departure>/", recording.answer_departure, name="answer_departure"),
]

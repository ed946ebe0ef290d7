from django.urls import path

from shuke.web.leaving.views import board, win_back

urlpatterns = [
    path("leaving/", board.churn_board, name="insight_leaving"),
    path("win-back/", win_back.win_back, name="win_back"),
    path("win-back/causes/", win_back.causes, name="leaving_causes"),
]

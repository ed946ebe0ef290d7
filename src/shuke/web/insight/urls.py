from django.urls import path

from shuke.web.insight.views import baskets, breakeven, explore, lifetime, overview, quality, rfm, runs, stages, worth

urlpatterns = [
    path("", overview.overview, name="insight"),
    path("rfm/", rfm.rfm, name="insight_rfm"),
    path("rfm/cell/", rfm.rfm_cell, name="insight_rfm_cell"),
    path("abc/", worth.abc, name="insight_abc"),
    path("pyramid/", worth.levels, name="insight_pyramid"),
    path("value/", worth.value, name="insight_value"),
    path("value/<slug:service_class>/policy/", worth.edit_policy, name="edit_class_policy"),
    path("lifetime-value/", lifetime.lifetime_value, name="insight_lifetime"),
    path("lifecycle/", stages.lifecycle, name="insight_lifecycle"),
    path("lifecycle/cell/", stages.lifecycle_cell, name="insight_lifecycle_cell"),
    path("cohorts/", stages.cohorts, name="insight_cohorts"),
    path("warning/", stages.early_warning, name="insight_warning"),
    path("quality/", quality.quality, name="insight_quality"),
    path("quality/records/", quality.comparison, name="insight_comparison"),
    path("quality/<slug:code>/", quality.finding, name="insight_finding"),
    path("quality/<slug:code>/download/", quality.finding_file, name="insight_finding_file"),
    path("baskets/", baskets.pairs, name="insight_baskets"),
    path("break-even/", breakeven.calculator, name="insight_breakeven"),
    path("explore/", explore.explore, name="insight_explore"),
    path("models/", runs.runs, name="insight_models"),
    path("models/start/", runs.start_run, name="start_run"),
    path("models/forecasts/", runs.forecast_settings, name="forecast_settings"),
    path("models/<int:pk>/", runs.run, name="insight_run"),
]

from django.urls import path

from shuke.web.service.views import acts, complaints, files, hooks, inbox, opening, reports, ringing

urlpatterns = [
    path("", inbox.inbox, name="service"),
    path("rows/", inbox.rows, name="service_rows"),
    path("new/", opening.new_case, name="service_new"),
    path("ring/", ringing.ringing, name="service_ring"),
    path("reports/", reports.reports, name="service_reports"),
    path("improvements/", reports.improvements, name="service_improvements"),
    path("improvements/<int:pk>/done/", reports.improvement_done, name="service_improvement_done"),
    path("files/<int:pk>/", files.attachment, name="service_file"),
    path("hooks/<int:pk>/", hooks.hook, name="service_hook"),
    path("<int:pk>/", inbox.case, name="service_case"),
    path("<int:pk>/reply/", acts.send_reply, name="service_reply"),
    path("<int:pk>/note/", acts.note, name="service_note"),
    path("<int:pk>/call/", acts.call, name="service_call"),
    path("<int:pk>/assign/", acts.give, name="service_assign"),
    path("<int:pk>/file/", acts.file_anew, name="service_filing"),
    path("<int:pk>/customer/", acts.name_customer, name="service_customer"),
    path("<int:pk>/merge/", acts.merge_into, name="service_merge"),
    path("<int:pk>/split/<int:entry>/", acts.split_off, name="service_split"),
    path("<int:pk>/orders/", acts.orders, name="service_orders"),
    path("<int:pk>/step/<str:step>/", complaints.step, name="service_step"),
    path("<int:pk>/compensate/", complaints.compensate, name="service_compensate"),
    path("<int:pk>/nothing/", complaints.nothing, name="service_nothing"),
    path("<int:pk>/gift/<int:gift>/approve/", complaints.approve_gift, name="service_approve"),
    path("<int:pk>/gift/<int:gift>/reject/", complaints.reject_gift, name="service_reject"),
    path("<int:pk>/ask/", complaints.make_link, name="service_ask"),
    path("<int:pk>/followed/", complaints.followed, name="service_followed"),
    path("<int:pk>/learned/", complaints.learned, name="service_learned"),
    path("<int:pk>/<str:verb>/", acts.move, name="service_move"),
]

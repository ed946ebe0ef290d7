from django.urls import path

from shuke.web.messages.views import deciding, outbox, printing, received, rules, templates, unsubscribe, writing

urlpatterns = [
    path("u/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("customers/<int:pk>/write/", writing.write, name="write_message"),
    path("customers/<int:pk>/messages/", writing.messages_of_customer, name="customer_messages"),
    path("settings/messages/", outbox.outbox, name="settings_messages"),
    path("settings/messages/print/", printing.print_letters, name="print_letters"),
    path("settings/messages/print/<int:pk>/letters.pdf", printing.letters_pdf, name="letters_pdf"),
    path("settings/messages/print/<int:pk>/labels.pdf", printing.labels_pdf, name="labels_pdf"),
    path("settings/messages/received/", received.received, name="settings_received"),
    path("settings/messages/received/<int:pk>/again/", received.read_again, name="read_mail_again"),
    path("settings/messages/<int:pk>/revive/", received.revive, name="revive_address"),
    path("settings/messages/<int:pk>/", outbox.message, name="message"),
    path("settings/messages/<int:pk>/page/", outbox.message_page, name="message_page"),
    path("settings/messages/<int:pk>/cancel/", deciding.cancel, name="cancel_message"),
    path("settings/messages/<int:pk>/arrived/", deciding.arrived, name="confirm_arrived"),
    path("settings/messages/<int:pk>/again/", deciding.again, name="send_again"),
    path("settings/templates/", templates.templates, name="settings_templates"),
    path("settings/templates/new/", templates.add_template, name="add_template"),
    path("settings/templates/<int:pk>/", templates.edit_template, name="edit_template"),
    path("settings/templates/<int:pk>/preview/", templates.preview, name="preview_template"),
    path("settings/templates/<int:pk>/test/", templates.test_send, name="test_template"),
    path("settings/contact/", rules.contact_rules, name="settings_contact"),
]

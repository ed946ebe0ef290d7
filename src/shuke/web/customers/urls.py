from django.urls import path

from shuke.web.customers.views import bulk, export, filters, list, page, preferences, profile, register, saved, serve

urlpatterns = [
    path("", list.customers, name="customers"),
    path("new/", register.register, name="new_customer"),
    path("serve/", serve.serve, name="serve_customer"),
    path("count/", list.count, name="customers_count"),
    path("counts/", list.view_counts, name="customers_view_counts"),
    path("filters/", filters.filter_menu, name="customers_filter_menu"),
    path("filters/<str:key>/", filters.edit_filter, name="customers_filter"),
    path("columns/", filters.choose_columns, name="customers_columns"),
    path("sort/", filters.sort_menu, name="customers_sort"),
    path("views/new/", saved.save, name="save_view"),
    path("views/<int:pk>/", saved.edit, name="edit_view"),
    path("views/<int:pk>/save/", saved.save_over, name="save_view_over"),
    path("views/<int:pk>/drop/", saved.drop, name="drop_view"),
    path("tag/", bulk.tag, name="tag_customers"),
    path("assign/", bulk.assign, name="assign_customers"),
    path("export/", export.export, name="export_customers"),
    path("<int:pk>/", page.customer, name="customer"),
    path("<int:pk>/story/", page.story, name="customer_story"),
    path("<int:pk>/neighbours/", page.neighbours, name="customer_neighbours"),
    path("<int:pk>/next/", page.next_basket, name="customer_next"),
    path("<int:pk>/edit/", profile.edit, name="edit_customer"),
    path("<int:pk>/tags/", profile.tags, name="customer_tags"),
    path("<int:pk>/contact/new/", profile.add_contact, name="add_contact"),
    path("<int:pk>/contact/<int:identity>/remove/", profile.remove_contact, name="remove_contact"),
    path("<int:pk>/consent/", profile.consent, name="record_consent"),
    path("<int:pk>/preferences/new/", preferences.learn, name="learn_preference"),
    path("<int:pk>/preferences/<int:preference>/confirm/", preferences.confirm, name="confirm_preference"),
    path("<int:pk>/preferences/<int:preference>/withdraw/", preferences.withdraw, name="withdraw_preference"),
]

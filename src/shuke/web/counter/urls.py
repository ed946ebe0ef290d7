from django.urls import path

from shuke.web.counter.views import bookings, counter, enrol, expected, notes, orders, rewards, sale

urlpatterns = [
    path("", counter.counter, name="counter"),
    path("find/", counter.find, name="counter_find"),
    path("expected/", expected.expected, name="counter_expected"),
    path("bookings/who/", bookings.who, name="counter_booking_who"),
    path("bookings/stranger/", bookings.stranger, name="counter_booking_stranger"),
    path("bookings/<int:pk>/", bookings.change, name="counter_booking"),
    path("bookings/<int:pk>/came/", bookings.came, name="counter_booking_came"),
    path("bookings/<int:pk>/missed/", bookings.missed, name="counter_booking_missed"),
    path("bookings/<int:pk>/cancel/", bookings.cancel, name="counter_booking_cancel"),
    path("new/", enrol.new, name="counter_new"),
    path("products/", sale.products, name="counter_products"),
    path("quote/", sale.quote, name="counter_quote"),
    path("pay/", sale.pay, name="counter_pay"),
    path("kept/", sale.kept, name="counter_kept"),
    path("orders/<int:pk>/", orders.order, name="counter_order"),
    path("orders/<int:pk>/return/", orders.give_back, name="counter_return"),
    path("<int:pk>/", counter.guest, name="counter_guest"),
    path("<int:pk>/note/", notes.note, name="counter_note"),
    path("<int:pk>/outcome/", notes.outcome, name="counter_outcome"),
    path("<int:pk>/book/", bookings.book, name="counter_book"),
    path("<int:pk>/join/", enrol.join, name="counter_join"),
    path("<int:pk>/friend/", enrol.card_for_friend, name="counter_friend"),
    path("<int:pk>/rewards/", rewards.rewards, name="counter_rewards"),
    path("<int:pk>/rewards/<int:reward>/claim/", rewards.claim, name="counter_claim"),
    path("<int:pk>/claims/<int:claim>/back/", rewards.bring_back, name="counter_claim_back"),
    path("<int:pk>/card/<int:card>/", enrol.card, name="counter_card"),
]

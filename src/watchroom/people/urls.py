from django.urls import path

from watchroom.people import feed_pages, pages, roster_pages, rota_pages, way_pages

urlpatterns = [
    path("duty/", pages.index, name="duty"),
    path("duty/roster.xlsx", roster_pages.out, name="duty-roster-out"),
    path("duty/roster/import", roster_pages.bring, name="duty-roster-in"),
    path("duty/feed", feed_pages.renew, name="duty-feed-renew"),
    path("duty/feed/<str:token>.ics", feed_pages.feed, name="duty-feed"),
    path("duty/ways", way_pages.mine_or_put, name="duty-ways"),
    path("duty/ways/<int:pk>/<slug:act>", way_pages.change, name="duty-way"),
    path("duty/contacts", way_pages.contacts, name="duty-contacts"),
    path("duty/chains/<slug:post>", way_pages.chain, name="duty-chain"),
    path("duty/mine", pages.mine, name="duty-mine"),
    path("duty/leave", pages.leave, name="duty-leave"),
    path("duty/leave/<int:pk>/withdraw", pages.withdraw_leave, name="duty-leave-withdraw"),
    path("duty/leave/<int:pk>/decide", pages.decide_leave, name="duty-leave-decide"),
    path("duty/exchanges", pages.exchange, name="duty-exchange"),
    path("duty/exchanges/<int:pk>/answer", pages.answer_exchange, name="duty-exchange-answer"),
    path("duty/exchanges/<int:pk>/withdraw", pages.withdraw_exchange, name="duty-exchange-withdraw"),
    path("duty/exchanges/<int:pk>/decide", pages.decide_exchange, name="duty-exchange-decide"),
    path("duty/shifts", pages.put_shift, name="duty-shift"),
    path("duty/shifts/<int:pk>/assign", pages.assign, name="duty-assign"),
    path("duty/shifts/<int:pk>/drop", pages.drop, name="duty-drop"),
    path("duty/rotas/new", rota_pages.new, name="duty-rota-new"),
    path("duty/rotas/<slug:code>", rota_pages.one, name="duty-rota"),
    path("duty/rotas/<slug:code>/end", rota_pages.end, name="duty-rota-end"),
    path("duty/posts/<slug:code>", rota_pages.post, name="duty-post"),
    path("duty/posts/<slug:code>/handover", pages.change, name="duty-handover"),
    path("duty/posts/<slug:code>/give", pages.give, name="duty-give"),
    path("duty/posts/<slug:code>/take", pages.take, name="duty-take"),
]

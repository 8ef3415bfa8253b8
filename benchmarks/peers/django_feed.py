"""Django's syndication framework behind its own page cache, in memory."""

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="benchmark",
    MIDDLEWARE=["django.middleware.http.ConditionalGetMiddleware"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    USE_TZ=True,
)
django.setup()

from django.contrib.syndication.views import Feed  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.cache import cache_page  # noqa: E402

from benchmarks.peers.posts import moment, newest  # noqa: E402


class CategoryFeed(Feed):
    title = description = "category"
    link = "/"

    def get_object(self, request, term):
        return term

    def items(self, term):
        return newest()

    def item_title(self, post):
        return post["title"]

    def item_description(self, post):
        return post["body"]

    def item_link(self, post):
        return f"/{post['link']}"

    def item_pubdate(self, post):
        return moment()


urlpatterns = [path("category/<str:term>.rss", cache_page(3600)(CategoryFeed()))]
app = get_wsgi_application()

"""A bare Django view on the portal's own server: session, user, one query, a small template. What no page can undercut."""

from django.http import HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.views.generic import View

SMALL = Template("<!DOCTYPE html><title>Bare</title><p>{{ person }}</p><p>{{ children }}</p>")


class Bare(View):
    is_public = True

    def get(self, request):
        from children.models import Child

        page = SMALL.render(Context({"person": request.user.name, "children": Child.objects.count()}))
        return HttpResponse(page)


urlpatterns = [path("bare/", Bare.as_view()), path("", include("pep_portal.urls"))]

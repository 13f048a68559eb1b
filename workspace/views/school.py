from django.template.response import TemplateResponse

from accounts import access, clock
from accounts.access import Action
from accounts.enums import Role
from accounts.views import ActionView
from workspace.child_pages import child_pages
from workspace.school_pupils import pupils_of

AT_SCHOOL = (Role.DESIGNATED_TEACHER, Role.HEADTEACHER)


class OurPupils(ActionView):
    """The looked-after children of one's own schools, with the quick forms for each."""

    action = Action.CONFIRM_SCHOOL_PEOPLE

    def get(self, request, *args, **kwargs):
        today = clock.today()
        may_write = access.may(request.user, Action.KEEP_SCHOOL_RECORD)
        schools = [post.school for post in request.user.posts_held_today() if post.role in AT_SCHOOL]
        context = {
            "page_title": "Our pupils",
            "pages": child_pages(request.user, "workspace:school"),
            "may_write": may_write,
            "schools": [
                {"school": school, "pupils": pupils_of(school, reader=request.user, on=today, may_write=may_write)}
                for school in dict.fromkeys(schools)
            ],
        }
        return TemplateResponse(request, "workspace/school.html", context)

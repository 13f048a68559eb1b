from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.details import change_details
from accounts.email_changes import ask_for_change
from accounts.forms.filters import PeopleFilter
from accounts.forms.people import DetailsForm, InviteForm, InviteManyForm, PostForm
from accounts.invitations import invite, invite_again, invite_many, never_invited
from accounts.letters import when_it_goes
from accounts.models import EmailChange, Post, PostRequest, User
from accounts.posts import begin_post
from accounts.refusals import PortalRefusal
from accounts.views import ActionView

A_PAGE = 50


class People(ActionView):
    """Everybody with an account, narrowed by what stands in the address."""

    action = Action.INVITE_SCHOOLS

    def get(self, request, *args, **kwargs):
        held = Prefetch("posts", Post.objects.for_list().holding(clock.today()), to_attr="held_today")
        narrowed = PeopleFilter(request.GET, queryset=User.objects.visible_to(request.user).prefetch_related(held))
        page = Paginator(narrowed.qs, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "People",
            "filter_form": narrowed.form,
            "page": page,
            "rows": [{"person": person, "account": account_in_words(person)} for person in page.object_list],
            "is_narrowed": bool(request.GET),
        }
        return TemplateResponse(request, "accounts/people.html", context)


def account_in_words(person: User) -> str:
    if not person.is_active:
        return "Closed"
    if person.has_usable_password():
        return "Signs in"
    if person.invited_at:
        return f"Invited on {clock.day_of(person.invited_at):%-d %B %Y}, no answer yet"
    return "Not invited yet"


class PersonScoped(ActionView):
    action = Action.INVITE_SCHOOLS

    def load(self, **kwargs):
        self.person = get_object_or_404(User.objects.visible_to(self.request.user), pk=kwargs["pk"])

    def refused_url(self) -> str:
        return reverse("accounts:person", args=[self.person.pk])


class Person(PersonScoped):
    def get(self, request, *args, **kwargs):
        today = clock.today()
        posts = list(self.person.posts.for_list().order_by("-from_date", "-pk"))
        context = {
            "page_title": self.person.name,
            "person": self.person,
            "account": account_in_words(self.person),
            "posts": [_post_row(post, today) for post in posts],
            "may_change_details": access.may(request.user, Action.MANAGE_PEOPLE),
            "may_be_invited": self.person.is_active and not self.person.has_usable_password() and bool(posts),
            "letters": self.person.letters.all()[:5],
            "waiting": self.person.post_requests.waiting().select_related("asked_by"),
            "email_change": EmailChange.objects.open().filter(person=self.person).first(),
        }
        return TemplateResponse(request, "accounts/person.html", context)


def _post_row(post: Post, today) -> dict:
    if post.until == post.from_date:
        state = "Entered in error"
    elif post.from_date > today:
        state = "Has not begun"
    else:
        state = "Holds today" if post.holds_on(today) else "Has ended"
    last = post.until and clock.day_before(post.until)
    return {"post": post, "last": last, "state": state, "may_end": post.until is None or post.until > today}


class Invite(ActionView):
    action = Action.INVITE_SCHOOLS

    def get(self, request, *args, **kwargs):
        return self._page(InviteForm(initial={"from_date": clock.today()}, by=request.user))

    def post(self, request, *args, **kwargs):
        form = InviteForm(request.POST, by=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            person = invite(**form.invited(), by=request.user, at=clock.now())
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        messages.success(request, said_of(person))
        return redirect("accounts:person", person.pk)

    def _page(self, form, status=200):
        context = {"page_title": "Invite somebody", "form": form}
        return TemplateResponse(self.request, "accounts/invite.html", context, status=status)


def said_of(person: User) -> str:
    if person.posts.exists():
        return f"{person} is invited. The email with the link goes out {when_it_goes()}."
    return f"Someone else must approve this role first. {person} gets the letter with the link then."


class ChangeDetails(PersonScoped):
    action = Action.MANAGE_PEOPLE

    def get(self, request, *args, **kwargs):
        return self._page(self._form())

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        told = {name: form.cleaned_data[name] for name in ("name", "telephone")}
        change_details(person=self.person, by=request.user, **told)
        messages.success(request, "The details are changed.")
        if form.new_email:
            change = ask_for_change(person=self.person, email=form.new_email, by=request.user, at=clock.now())
            if change.confirmed_at is None:
                messages.success(request, "The email address changes when they use the link that we send to it.")
        return redirect(self.refused_url())

    def _form(self, data=None):
        person = User.objects.visible_to(self.request.user).get(pk=self.person.pk)
        return DetailsForm(data, instance=person, by=self.request.user)

    def _page(self, form, status=200):
        context = {"page_title": "Change details", "person": self.person, "form": form}
        return TemplateResponse(self.request, "accounts/change_details.html", context, status=status)


class InviteAgain(PersonScoped):
    """Asked once more: the first letter may simply lie unread."""

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": f"Send {self.person} the invitation again?",
            "explanation": f"They get another email with a new link. It goes out {when_it_goes()}.",
            "confirm_text": "Send the invitation again",
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        invite_again(person=self.person, by=request.user, at=clock.now())
        messages.success(request, f"Another invitation goes out {when_it_goes()}.")
        return redirect(self.refused_url())


class BeginPost(PersonScoped):
    def get(self, request, *args, **kwargs):
        return self._page(PostForm(initial={"from_date": clock.today()}, by=request.user))

    def post(self, request, *args, **kwargs):
        form = PostForm(request.POST, by=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            post = begin_post(person=self.person, **form.post(), by=request.user, at=clock.now())
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        if isinstance(post, PostRequest):
            messages.success(request, f"Someone else must approve this first: {post}.")
        else:
            messages.success(request, f"{self.person} has a new post: {post}.")
        return redirect(self.refused_url())

    def _page(self, form, status=200):
        context = {"page_title": "Give a post", "person": self.person, "form": form}
        return TemplateResponse(self.request, "accounts/begin_post.html", context, status=status)


class InviteMany(ActionView):
    """People who came by file: a list to choose from, a page to check, and then what was done."""

    action = Action.INVITE_SCHOOLS

    def refused_url(self) -> str:
        return reverse("accounts:invite_many")

    def get(self, request, *args, **kwargs):
        people = list(never_invited(request.user, clock.today()))
        chosen = [str(person.pk) for person in people] if "all" in request.GET else []
        return self._page(InviteManyForm(initial={"people": chosen}, people=people), people)

    def post(self, request, *args, **kwargs):
        people = list(never_invited(request.user, clock.today()))
        form = InviteManyForm(request.POST, people=people)
        if not form.is_valid():
            return self._page(form, people, status=422)
        chosen = [person for person in people if str(person.pk) in form.cleaned_data["people"]]
        if "send" not in request.POST:
            context = {"page_title": f"Check before you invite {len(chosen)}", "people": chosen}
            return TemplateResponse(request, "accounts/check_invitations.html", context)
        invited = invite_many([person.pk for person in chosen], by=request.user, at=clock.now())
        number = len(invited.done)
        letters = f"{number} invitation{'' if number == 1 else 's'}"
        messages.success(request, f"{letters} will be sent {when_it_goes()}. Invited: {', '.join(invited.done)}.")
        for why in invited.refused:
            messages.error(request, why)
        return redirect("accounts:people")

    def _page(self, form, people, status=200):
        context = {"page_title": "Invite people who came by file", "form": form, "has_people": bool(people)}
        return TemplateResponse(self.request, "accounts/invite_many.html", context, status=status)

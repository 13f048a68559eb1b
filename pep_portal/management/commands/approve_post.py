from django.core.management.base import BaseCommand, CommandError

from accounts import clock
from accounts.audit import System
from accounts.invitations import approve
from accounts.models import PostRequest
from accounts.refusals import PortalRefusal


class Command(BaseCommand):
    help = (
        "Approves a post that reaches every child, while the portal has nobody else who may: the first head of the "
        "virtual school, for one. Without a number it lists what waits."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, nargs="?")

    def handle(self, *args, number=None, **options):
        waiting = PostRequest.objects.waiting().for_list()
        if number is None:
            for request in waiting:
                self.stdout.write(f"{request.pk}: {request} ({request.person.email}), asked for by {request.asked_by}")
            return
        request = waiting.filter(pk=number).first()
        if request is None:
            raise CommandError(f"No post waits for approval under the number {number}.")
        try:
            approve(request, by=System("the server"), at=clock.now())
        except PortalRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Approved: {request}.")

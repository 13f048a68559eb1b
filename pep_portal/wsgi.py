import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from pep_portal import garbage

GUNICORN_GIVES_UP = 3  # gunicorn stops instead of starting the same worker again and again

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pep_portal.settings")

try:
    portal = get_wsgi_application()
    # Only now may models be imported.
    from pep_portal.checks import refuse_demo_accounts
    from pep_portal.error_pages import always_answers

    refuse_demo_accounts()
    application = always_answers(portal)
    garbage.look_seldom()
except ImproperlyConfigured as problem:
    sys.stderr.write(f"{problem}\n")
    sys.exit(GUNICORN_GIVES_UP)

"""For `gunicorn wsgi:app`: everything comes from the environment (`POSTWIRE_…`)."""

from service.app import create_app

app = create_app()

"""What the background worker does for this floor as soon as a deed is committed. A job holds an id and no data of people."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from minors import emergency as emergencies
from minors.models import EmergencyAccess

AGAIN = RetryStrategy(max_attempts=6, wait=60)  # seconds


@app.task(name="tell_of_emergency", retry=AGAIN)
def tell_of_emergency(emergency: str) -> int:
    """One message to each who has to know that a file was opened in an emergency: its code and where to look, no name."""
    opened = EmergencyAccess.objects.select_related("child").get(pk=emergency)
    told = 0
    for person in emergencies.to_be_told(opened) if settings.MAIL_IS_SENT else []:
        if person.email:
            with translation.override(person.language):
                address = settings.SITE_ADDRESS.rstrip("/") + reverse("minors:emergency", args=[opened.pk])
                text = render_to_string("mail/emergency.txt", {"code": opened.child.code, "page_url": address})
                told += send_mail(_("Himaya: a file was opened in an emergency"), text, None, [person.email])
    return told

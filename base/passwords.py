"""What a password may not be, beyond Django's own rules: words that anybody here would try first (docs/security.md, ASVS 6.1.2)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The product, the country and its places, the institutions and their work, in the three languages, as they are typed without accents.
WORDS = (
    "himaya hemaya djibouti jibuti obock tadjourah tadjoura arta dikhil alisabieh balbala caritas unicef unhcr onars oim protection "
    "enfant enfants mineur mineurs child children minor minors refuge shelter password motdepasse ministere assistant supervisor"
).split()
_LEFT = 8  # letters and digits that must stay when such words are taken away


class NoHouseWords:
    """Refuses a password that is little more than such words, whatever stands between them."""

    def validate(self, password, user=None):
        """Raise ValidationError when too little is left."""
        left = re.sub(r"[\W_]", "", password.casefold())
        for word in WORDS:
            left = left.replace(word, "")
        if len(left) < _LEFT and any(word in re.sub(r"[\W_]", "", password.casefold()) for word in WORDS):
            raise ValidationError(self.get_help_text(), code="house_words")

    def get_help_text(self):
        """One sentence for the form."""
        return _("Do not build the password on the name of the product, a place or an institution: others would try that first.")

"""English as it is read in Djibouti: 03/12/2026 is a day in December."""

SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"

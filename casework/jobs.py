"""What the background worker does by the clock: `manage.py procrastinate worker`. A job only calls what a command can do by hand.

The hours are UTC, as the worker reads them: Djibouti is three hours ahead all year. A job holds no data of people.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AGAIN = RetryStrategy(max_attempts=4, wait=600)  # seconds; what was done the first time is not done twice

"""What the background worker does by the clock: `manage.py procrastinate worker`. A job only calls what a command can do by hand.

The hours are UTC, as the worker reads them: Djibouti is three hours ahead all year. A job holds no data of people.
"""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from base import sealing
from casework import nightly as work
from casework import reminders

AGAIN = RetryStrategy(max_attempts=4, wait=600)  # seconds; what was done the first time is not done twice


@app.periodic(cron="30 23 * * *")  # 02:30 in Djibouti
@app.task(name="nightly", queueing_lock="nightly", retry=AGAIN)
def nightly(timestamp: int) -> None:
    """The night's work."""
    if any(one["wrong"] for one in work.run().outcome):
        raise work.NightFailed  # a break may pass; what was found stays until somebody mends it


@app.periodic(cron="*/5 * * * *")
@app.task(name="seal", queueing_lock="seal", retry=AGAIN)
def seal(timestamp: int) -> None:
    """What was written in the last minutes gets its seal."""
    sealing.seal()


@app.periodic(cron="0 4 * * *")  # 07:00 in Djibouti
@app.task(name="remind", queueing_lock="remind", retry=AGAIN)
def remind(timestamp: int) -> None:
    """The morning's messages."""
    reminders.send_all()

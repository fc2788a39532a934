"""An invented year: people, children and everything that was done for them, played with the real deeds. Never real persons.

words.py  the lists of names and sentences in data/        people.py  institutions' teams, staff, beds, services, sign-ins
profiles.py  who the children are                            deeds.py   one child's file: each deed as the right person
lives.py  how a case goes, step by step                      last_days.py  what waits to be done when the year ends
requests.py  the court, the panel, the inspection            year.py    the schedule in which all of it happens
families.py  separation, journey, relatives, siblings
"""

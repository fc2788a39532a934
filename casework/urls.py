"""Addresses of the social worker's bench. A number in an address is a random id; it says nothing about the child."""

from django.urls import path

from casework.views import (
    arrivals,
    assessments,
    best_interests,
    board,
    care,
    case,
    closing,
    intake,
    limits,
    nights,
    printing,
    today,
)

app_name = "casework"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("board/", board.board, name="board"),
    path("due/", board.due_list, name="due"),
    path("limits/", limits.limits, name="limits"),
    path("nights/", nights.nights, name="nights"),
    path("approvals/", today.approvals, name="approvals"),
    path("register/", intake.register, name="register"),
    path("register/paper/", intake.register_paper, name="register_paper"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/new/", arrivals.new_arrival, name="new_arrival"),
    path("arrivals/<uuid:pk>/", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:pk>/correct/", arrivals.correct_arrival, name="correct_arrival"),
    path("arrivals/<uuid:pk>/register/", arrivals.register_arrived, name="register_arrived"),
    path("<uuid:pk>/", case.case, name="case"),
    path("<uuid:pk>/print/", printing.print_case, name="print"),
    path("<uuid:pk>/rapid-assessment/", assessments.assess_rapidly, name="assess_rapidly"),
    path("rapid-assessments/<uuid:pk>/", assessments.rapid_assessment, name="rapid_assessment"),
    path("<uuid:pk>/best-interests/", best_interests.begin_bia, name="begin_bia"),
    path("best-interests/<uuid:pk>/", best_interests.bia, name="bia"),
    path("best-interests/<uuid:pk>/write/", best_interests.write_bia, name="write_bia"),
    path("best-interests/<uuid:pk>/submit/", best_interests.submit_bia, name="submit_bia"),
    path("best-interests/<uuid:pk>/approve/", best_interests.approve_bia, name="approve_bia"),
    path("best-interests/<uuid:pk>/return/", best_interests.return_bia, name="return_bia"),
    path("<uuid:pk>/place/", care.place, name="place"),
    path("placements/<uuid:pk>/end/", care.end_placement, name="end_placement"),
    path("placements/<uuid:pk>/judge/", care.judge_placement, name="judge_placement"),
    path("<uuid:pk>/close/", closing.request_closure, name="request_closure"),
    path("closures/<uuid:pk>/decide/", closing.decide_closure, name="decide_closure"),
    path("<uuid:pk>/reopen/", closing.reopen, name="reopen"),
]

from django.db import migrations

from base.guard import KeptHistory, NeverChanged


class Migration(migrations.Migration):
    dependencies = [("base", "0002_memories_are_kept"), ("casework", "0001_initial")]
    operations = [
        KeptHistory(
            ("casework_approval", "casework_historicalapproval"),
            ("casework_bestinterestsassessment", "casework_historicalbestinterestsassessment"),
            ("casework_boxfeedback", "casework_historicalboxfeedback"),
            ("casework_careplan", "casework_historicalcareplan"),
            ("casework_case", "casework_historicalcase"),
            ("casework_closurerequest", "casework_historicalclosurerequest"),
            ("casework_concern", "casework_historicalconcern"),
            ("casework_conference", "casework_historicalconference"),
            ("casework_conferenceaddendum", "casework_historicalconferenceaddendum"),
            ("casework_conferencedecision", "casework_historicalconferencedecision"),
            ("casework_conferenceparticipant", "casework_historicalconferenceparticipant"),
            ("casework_detention", "casework_historicaldetention"),
            ("casework_episode", "casework_historicalepisode"),
            ("casework_feedback", "casework_historicalfeedback"),
            ("casework_followup", "casework_historicalfollowup"),
            ("casework_goalprogress", "casework_historicalgoalprogress"),
            ("casework_handover", "casework_historicalhandover"),
            ("casework_hold", "casework_historicalhold"),
            ("casework_informedbody", "casework_historicalinformedbody"),
            ("casework_leftopen", "casework_historicalleftopen"),
            ("casework_missingreport", "casework_historicalmissingreport"),
            ("casework_placement", "casework_historicalplacement"),
            ("casework_planaction", "casework_historicalplanaction"),
            ("casework_question", "casework_historicalquestion"),
            ("casework_rapidassessment", "casework_historicalrapidassessment"),
            ("casework_returninterview", "casework_historicalreturninterview"),
            ("casework_review", "casework_historicalreview"),
            ("casework_risklevel", "casework_historicalrisklevel"),
            ("casework_searchaction", "casework_historicalsearchaction"),
            ("casework_staffcomplaint", "casework_historicalstaffcomplaint"),
            ("casework_traffickingscreening", "casework_historicaltraffickingscreening"),
            ("casework_transfer", "casework_historicaltransfer"),
            ("casework_transitionplan", "casework_historicaltransitionplan"),
        ),
        NeverChanged("casework_conference", "casework_conferenceaddendum", "casework_conferenceparticipant"),
    ]

"""Invented content for the component page, in the three languages. Nothing here comes from a record."""

import datetime

from django import forms, template
from django.utils.translation import get_language

from base.date_field import PartialDateField

register = template.Library()
MORNING = datetime.datetime(2026, 3, 14, 2, 10, tzinfo=datetime.UTC)

TEXTS = {  # key: (French, Arabic, English)
    "heading": ("Aujourd’hui", "اليوم", "Today"),
    "lead": ("Trois échéances demandent votre attention.", "ثلاثة مواعيد تحتاج إلى انتباهك.", "Three deadlines need your attention."),
    "children": ("Enfants", "الأطفال", "Children"),
    "register": ("Enregistrer un enfant", "تسجيل طفل", "Register a child"),
    "write_ra": ("Rédiger l’évaluation initiale", "كتابة التقييم الأولي", "Write the rapid assessment"),
    "why_ra": (
        "L’enfant est enregistré depuis 20 heures ; un risque élevé s’évalue en 24 heures.",
        "سُجّل الطفل قبل 20 ساعة، والخطر المرتفع يُقيَّم خلال 24 ساعة.",
        "The child was registered 20 hours ago; a high risk is assessed within 24 hours.",
    ),
    "later": ("Voir le dossier", "عرض الملف", "See the file"),
    "visit": ("Visite de suivi au centre d’accueil de nuit", "زيارة متابعة في مأوى الليل", "Follow-up visit at the night shelter"),
    "answer": ("Réponse de l’hôpital Peltier attendue", "في انتظار رد مستشفى بلتييه", "Answer of Peltier hospital expected"),
    "late": ("2 jours de retard", "متأخر يومين", "2 days late"),
    "sex_age": ("Garçon, 14 à 15 ans, non accompagné", "فتى، 14 إلى 15 سنة، غير مصحوب", "Boy, 14 to 15 years, unaccompanied"),
    "open": ("Dossier ouvert", "ملف مفتوح", "Case open"),
    "nationality": ("Nationalité déclarée", "الجنسية المصرَّح بها", "Nationality stated"),
    "ethiopian": ("Éthiopienne", "إثيوبية", "Ethiopian"),
    "language": ("Langue", "اللغة", "Language"),
    "oromo": ("Oromo, un peu d’arabe", "الأورومو وقليل من العربية", "Oromo, a little Arabic"),
    "father": ("Père", "الأب", "Father"),
    "sleeps": ("Dort cette nuit", "ينام الليلة", "Sleeps tonight"),
    "shelter": ("Centre d’accueil d’urgence, Obock", "مركز الإيواء الطارئ، أوبوك", "Emergency shelter, Obock"),
    "registered": (
        "L’enfant a été enregistré à Khor Angar, trouvé seul sur la plage par les garde-côtes.",
        "سُجّل الطفل في خور أنجار بعد أن عثر عليه خفر السواحل وحيدًا على الشاطئ.",
        "The child was registered at Khor Angar, found alone on the beach by the coast guard.",
    ),
    "risk_raised": ("Le risque est passé de moyen à élevé.", "ارتفع مستوى الخطر من متوسط إلى مرتفع.", "The risk went from medium to high."),
    "debt": (
        "« Il dit devoir de l’argent à un passeur et craint un appel ce soir. »",
        "«يقول إنه مدين بالمال لمهرّب ويخشى اتصالًا هذا المساء.»",
        "“He says he owes money to a smuggler and fears a call tonight.”",
    ),
    "referred": (
        "Une référence a été envoyée à l’hôpital Peltier pour un examen médical.",
        "أُرسلت إحالة إلى مستشفى بلتييه لإجراء فحص طبي.",
        "A referral was sent to Peltier hospital for a medical examination.",
    ),
    "objective": ("Accueil dans les 24 heures", "الإيواء خلال 24 ساعة", "Shelter within 24 hours"),
    "no_case": ("Aucune échéance aujourd’hui", "لا مواعيد مستحقة اليوم", "Nothing is due today"),
    "no_case_text": (
        "Tout est à jour. La prochaine visite est prévue mardi.",
        "كل شيء محدَّث. الزيارة القادمة يوم الثلاثاء.",
        "Everything is up to date. The next visit is on Tuesday.",
    ),
    "saved": ("L’évaluation est enregistrée et envoyée pour approbation.", "حُفظ التقييم وأُرسل للموافقة.", "The assessment is saved and sent for approval."),
    "info": ("Le plan affiché est une illustration.", "الخطة المعروضة توضيحية.", "The plan shown is an illustration."),
    "warn": (
        "Cet enfant ressemble à un enfant déjà enregistré. Comparez avant d’enregistrer.",
        "هذا الطفل يشبه طفلًا مسجلًا من قبل. قارن قبل الحفظ.",
        "This child resembles a child already registered. Compare before saving.",
    ),
    "refused": (
        "Le dossier ne peut pas être clos : une référence est encore ouverte.",
        "لا يمكن إغلاق الملف: ما زالت هناك إحالة مفتوحة.",
        "The case cannot be closed: a referral is still open.",
    ),
    "cases": ("dossiers ouverts", "ملفات مفتوحة", "open cases"),
    "overdue": ("en retard", "متأخرة", "overdue"),
    "beds": ("lits libres", "أسرّة شاغرة", "beds free"),
    "code": ("Code", "الرمز", "Code"),
    "region": ("Région", "المنطقة", "Region"),
    "days": ("Jours ouverts", "أيام الفتح", "Days open"),
    "obock": ("Obock", "أوبوك", "Obock"),
    "dikhil": ("Dikhil", "دخيل", "Dikhil"),
    "total": ("Ensemble", "المجموع", "All"),
    "indicator": (
        "Enfants ayant un hébergement sûr dans les 24 heures",
        "أطفال حصلوا على إيواء آمن خلال 24 ساعة",
        "Children in safe care within 24 hours",
    ),
    "of": ("38 enfants sur 52", "38 طفلًا من 52", "38 of 52 children"),
    "girls": ("Filles", "فتيات", "Girls"),
    "boys": ("Garçons", "فتيان", "Boys"),
    "step1": ("Enregistré", "مسجَّل", "Registered"),
    "step2": ("Évalué", "مقيَّم", "Assessed"),
    "step3": ("Plan approuvé", "الخطة معتمدة", "Plan approved"),
    "step4": ("Suivi", "المتابعة", "Follow-up"),
    "step5": ("Clos", "مغلق", "Closed"),
    "close": ("Demander la clôture", "طلب إغلاق الملف", "Ask to close the case"),
    "close_text": (
        "Votre superviseure décidera. L’enfant garde son code et peut revenir à tout moment.",
        "ستقرر المشرفة. يحتفظ الطفل برمزه ويمكنه العودة في أي وقت.",
        "Your supervisor will decide. The child keeps the code and may come back at any time.",
    ),
    "rule1": ("Aucune référence n’est ouverte.", "لا توجد إحالة مفتوحة.", "No referral is open."),
    "reason": ("Motif", "السبب", "Reason"),
    "summary": ("Ce qui a été constaté", "ما تمت ملاحظته", "What was found"),
    "summary_hint": ("Les faits d’abord, puis votre avis.", "الوقائع أولًا ثم رأيك.", "Facts first, then your opinion."),
    "stored": ("L’enfant a dormi au centre.", "نام الطفل في المركز.", "The child slept at the centre."),
    "typed": ("L’enfant a dormi chez un oncle déclaré.", "نام الطفل عند عمّ مصرَّح به.", "The child slept at the home of a stated uncle."),
    "own_name": ("Nom propre", "الاسم الشخصي", "Own name"),
    "own_hint": ("Comme l’enfant le dit, dans n’importe quelle écriture.", "كما يقوله الطفل، بأي كتابة.", "As the child says it, in any script."),
    "born": ("Date de naissance dite", "تاريخ الميلاد المذكور", "Date of birth as told"),
    "age": ("Âge dit", "العمر المذكور", "Age as told"),
    "sex": ("Sexe", "الجنس", "Sex"),
    "girl": ("Fille", "فتاة", "Girl"),
    "boy": ("Garçon", "فتى", "Boy"),
    "unknown": ("Non connu", "غير معروف", "Not known"),
    "needs": ("Besoins immédiats", "الاحتياجات الفورية", "Immediate needs"),
    "food": ("Eau et nourriture", "ماء وطعام", "Water and food"),
    "care": ("Soins médicaux", "رعاية طبية", "Medical care"),
    "alone": ("J’ai parlé à l’enfant seul", "تحدثت مع الطفل على انفراد", "I spoke with the child alone"),
    "save": ("Enregistrer", "حفظ", "Save"),
    "who": ("Qui est l’enfant", "من هو الطفل", "Who the child is"),
}  # fmt: skip


def _words() -> dict:
    at = {"fr": 0, "ar": 1}.get((get_language() or "fr")[:2], 2)
    return {key: texts[at] for key, texts in TEXTS.items()}


class SampleForm(forms.Form):
    """One field of every kind; the texts come from the samples."""

    own_name = forms.CharField()
    born = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date", "data-ethiopic": True}, format="%Y-%m-%d")
    )
    age = PartialDateField(born=True, oldest=25, required=False)
    region = forms.ChoiceField()
    sex = forms.ChoiceField(widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    summary = forms.CharField(widget=forms.Textarea)
    alone = forms.BooleanField(required=False)

    def __init__(self, words, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = words[name]
        self.fields["own_name"].help_text = words["own_hint"]
        self.fields["summary"].help_text = words["summary_hint"]
        answers = {"region": ("obock", "dikhil"), "sex": ("girl", "boy", "unknown"), "needs": ("food", "care")}
        for name, keys in answers.items():
            first = [("", "—")] if name == "region" else []
            setattr(self.fields[name], "choices", first + [(key, words[key]) for key in keys])  # noqa: B010
        self.sections = [{"title": words["who"], "fields": list(self.visible_fields())}]


class ReasonForm(forms.Form):
    """The one question of a confirm panel."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, words):
        super().__init__(prefix="confirm")
        self.fields["reason"].label = words["reason"]


@register.simple_tag
def samples() -> dict:
    """Everything the component page shows: words, lists and forms."""
    w = _words()
    objective = {"code": "2.1", "title": w["objective"], "url": "#"}
    return {
        "w": w,
        "crumbs": [{"label": w["children"], "url": "#"}, {"label": "DJ-K7M4-2QX9", "url": "#"}],
        "facts": [{"label": w[key], "value": w[value]} for key, value in (("nationality", "ethiopian"), ("language", "oromo"), ("sleeps", "shelter"))]
        + [{"label": w["father"], "value": ""}],
        "identity": {"name": "Yonas Bekele Tadesse", "facts": [{"label": w["own_name"], "value": "ዮናስ"}, {"label": w["father"], "value": "Bekele"}]},
        "due": [
            {"state": "overdue", "text": w["late"], "title": w["visit"], "url": "#", "code": "DJ-K7M4-2QX9", "risk": "high"},
            {"state": "today", "title": w["write_ra"], "url": "#", "code": "DJ-3T8B-W6NA", "risk": "medium"},
            {"state": "soon", "title": w["answer"], "url": "#", "code": "DJ-9PQX-41ZC", "deadline": datetime.date(2026, 3, 17)},
        ],
        "timeline": [
            {"at": MORNING, "sentence": w["referred"], "who": "Aïcha Robleh", "icon": "send", "objectives": [objective]},
            {"at": MORNING, "sentence": w["risk_raised"], "who": "Aïcha Robleh", "icon": "exclamation-triangle", "detail": w["debt"], "recorded": MORNING},
            {"at": MORNING, "sentence": w["registered"], "who": "Aïcha Robleh", "icon": "person-plus", "objectives": [objective]},
        ],
        "tiles": [
            {"value": "24", "label": w["cases"], "url": "#"},
            {"value": "3", "label": w["overdue"], "tone": "bad", "url": "#"},
            {"value": "11", "label": w["beds"], "hint": w["obock"], "tone": "good"},
        ],
        "columns": [{"label": w["code"]}, {"label": w["region"]}, {"label": w["days"], "number": True}],
        "rows": [{"url": "#", "cells": ["DJ-K7M4-2QX9", w["obock"], 12]}, {"url": "#", "cells": ["DJ-3T8B-W6NA", w["dikhil"], 140]}],
        "foot": [w["total"], "", 152],
        "indicators": [
            {"code": "2.2", "title": w["indicator"], "value": 73, "unit": "%", "target": 90, "met": False, "text": w["of"], "as_of": MORNING},
            {"code": "1.1", "title": w["indicator"], "value": 94.5, "unit": "%", "target": 90, "met": True, "text": w["of"]},
            {"code": "4.1", "title": w["indicator"], "value": None, "unit": "%", "target": 80},
        ],
        "chart": {
            "id": "sample", "title": w["indicator"], "kind": "bar", "labels": [w["obock"], w["dikhil"]], "target": 40, "label_heading": w["region"],
            "series": [{"name": w["girls"], "values": [14, 9]}, {"name": w["boys"], "values": [38, 27]}],
        },
        "line": {
            "id": "sample-line", "title": w["cases"], "kind": "line", "labels": ["01", "02", "03", "04"], "label_heading": "2026",
            "series": [{"name": w["girls"], "values": [4, 6, 9, 7]}, {"name": w["boys"], "values": [12, 18, 15, 21]}],
        },
        "steps": [
            {"label": w["step1"], "state": "done", "at": MORNING}, {"label": w["step2"], "state": "done", "at": MORNING, "url": "#"},
            {"label": w["step3"], "state": "current"}, {"label": w["step4"], "state": "todo"}, {"label": w["step5"], "state": "todo"},
        ],
        "conflict": {"by": "Bilan Waberi", "at": MORNING, "rows": [{"label": w["summary"], "stored": w["stored"], "typed": w["typed"]}]},
        "form": SampleForm(w, initial={"born": datetime.date(2011, 9, 12), "own_name": "ዮናስ"}, prefix="new"),
        "refused": SampleForm(w, {"sent-own_name": "Yonas", "sent-age_age": "44"}, prefix="sent"),
        "reason": ReasonForm(w),
        "rules": [w["rule1"]],
    }  # fmt: skip

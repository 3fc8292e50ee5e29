from django.utils.translation import gettext_lazy as _

from portal.choices import TextChoices


class ParkKind(TextChoices):
    INDUSTRIAL_PARK = "KCN", _("industrial park")
    ECONOMIC_ZONE = "KKT", _("economic zone")
    EXPORT_ZONE = "KCX", _("export processing zone")
    HI_TECH_PARK = "KCNC", _("hi-tech park")
    CLUSTER = "CCN", _("industrial cluster")


class UnitKind(TextChoices):
    LEGAL_ENTITY = "legal_entity", _("legal entity")
    BRANCH = "branch", _("branch")
    HOUSEHOLD = "household", _("business household")
    COOPERATIVE = "cooperative", _("cooperative")


class OperatingStatus(TextChoices):
    """What an enterprise is on a date; exactly one at any date from its registration on."""

    REGISTERED = "registered", _("registered")
    UNDER_CONSTRUCTION = "under_construction", _("under construction")
    TRIAL = "trial", _("trial operation")
    STABLE = "stable", _("stable operation")
    UNSTABLE = "unstable", _("unstable operation")
    SUSPENDED = "suspended", _("suspended")
    DISSOLVED = "dissolved", _("dissolved")
    MOVED_OUT = "moved_out", _("moved out")


ADMISSIBLE = (OperatingStatus.STABLE, OperatingStatus.UNSTABLE, OperatingStatus.TRIAL)


class EntryKind(TextChoices):
    FOUNDING = "founding", _("founding member")
    NEW = "new", _("new member")
    READMITTED = "readmitted", _("readmitted")
    TRANSFER = "transfer", _("transferred in")


class ExitKind(TextChoices):
    TRANSFER = "transfer", _("transferred out")
    WITHDREW = "withdrew", _("withdrew")
    REMOVED = "removed", _("removed")
    SUSPENDED = "suspended", _("suspended operation")
    MOVED_OUT = "moved_out", _("moved out of the park")
    DISSOLVED = "dissolved", _("dissolved")
    BLOC_DISSOLVED = "bloc_dissolved", _("bloc dissolved")


class LeadershipRole(TextChoices):
    LEADER = "leader", _("bloc leader")
    DEPUTY = "deputy", _("deputy bloc leader")
    SECRETARY = "secretary", _("secretary")


class DecisionKind(TextChoices):
    ESTABLISH = "establish", _("establishment decision")
    CONSOLIDATE = "consolidate", _("consolidation decision")
    ISSUE_REGULATION = "issue_regulation", _("decision issuing a regulation")
    AMEND_REGULATION = "amend_regulation", _("decision amending a regulation")
    ISSUE_CRITERIA = "issue_criteria", _("decision issuing criteria")
    APPROVE_RESULT = "approve_result", _("decision approving results")
    AWARD = "award", _("decision on awards")
    REVOKE_AWARD = "revoke_award", _("decision revoking an award")
    CORRECT = "correct", _("correcting decision")
    DISSOLVE = "dissolve", _("dissolution decision")


class DecisionState(TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")


class Effect(TextChoices):
    """What one item of a decision changes when the decision is issued."""

    BLOC_ESTABLISHED = "bloc_established", _("establish the bloc")
    MEMBER_ADDED = "member_added", _("admit a member")
    MEMBER_REMOVED = "member_removed", _("end a membership")
    MEMBER_TRANSFERRED = "member_transferred", _("transfer a member")
    LEADERSHIP_SET = "leadership_set", _("appoint to the leadership")
    REGULATION_ISSUED = "regulation_issued", _("issue the regulation")
    CRITERIA_ISSUED = "criteria_issued", _("issue the criteria set")
    RESULT_APPROVED = "result_approved", _("approve the result")
    AWARD_GRANTED = "award_granted", _("grant the award")
    AWARD_REVOKED = "award_revoked", _("revoke the award")


class ConferenceKind(TextChoices):
    LAUNCH = "launch", _("launch")
    INTERIM_REVIEW = "interim_review", _("interim review")
    FINAL_REVIEW = "final_review", _("year-end review")
    PLEDGE_SIGNING = "pledge_signing", _("pledge signing")
    EXTRAORDINARY = "extraordinary", _("extraordinary meeting")


class ConferenceState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CLOSED = "closed", _("closed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


class AgendaKind(TextChoices):
    OPENING = "opening", _("opening")
    REPORT = "report", _("report")
    HAND_OVER_DECISION = "hand_over_decision", _("handing over the decision")
    INTRODUCE_MEMBERS = "introduce_new_members", _("introduction of new members")
    DISCUSS_REGULATION = "discuss_regulation", _("discussion of the regulation")
    SIGN_PLEDGE = "sign_pledge", _("signing of the pledge")
    PRESENT_AWARD = "present_award", _("presentation of awards")
    ELECT_LEADERSHIP = "elect_leadership", _("election of the leadership")
    DIRECTION_SPEECH = "direction_speech", _("address by the authority")
    CLOSING = "closing", _("closing")


class PledgeState(TextChoices):
    DRAFT = "draft", _("draft")
    COLLECTING = "collecting", _("collecting signatures")
    SIGNED = "signed", _("signed")


class RegulationState(TextChoices):
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted by the members")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")


class PeriodKind(TextChoices):
    FIRST_QUARTER = "Q1", _("first quarter")
    FIRST_HALF = "H1", _("first half of the year")
    NINE_MONTHS = "9M", _("nine months")
    YEAR = "YEAR", _("whole year")


class PeriodState(TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open for scoring")
    CLOSED = "closed", _("closed")


class CriteriaState(TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    LOCKED = "locked", _("in use, locked")


class BonusMode(TextChoices):
    """Whether bonus points come on top of the scale or are a part of it."""

    OUTSIDE = "outside", _("on top of the scale")
    INSIDE = "inside", _("within the scale")


class RuleKind(TextChoices):
    BONUS = "bonus", _("bonus")
    PENALTY = "penalty", _("penalty")
    DISQUALIFY = "disqualify", _("excludes from ranking")


class TieBreak(TextChoices):
    """What separates equal totals; a criteria set gives their order."""

    GROUP_I = "group_I", _("points of criterion group I")
    FEWER_PENALTIES = "fewer_penalties", _("fewer penalty points")
    BALLOT = "ballot", _("votes in the ballot")
    CHAIR_DECISION = "chair_decision", _("the chair's decision")


class SheetState(TextChoices):
    DRAFT = "draft", _("being self-scored")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    CROSS_CHECKED = "cross_checked", _("cross-checked")
    VERIFIED = "verified", _("verified")
    EXEMPT = "exempt", _("exempt")
    LOCKED = "locked", _("ranked")
    PUBLISHED = "published", _("published")


class AdjustmentState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class RankingState(TextChoices):
    FINAL = "final", _("final, not yet published")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded by a correction")


class Prize(TextChoices):
    FIRST = "first", _("first prize")
    SECOND = "second", _("second prize")
    THIRD = "third", _("third prize")
    CONSOLATION = "consolation", _("consolation prize")
    NONE = "none", _("no prize")


class Classification(TextChoices):
    """From the best band down; the thresholds are the criteria set's."""

    EXCELLENT = "excellent", _("excellent")
    GOOD = "good", _("good")
    FAIR = "fair", _("fair")
    COMPLETED = "completed", _("tasks completed")
    NOT_COMPLETED = "not_completed", _("tasks not completed")
    UNCLASSIFIED = "unclassified", _("not classified")


class AwardSubject(TextChoices):
    COLLECTIVE = "collective", _("collectives")
    INDIVIDUAL = "individual", _("individuals")
    BOTH = "both", _("collectives and individuals")


class Level(TextChoices):
    """Who decides: an award's level must be that of the decision's issuer."""

    STATE = "state", _("State")
    GOVERNMENT = "government", _("Government")
    PROVINCE = "province", _("province")
    AUTHORITY = "authority", _("authority")


class AwardState(TextChoices):
    GRANTED = "granted", _("granted")
    PRESENTED = "presented", _("presented")
    REVOKED = "revoked", _("revoked")


class Indicator(TextChoices):
    """What a pledge's target counts."""

    REVENUE = "revenue", _("revenue")
    PRODUCTION = "production_value", _("industrial production value")
    EXPORTS = "exports", _("exports")
    BUDGET = "budget", _("contribution to the state budget")
    JOBS = "jobs", _("employees")
    INCOME = "income", _("average monthly income")
    ACCIDENTS = "accidents", _("occupational accidents")
    WELFARE = "welfare", _("contribution to social welfare")


# Business figures: public only if the enterprise has agreed (INV-35).
COMMERCIAL = (
    Indicator.REVENUE,
    Indicator.PRODUCTION,
    Indicator.EXPORTS,
    Indicator.BUDGET,
    Indicator.INCOME,
    Indicator.WELFARE,
)


class Direction(TextChoices):
    AT_LEAST = "ge", _("at least")
    AT_MOST = "le", _("at most")


class Visibility(TextChoices):
    PUBLIC = "public", _("everybody")
    BLOC = "bloc", _("the bloc and the authority")
    AUTHORITY = "authority", _("the authority only")


class SignatureMethod(TextChoices):
    WET = "wet", _("on paper")
    SCANNED = "scanned", _("scanned")
    DIGITAL = "digital", _("digital signature")


class ReportKind(TextChoices):
    INTERIM = "interim", _("interim report")
    FINAL = "final", _("final report")
    THEMATIC = "thematic", _("thematic report")
    DATA_SHEET = "data_sheet", _("score table")


class ReportLevel(TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    BLOC = "bloc", _("bloc")
    AUTHORITY = "authority", _("authority")


class ReportState(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    PUBLISHED = "published", _("published")


class FileKind(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"

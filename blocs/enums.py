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

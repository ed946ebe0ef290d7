from shuke.records.cases.models.case import Attachment, Case, Entry
from shuke.records.cases.models.complaints import Compensation, Improvement, Step
from shuke.records.cases.models.desk import AgentPlace, CannedReply, ClassRule, Desk, DeskDay, Target, Topic
from shuke.records.cases.models.doors import Hook, Ring

__all__ = [
    "AgentPlace",
    "Attachment",
    "CannedReply",
    "Case",
    "ClassRule",
    "Compensation",
    "Desk",
    "DeskDay",
    "Entry",
    "Hook",
    "Improvement",
    "Ring",
    "Step",
    "Target",
    "Topic",
]

from shuke.actions.campaigns.services.approving import approve, ask_approval, save_rules, send_back
from shuke.actions.campaigns.services.counting import count_campaign, run_campaigns
from shuke.actions.campaigns.services.drafting import Wishes, delete_draft, repeat_campaign, save_campaign
from shuke.actions.campaigns.services.members import fix_members
from shuke.actions.campaigns.services.running import close, pause, resume, roll_out, start, stop
from shuke.actions.campaigns.services.serving import LOOK_AHEAD, cancel_waiting, products_ahead, serve_batch
from shuke.actions.campaigns.services.states import WrongState
from shuke.actions.campaigns.services.targets import run_targets
from shuke.actions.campaigns.services.turnout import run_gatherings

__all__ = [
    "LOOK_AHEAD",
    "Wishes",
    "WrongState",
    "approve",
    "ask_approval",
    "cancel_waiting",
    "close",
    "count_campaign",
    "delete_draft",
    "fix_members",
    "pause",
    "products_ahead",
    "repeat_campaign",
    "resume",
    "roll_out",
    "run_campaigns",
    "run_gatherings",
    "run_targets",
    "save_campaign",
    "save_rules",
    "send_back",
    "serve_batch",
    "start",
    "stop",
]

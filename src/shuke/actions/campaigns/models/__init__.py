from shuke.actions.campaigns.models.campaign import LONGEST_DAYS, RUNNING, Campaign, CampaignRules
from shuke.actions.campaigns.models.gatherings import Gathering, Guest
from shuke.actions.campaigns.models.members import CampaignMember
from shuke.actions.campaigns.models.targets import Target

__all__ = ["LONGEST_DAYS", "RUNNING", "Campaign", "CampaignMember", "CampaignRules", "Gathering", "Guest", "Target"]

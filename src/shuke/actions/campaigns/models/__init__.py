from shuke.actions.campaigns.models.campaign import LONGEST_DAYS, RUNNING, Campaign, CampaignRules
from shuke.actions.campaigns.models.gatherings import Gathering, Guest
from shuke.actions.campaigns.models.members import CampaignMember

__all__ = ["LONGEST_DAYS", "RUNNING", "Campaign", "CampaignMember", "CampaignRules", "Gathering", "Guest"]

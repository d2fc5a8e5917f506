"""The kinds of effects that leads add: what reaches a lead in a way that no other area needs."""

from baton.effects.kind import by_webhook

CRM_TASK = "crm_task"
"""The company's own system is asked to reach the person."""

EFFECT_KINDS = (by_webhook(CRM_TASK, reaches_people=True),)

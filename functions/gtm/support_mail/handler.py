"""Lambda entry point of support by e-mail."""

from baton.runtime import agent_handler
from functions.gtm.support_mail.agent import SupportMail

handler = agent_handler(SupportMail.assemble)

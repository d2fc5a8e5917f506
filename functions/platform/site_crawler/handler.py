"""Lambda entry point of the crawler of the company's own sites."""

from baton.runtime import agent_handler
from functions.platform.site_crawler.agent import SiteCrawler

handler = agent_handler(SiteCrawler.assemble)

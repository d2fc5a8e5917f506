"""Pages of other people's servers, read as a polite and careful visitor: by robots.txt, from public
addresses, bounded in time and bytes.
"""

"""A small company of its own making, Tidewater: route planning by subscription and a shop for fleets, in
Germany and Britain. Pure: the same days give the same company, of which nothing happened.

What a reader may look for in it: growth with a season and quiet weekends; customers who leave; a partner
who brings a higher level from one day on; one day on which a chain buys for all its depots at once.
"""

"""The province's Zalo page: what comes in through its webhook, and what goes out by its messages and by ZNS.

Only the signature of the webhook and the codes of ZNS are confirmed by the vendor's pages and several independent
programs; what is not stands in ``client.py`` alone and is marked so on the page of connections.
"""

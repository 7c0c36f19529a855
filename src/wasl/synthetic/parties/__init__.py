"""Two programs of others, for the demo: an agency's and a bank's. They know the provider's address and nothing else of
this platform: no module here imports any of it, as a program elsewhere could not.
"""

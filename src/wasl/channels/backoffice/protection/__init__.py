"""The protection officer's pages: unusual looks, emergencies, incidents, processing activities, retention."""

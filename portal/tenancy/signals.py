from django.dispatch import Signal

# Sent once, inside the transaction that opens an authority: each app adds its own index pages.
# Arguments: authority (with its site and collection).
authority_opened = Signal()

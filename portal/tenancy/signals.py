from django.dispatch import Signal

# Sent once, inside the transaction that opens an authority: each app adds its own index pages.
# Arguments: authority (with its site and collection).
authority_opened = Signal()

# Rows of an authority written without `save()`: by a queryset's update, bulk_create, bulk_update.
# Sender: the model. Arguments: pks.
rows_changed = Signal()

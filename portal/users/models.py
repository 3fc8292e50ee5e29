from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in. What he may do lies in his role assignments, not here."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username

import secrets

SALT = secrets.token_bytes(8)

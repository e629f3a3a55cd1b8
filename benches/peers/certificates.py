"""Expiry of certificate files by python's cryptography."""

import datetime
import sys

from cryptography import x509

now = datetime.datetime.now(datetime.timezone.utc)
expired = 0
for nth in range(int(sys.argv[2])):
    with open(f"{sys.argv[1]}/{nth}.pem", "rb") as file:
        expired += x509.load_pem_x509_certificate(file.read()).not_valid_after_utc < now
print(f"well {int(sys.argv[2]) - expired} expired {expired} silent 0")

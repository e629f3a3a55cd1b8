"""How long pyotp takes to verify: cases are read from the file that is named, a round runs for each line of input."""

import base64
import sys
import time

import pyotp

SEED = base64.b32encode(b"12345678901234567890").decode()


def main():
    path, repeats, each = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "each"
    with open(path) as file:
        cases = [(int(second), code, found == "1") for second, code, found in map(str.split, file)]
    kept = pyotp.TOTP(SEED)
    for _ in sys.stdin:
        begin = time.process_time_ns()
        for _ in range(repeats):
            for second, code, found in cases:
                totp = pyotp.TOTP(SEED) if each else kept
                if totp.verify(code, for_time=second, valid_window=1) != found:
                    sys.exit(3)
        print((time.process_time_ns() - begin) / (repeats * len(cases)), flush=True)


main()

"""Runs every side of every row in turns, holds each answer against the verdict it must come to, and writes the tables."""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "target/peers"
WORLD = PLACE / "world"
DOCTOR = f"{ROOT}/target/ci/otpdoctor"
FLOOR = f"{ROOT}/target/ci/floor"
DEBIAN = PLACE / "debian"
PLUGINS = f"{DEBIAN}/usr/lib/nagios/plugins"
VENV = f"{PLACE}/venv/bin"
BLACKBOX = 9115
TICK = os.sysconf("SC_CLK_TCK")
ENV = os.environ | {
    "PERL5LIB": f"{DEBIAN}/usr/lib/x86_64-linux-gnu/perl5/5.36",
    "LD_LIBRARY_PATH": f"{DEBIAN}/usr/lib/x86_64-linux-gnu/ntp",
}
# ntpdig is made for Debian's Python.
NTPDIG = f"PYTHONPATH={DEBIAN}/usr/lib/python3/dist-packages /usr/bin/python3 {DEBIAN}/usr/bin/ntpdig"
EXPIRED = 13


def address(nth):
    return f"127.77.{nth // 250}.{nth % 250 + 1}"


def port(nth, asked, holes):
    return 4432 if holes and nth % 20 == 19 else asked


def config(name, realms, certificates=0, ntp=0, ntp_port=1123):
    """A config in block style, as people write it."""
    lines = ["---", "schema: 1", "appliance:", "  name: peers", "  platform: linux", f"  trust: {{file: {WORLD}/ca.pem}}"]
    lines += ['  dns: {servers: ["127.77.0.1:5300"]}']
    if ntp:
        servers = ", ".join(f'"{address(nth)}:{ntp_port}"' for nth in range(ntp))
        lines += ["  time:", f"    servers: [{servers}]"]
    if certificates:
        lines += ["certificates:"]
        lines += [f"  c{nth}: {{certificate: {WORLD}/certificates/{nth}.pem}}" for nth in range(certificates)]
    lines += ["realms:"]
    for nth, realm in enumerate(realms):
        lines += [f"  SecureAuth{nth}:"] + ["    " + line for line in realm]
    path = WORLD / f"{name}.yaml"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def whole(nth, certificate):
    """A realm with what every check looks at, its servers those of the nth address."""
    host = address(nth)
    return f"""overview:
  description: Realm {nth}
  smtp: {{server_address: {host}, port: 2525, use_ssl: true}}
  email: {{sender_address: otp@peers.test, sender_name: Support, subject: Your passcode}}
cloud:
  telephony: https://{host}:4430/TelephonyService/Telephony.svc
  sms: https://{host}:4430/SmsService/SMS.svc
data:
  membership: {{type: active_directory}}
  profile_fields:
    - {{property_name: OATH Seed, field: postalAddress, data_format: advanced_encryption, is_writable: true}}
  search_attribute: samAccountName
workflow: {{default_workflow: username_and_password_second_factor}}
multi_factor:
  phone: {{field_1: voice_and_sms_text, default_country_code: 1}}
  email: {{field_1: html}}
  help_desk_1: {{enabled: true, phone: "+1 949 555 0100", email: help@peers.test}}
  oath: {{enabled: true, passcode_length: 6, passcode_change_interval: 30, passcode_offset: 5}}
  otp_length: 6
  throttling: {{enabled: true, max_failed_attempts: 5, interval: 10m, storage_location: session}}
client_certificate: c{certificate}
license_certificate: c{certificate}""".split("\n")


def parallel(name, lines):
    """Many questions under xargs -P, as a scheduler of plugins asks them."""
    path = WORLD / f"{name}.list"
    path.write_text("\n".join(lines) + "\n")
    return f"xargs -P 32 -I{{}} sh -c {{}} <{path}"


def doctor(path, only):
    return f"{DOCTOR} check --here --config {path}" + (f" --only {only}" if only else "")


class Side:
    def __init__(self, name, command, verdict="", server=None):
        self.name, self.command, self.verdict, self.server, self.took = name, command, verdict, server, []
        self.said = ""

    def run(self):
        """Wall and processor time and the peak of memory of the whole process and those it waited for."""
        before = spent(self.server) if self.server else 0
        begin = time.monotonic()
        with open(WORLD / "said", "w+b") as said:
            # Memory by `time`: what is started from here would inherit the peak of this process.
            shell = subprocess.Popen(
                [f"{DEBIAN}/usr/bin/time", "-q", "-f", "%M", "-o", f"{WORLD}/peak", "sh", "-c", self.command],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=ENV)
            _, status, usage = os.wait4(shell.pid, 0)
            wall = time.monotonic() - begin
            shell.returncode = status
            said.seek(0)
            self.said = said.read().decode(errors="replace")
        cpu, peak = usage.ru_utime + usage.ru_stime, int((WORLD / "peak").read_text()) / 1024
        if self.server:
            cpu += spent(self.server) - before
            peak = max(peak, peak_of(self.server))
        if not re.search(self.verdict, self.said):
            raise SystemExit(f"{self.name} did not come to {self.verdict!r}:\n{self.command}\n{self.said[:2000]}")
        self.took.append((wall, cpu, peak))


def spent(pid):
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / TICK


def peak_of(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def tls_row(count, asked=4430, holes=False, name=""):
    def realm(nth):
        return ["cloud:", f"  telephony: https://{address(nth)}:{port(nth, asked, holes)}/Telephony.svc"]

    path = config(f"tls-{count}-{asked}-{holes}", [realm(nth) for nth in range(count)])
    lines = [f"{PLUGINS}/check_tcp -t 10 -S -D 30 -H {address(nth)} -p {port(nth, asked, holes)}" for nth in range(count)]
    bad = count > EXPIRED
    plugin = parallel(f"tls-{count}-{asked}-{holes}", lines) if count > 1 else lines[0]
    said = "expired on" if bad else "will expire|OK"
    sides = [
        Side("otpdoctor", doctor(path, "cloud-reach"), "cloud-reach/expired" if bad else "all checks passed"),
        Side("check_tcp", plugin, said),
        Side("blackbox_exporter", f"{FLOOR} blackbox {BLACKBOX} {asked} tls {count} {str(holes).lower()}", f"expired {int(bad)}", blackbox),
        Side("floor", f"{FLOOR} tls {WORLD} {asked} {count} {str(holes).lower()}", f"expired {int(bad)}"),
    ]
    if count == 1 and asked == 4430:
        sides.insert(3, Side("sslyze", f"{VENV}/sslyze --certinfo {address(0)}:{asked}", "Not After"))
    return f"TLS expiry, {count:,} endpoint{'s' * (count > 1)}{name}", sides


def smtp_row(count):
    realms = [["overview:", f"  smtp: {{server_address: {address(nth)}, port: 2525, use_ssl: true}}"] for nth in range(count)]
    bad = count > EXPIRED
    check = [f"{PLUGINS}/check_smtp -S -D 30 -H {address(nth)} -p 2525" for nth in range(count)]
    swaks = [f"{DEBIAN}/usr/bin/swaks --tls --tls-verify --tls-ca-path {WORLD}/ca.pem --quit-after TLS -s {address(nth)} -p 2525" for nth in range(count)]
    sides = [
        Side("otpdoctor", doctor(config(f"smtp-{count}", realms), "smtp-tls"), "smtp-tls/expired" if bad else "all checks passed"),
        Side("check_smtp", parallel(f"smtp-{count}", check) if bad else check[0], "expired on" if bad else "OK|will expire"),
        Side("swaks", parallel(f"swaks-{count}", swaks) if bad else swaks[0], "(?i)tls started"),
        Side("floor", f"{FLOOR} smtp {WORLD} 2525 {count}", f"expired {int(bad)}"),
    ]
    return f"SMTP STARTTLS, {count} server{'s' * (count > 1)}", sides


def ntp_row(count, asked=1123, name=""):
    path = config(f"ntp-{count}-{asked}", [["overview: {description: one}"]], ntp=count, ntp_port=asked)
    lines = [f"{PLUGINS}/check_ntp_time -H {address(nth)} -p {asked}" for nth in range(count)]
    digs = [f"{NTPDIG} {address(nth)}" for nth in range(count)]
    sides = [
        Side("otpdoctor", doctor(path, "clock-skew -v"), "all checks passed"),
        Side("check_ntp_time", parallel(f"ntp-{count}-{asked}", lines) if count > 1 else lines[0], "NTP OK"),
        Side("floor", f"{FLOOR} ntp {asked} {count}", f"well {count}"),
    ]
    if asked == 1123:
        sides.insert(2, Side("ntpdate (ntpdig)", parallel(f"dig-{count}", digs) if count > 1 else digs[0], r"\+/-"))
    return f"NTP, {count} server{'s' * (count > 1)}{name}", sides


def files_row(count):
    realms = [[f"client_certificate: c{nth}"] for nth in range(count)]
    sides = [
        Side("otpdoctor", doctor(config(f"files-{count}", realms, certificates=count), "certificate-validity"), "certificate-validity/expired"),
        Side("cryptography", f"{VENV}/python {ROOT}/benches/peers/certificates.py {WORLD}/certificates {count}", "expired 1\n"),
        Side("floor", f"{FLOOR} certificates {WORLD} {count}", "expired 1 "),
    ]
    return f"expiry of {count:,} certificate files", sides


def parse_row(count):
    path = config(f"parse-{count}", [whole(0, 0)] * count, certificates=1)
    schema = WORLD / "schema.json"
    schema.write_bytes(subprocess.run([DOCTOR, "config", "schema"], capture_output=True, check=True).stdout)
    sides = [Side("otpdoctor", f"{DOCTOR} config validate {path}", f"is valid: {count} realms")]
    if count <= 1000:
        # Both take minutes for more.
        rules = "{extends: relaxed, rules: {line-length: disable}}"
        sides += [
            Side("yamllint", f"{VENV}/yamllint -d '{rules}' {path}", r"\A\Z"),
            Side("check-jsonschema", f"{VENV}/check-jsonschema --schemafile {schema} {path}", "(?i)ok"),
        ]
    sides += [Side("floor", f"{FLOOR} parse {path}", f"{count}")]
    return f"parse and validation, {count:,} realms", sides


def codes_rows():
    million = 1_000_000
    kept = "import pyotp,base64;t=pyotp.TOTP(base64.b32encode(b'12345678901234567890').decode());m=1767225600;c=t.at(m)"
    pyotp = f"{VENV}/python -c \"{kept};print('right',sum(t.verify(c,for_time=m,valid_window=1) for _ in range(100000)))\""
    windowed = [
        Side("otpdoctor", f"{FLOOR} codes ours {million}", f"right {million}"),
        Side("totp-rs", f"{FLOOR} codes totp-rs {million}", f"right {million}"),
        Side("pyotp, a tenth of them", pyotp, "right 100000"),
    ]
    oathtool = f"{DEBIAN}/usr/bin/oathtool -w 999999 -c 0 3132333435363738393031323334353637383930 | tail -1"
    hotp = [
        Side("otpdoctor", f"{FLOOR} codes ours-hotp {million}", f"right {million}"),
        Side("oathtool, making them", oathtool, r"\d{6}"),
    ]
    return [("a million codes verified in a window of ±1 step", windowed), ("a million HOTP codes", hotp)]


def twenty_row():
    path = config("twenty", [whole(nth, nth) for nth in range(20)], certificates=20, ntp=3)
    lines = []
    for nth in range(20):
        host, certificate = address(nth), f"{WORLD}/certificates/{nth}.pem"
        lines += [f"{PLUGINS}/check_ntp_time -H {address(server)} -p 1123" for server in range(3)]
        lines += [f"{PLUGINS}/check_tcp -S -D 30 -H {host} -p 4430"] * 2
        lines += [f"{PLUGINS}/check_smtp -H {host} -p 2525", f"{PLUGINS}/check_smtp -S -D 30 -H {host} -p 2525"]
        lines += [f"openssl x509 -noout -checkend 2592000 -in {certificate}"]
        lines += [f"openssl verify -CAfile {WORLD}/ca.pem {certificate}"]
    sides = [
        Side("otpdoctor, every check", doctor(path, ""), "cloud-reach/expired"),
        Side("plugins and openssl, 180 questions", parallel("twenty", lines), "expired on"),
    ]
    return "20 realms with every check", sides


def growth_row(count, own):
    realms = [whole(nth if own else 0, nth if own else 0) for nth in range(count)]
    path = config(f"grow-{count}-{own}", realms, certificates=count if own else 1, ntp=3)
    kind = "servers of their own" if own else "shared servers"
    return f"{count:,} realm{'s' * (count > 1)}, {kind}", [Side("otpdoctor, every check", doctor(path, ""), "check")]


def start_row():
    sides = [
        Side("otpdoctor", f"{DOCTOR} --version", "otpdoctor"),
        Side("check_tcp", f"{PLUGINS}/check_tcp --version", "check_tcp"),
        Side("blackbox_exporter", f"{DEBIAN}/usr/bin/prometheus-blackbox-exporter --version", "version"),
        Side("oathtool", f"{DEBIAN}/usr/bin/oathtool --version", "oathtool"),
        Side("floor", "/bin/true"),
    ]
    return "start-up", sides


def rows():
    """Each with its number of rounds, of which the first does not count where there are more than two."""
    yield 11, *start_row()
    yield 9, *tls_row(1)
    yield 5, *tls_row(100)
    yield 4, *tls_row(1000)
    yield 5, *tls_row(1, 4431, name=", 50 ms of delay")
    yield 3, *tls_row(100, 4431, name=", 50 ms of delay")
    yield 3, *tls_row(1000, 4431, name=", 50 ms of delay")
    yield 1, *tls_row(100, holes=True, name=", 5 % silent")
    yield 1, *tls_row(1000, holes=True, name=", 5 % silent")
    yield 9, *smtp_row(1)
    yield 4, *smtp_row(50)
    yield 9, *ntp_row(1)
    yield 5, *ntp_row(20)
    yield 5, *ntp_row(20, 1124, ", up to 20 ms of jitter")
    yield 5, *files_row(1000)
    yield 1, *files_row(10_000)
    yield 4, *parse_row(40)
    yield 2, *parse_row(1000)
    yield 2, *parse_row(5000)
    for row in codes_rows():
        yield 5, *row
    yield 5, *twenty_row()
    for count in (1, 100, 1000, 5000):
        yield 2 if count > 100 else 5, *growth_row(count, own=False)
    for count in (1, 10, 100, 500):
        yield 2 if count > 100 else 4, *growth_row(count, own=True)


def milliseconds(seconds):
    return f"{seconds * 1000:,.{1 if seconds < 0.1 else 0}f} ms"


def table(title, sides):
    floor = next((side.wall for side in sides if side.name == "floor"), None)
    peers = [side.wall for side in sides[1:] if side.name != "floor" and "," not in side.name]
    for nth, side in enumerate(sides):
        least = min(took[0] for took in side.took)
        beside = [f"{side.wall / bound:.2f}" if nth == 0 and bound else "" for bound in (min(peers, default=None), floor)]
        values = [milliseconds(side.wall), milliseconds(least), milliseconds(side.cpu), f"{side.peak:,.0f} MiB"]
        yield f"| {title if nth == 0 else ''} | {side.name} | {' | '.join(values + beside)} |"


def measure(words):
    lines = ["| row | who | median | least | CPU | peak | to the fastest peer | to the floor |", "|--|--|--|--|--|--|--|--|"]
    wanted = [row for row in rows() if not words or any(word in row[1] for word in words)]
    loads, begin = [], time.monotonic()
    for rounds, title, sides in wanted:
        try:
            for _ in range(rounds):
                for side in sides:
                    side.run()
        except SystemExit as why:
            print(why, file=sys.stderr)
            lines.append(f"| {title} | not measured: {str(why).splitlines()[0]} | | | | | | |")
            continue
        for side in sides:
            if rounds > 2:
                side.took.pop(0)
            side.wall, side.cpu, side.peak = (statistics.median(of) for of in zip(*side.took))
        loads.append(os.getloadavg()[0])
        rendered = list(table(title, sides))
        lines += rendered
        print(f"[{time.monotonic() - begin:.0f} s]", *rendered, sep="\n", flush=True)
    day, cores = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), os.cpu_count()
    model = re.search(r"model name\s+: (.*)", Path("/proc/cpuinfo").read_text())
    head = (f"{day}, {cores} cores of {model[1] if model else platform.machine()}, "
            f"{time.monotonic() - begin:.0f} s; load of the machine during the run {min(loads):.1f} to {max(loads):.1f}.")
    return "\n".join([head, "", *lines])


def main():
    global blackbox
    WORLD.mkdir(parents=True, exist_ok=True)
    log = open(WORLD / "servers.log", "wb")
    servers = subprocess.Popen([FLOOR, "serve", WORLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
    while (line := servers.stdout.readline()) != b"ready\n":
        if not line:
            raise SystemExit(f"the loopback servers do not start: see {WORLD}/servers.log")
        print(line.decode().strip(), file=sys.stderr)
    modules = {"tls": {"prober": "tcp", "timeout": "10s", "tcp": {"tls": True, "tls_config": {"ca_file": f"{WORLD}/ca.pem"}}}}
    (WORLD / "blackbox.json").write_text(json.dumps({"modules": modules}))
    exporter = subprocess.Popen(
        [f"{DEBIAN}/usr/bin/prometheus-blackbox-exporter", f"--config.file={WORLD}/blackbox.json", f"--web.listen-address=127.0.0.1:{BLACKBOX}"],
        stdout=log, stderr=log)
    blackbox = exporter.pid
    time.sleep(1)
    try:
        result = measure(sys.argv[1:])
    finally:
        exporter.kill()
        servers.kill()
    if not sys.argv[1:]:
        readme = ROOT / "benches/README.md"
        begin, end = "<!-- peers -->\n", "<!-- /peers -->"
        before, rest = readme.read_text().split(begin)
        readme.write_text(before + begin + result + "\n" + rest[rest.index(end):])


main()

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
DOCTOR = f"{ROOT}/target/release/otpdoctor"
FLOOR = f"{ROOT}/target/release/floor"
DEBIAN = PLACE / "debian"
PLUGINS = f"{DEBIAN}/usr/lib/nagios/plugins"
VENV = f"{PLACE}/venv/bin"
BLACKBOX = 9115
TICK = os.sysconf("SC_CLK_TCK")
LIBRARIES = "usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/ntp", "lib/x86_64-linux-gnu"
ENV = os.environ | {
    "PERL5LIB": f"{DEBIAN}/usr/lib/x86_64-linux-gnu/perl5/5.36",
    "LD_LIBRARY_PATH": ":".join(f"{DEBIAN}/{folder}" for folder in LIBRARIES),
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


def parallel(name, lines, at_once=32):
    """Many questions under xargs -P, as a scheduler of plugins asks them."""
    path = WORLD / f"{name}.list"
    path.write_text("\n".join(lines) + "\n")
    return f"xargs -P {at_once} -I{{}} sh -c {{}} <{path}"


def doctor(path, only, verdict, in_full=None):
    """The verdict is that of each timed run; the one in full, of a run with -v before them, says of each area how many
    findings came to what."""
    command = f"{DOCTOR} check --here --config {path}" + (f" --only {only}" if only else "")
    return Side("otpdoctor", command, {verdict: 1}, in_full=in_full)


def area(name, well, warned, failed):
    """The line of an area in the table of -v, where nothing stayed unknown."""
    return " +".join([f"^. {name}", *(str(count or "·") for count in (well, warned, failed)), "· "])


def came(well, expired, silent=0):
    """What the program of the floor says at the end."""
    return {rf"\Awell {well} expired {expired} silent {silent}\Z": 1}


class Side:
    """What answers a row. A verdict is how often each pattern must be in what it says; `offset` finds in it by how many
    seconds the clock is off, which is none."""

    def __init__(self, name, command, verdict, server=None, in_full=None, offset=None):
        self.name, self.command, self.verdict, self.server, self.took = name, command, verdict, server, []
        self.in_full, self.offset, self.errors = in_full or {}, offset, []

    def hold(self, said, verdict):
        for what, times in verdict.items():
            found = len(re.findall(what, said, re.MULTILINE))
            if found != times:
                raise SystemExit(f"{self.name} came to {what!r} {found} times instead of {times}:\n{self.command}\n{said[:2000]}")

    def prove(self):
        if self.in_full:
            done = subprocess.run(["sh", "-c", f"{self.command} -v"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=ENV)
            self.hold(done.stdout.decode(), self.in_full)

    def run(self):
        """Wall and processor time of the whole process and those it waited for, and the peak of memory of the largest."""
        before = spent(self.server) if self.server else 0
        if self.server:
            # Its peak from now on.
            Path(f"/proc/{self.server}/clear_refs").write_text("5")
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
            text = said.read().decode(errors="replace").strip()
        cpu, peak = usage.ru_utime + usage.ru_stime, int((WORLD / "peak").read_text()) / 1024
        if self.server:
            cpu += spent(self.server) - before
            peak = max(peak, peak_of(self.server))
        self.hold(text, self.verdict)
        self.took.append((wall, cpu, peak))
        if self.offset:
            self.errors.append(statistics.median(float(off) for off in re.findall(self.offset, text)))


def spent(pid):
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / TICK


def peak_of(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def tls_row(count, asked=4430, holes=False, name=""):
    def realm(nth):
        return ["cloud:", f"  telephony: https://{address(nth)}:{port(nth, asked, holes)}/Telephony.svc"]

    name_of_files = f"tls-{count}-{asked}-{holes}"
    path = config(name_of_files, [realm(nth) for nth in range(count)])
    lines = [f"{PLUGINS}/check_tcp -t 10 -S -D 30 -H {address(nth)} -p {port(nth, asked, holes)}" for nth in range(count)]
    expired, silent = int(count > EXPIRED), count // 20 if holes else 0
    well = count - expired - silent
    plugin = parallel(name_of_files, lines, 256 if holes else 32) if count > 1 else lines[0]
    said = {"will expire on": well, "expired on": expired, "Socket timeout after 10 seconds": silent}
    asks = f"{asked} {count} {str(holes).lower()}"
    asks_blackbox = f"{asked} tls {count} {str(holes).lower()}"
    sides = [
        doctor(path, "cloud-reach", *ours("cloud", "cloud-reach", well, expired, silent)),
        Side("check_tcp", plugin, said),
        Side("blackbox_exporter", f"{FLOOR} blackbox {BLACKBOX} {asks_blackbox}", came(well, expired, silent), blackbox),
        Side("floor", f"{FLOOR} tls {WORLD} {asks}", came(well, expired, silent)),
    ]
    if count == 1 and asked == 4430:
        # It shows the chain with the name of the server and without.
        sides.insert(3, Side("sslyze", f"{VENV}/sslyze --certinfo {address(0)}:{asked}", {"Not After": 2}))
    return f"TLS expiry, {count:,} endpoint{'s' * (count > 1)}{name}", sides


def ours(name, check, well, expired, silent=0):
    verdict = f"^✗ .*: {check}/expired" if expired else "^✓ all checks passed"
    return verdict, {area(name, well, 0, expired + silent): 1}


def smtp_row(count):
    realms = [["overview:", f"  smtp: {{server_address: {address(nth)}, port: 2525, use_ssl: true}}"] for nth in range(count)]
    expired = int(count > EXPIRED)
    well = count - expired
    check = [f"{PLUGINS}/check_smtp -S -D 30 -H {address(nth)} -p 2525" for nth in range(count)]
    swaks = [f"{DEBIAN}/usr/bin/swaks --tls --tls-verify --tls-ca-path {WORLD}/ca.pem --quit-after TLS -s {address(nth)} -p 2525" for nth in range(count)]
    sides = [
        doctor(config(f"smtp-{count}", realms), "smtp-tls", *ours("email", "smtp-tls", well, expired)),
        Side("check_smtp", parallel(f"smtp-{count}", check) if count > 1 else check[0], {"will expire on": well, "expired on": expired}),
        Side("swaks", parallel(f"swaks-{count}", swaks) if count > 1 else swaks[0], {"=== TLS started": well, "certificate verify failed": expired}),
        Side("floor", f"{FLOOR} smtp {WORLD} 2525 {count}", came(well, expired)),
    ]
    return f"SMTP STARTTLS, {count} server{'s' * (count > 1)}", sides


def ntp_row(count, asked=1123, name=""):
    path = config(f"ntp-{count}-{asked}", [["overview: {description: one}"]], ntp=count, ntp_port=asked)
    lines = [f"{PLUGINS}/check_ntp_time -H {address(nth)} -p {asked}" for nth in range(count)]
    # ntpdig asks port 123 alone; from the 500th address on that one jitters.
    digs = [f"{NTPDIG} {address(nth + (500 if asked == 1124 else 0))}" for nth in range(count)]
    ours = {"^✓ all checks passed": 1, r"\b127\.77\.0\.\d+": count}
    sides = [
        Side("otpdoctor", f"{DOCTOR} check --here --config {path} --only clock-skew -v", ours, offset=r"(\d+\.\d+) s\s+by"),
        Side("check_ntp_time", parallel(f"ntp-{count}-{asked}", lines) if count > 1 else lines[0], {"^NTP OK": count}, offset=r"Offset -?(\S+) secs"),
        Side("ntpdate (ntpdig)", parallel(f"dig-{count}-{asked}", digs) if count > 1 else digs[0], {r"\+/-": count}, offset=r"(\d+\.\d+) \+/-"),
        Side("floor", f"{FLOOR} ntp {asked} {count}", came(count, 0)),
    ]
    return f"NTP, {count} server{'s' * (count > 1)}{name}", sides


def files_row(count):
    realms = [[f"client_certificate: c{nth}"] for nth in range(count)]
    path = config(f"files-{count}", realms, certificates=count)
    sides = [
        doctor(path, "certificate-validity", *ours("certificate", "certificate-validity", count - 1, 1)),
        Side("cryptography", f"{VENV}/python {ROOT}/benches/peers/certificates.py {WORLD}/certificates {count}", came(count - 1, 1)),
        Side("floor", f"{FLOOR} certificates {WORLD} {count}", came(count - 1, 1)),
    ]
    return f"expiry of {count:,} certificate files", sides


def parse_row(count):
    path = config(f"parse-{count}", [whole(0, 0)] * count, certificates=1)
    schema = WORLD / "schema.json"
    schema.write_bytes(subprocess.run([DOCTOR, "config", "schema"], capture_output=True, check=True).stdout)
    sides = [Side("otpdoctor", f"{DOCTOR} config validate {path}", {f"is valid: {count} realms": 1})]
    if count <= 1000:
        # Both take minutes for more.
        rules = "{extends: relaxed, rules: {line-length: disable}}"
        sides += [
            Side("yamllint", f"{VENV}/yamllint -d '{rules}' {path}", {r"\A\Z": 1}),
            Side("check-jsonschema", f"{VENV}/check-jsonschema --schemafile {schema} {path}", {r"\Aok\b": 1}),
        ]
    sides += [Side("floor", f"{FLOOR} parse {path}", {rf"\A{count}\Z": 1})]
    return f"parse and validation, {count:,} realms", sides


def codes_rows():
    million = 1_000_000
    kept = "import pyotp,base64;t=pyotp.TOTP(base64.b32encode(b'12345678901234567890').decode());m=1767225600;c=t.at(m)"
    pyotp = f"{VENV}/python -c \"{kept};print('right',sum(t.verify(c,for_time=m,valid_window=1) for _ in range(100000)))\""
    right = {rf"\Aright {million}\Z": 1}
    seed = "3132333435363738393031323334353637383930"
    # A million codes are made and compared until the last of them fits; of six digits an earlier one would.
    oathtool = f"{DEBIAN}/usr/bin/oathtool"
    searched = f"{oathtool} -d 8 -w {million} -c 0 {seed} $({oathtool} -d 8 -c {million - 1} {seed})"
    windowed = [Side(who, f"{FLOOR} codes {who} {million}", right) for who in ("otpdoctor", "totp-rs", "floor")]
    windowed.insert(2, Side("pyotp, a tenth of them", pyotp, {r"\Aright 100000\Z": 1}))
    hotp = [Side(who, f"{FLOOR} codes {who}-hotp {million}", right) for who in ("otpdoctor", "totp-rs", "floor")]
    hotp.insert(2, Side("oathtool", searched, {rf"\A{million - 1}\Z": 1}))
    return [("a million codes verified in a window of ±1 step", windowed), ("a million HOTP codes verified", hotp)]


def every_check(path, count, servers):
    """Both sides of realms that have so many servers in all, one of which has expired where there are enough."""
    expired = int(servers > EXPIRED)
    # The time service of this machine is another finding.
    in_full = {r"^. time +[45] ": 1, area("cloud", 2 * (servers - expired), 2 * servers, 2 * expired): 1}
    in_full |= {area("certificate", 3 * servers - expired, 0, servers + expired): 1}
    in_full |= {area("email", 4 * servers - expired, 1, expired): 1}
    # Two GETs, a conversation with a mail server and a file each, and three time servers.
    floor = rf"\Arealms {count} well {4 * (servers - expired) + 3} expired {4 * expired} silent 0\Z"
    return [
        doctor(path, "", "^✗ .* cause", in_full),
        Side("floor", f"{FLOOR} realms {WORLD} {path} {servers}", {floor: 1}),
    ]


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
    said = {"^NTP OK": 60, "will expire on": 57, "expired on": 3, "^SMTP OK": 20}
    said |= {"will not expire$": 19, "will expire$": 1, r"\.pem: OK$": 19, "certificate has expired": 1}
    sides = every_check(path, 20, 20)
    sides.insert(1, Side("plugins and openssl (180 questions)", parallel("twenty", lines), said))
    return "20 realms with every check", sides


def growth_row(count, own):
    realms = [whole(nth if own else 0, nth if own else 0) for nth in range(count)]
    servers = count if own else 1
    path = config(f"grow-{count}-{own}", realms, certificates=servers, ntp=3)
    kind = "servers of their own" if own else "shared servers"
    return f"{count:,} realm{'s' * (count > 1)}, {kind}", every_check(path, count, servers)


def start_row():
    sides = [
        Side("otpdoctor", f"{DOCTOR} --version", {r"\Aotpdoctor": 1}),
        Side("check_tcp", f"{PLUGINS}/check_tcp --version", {r"\Acheck_tcp": 1}),
        Side("blackbox_exporter", f"{DEBIAN}/usr/bin/prometheus-blackbox-exporter --version", {r"\Ablackbox_exporter": 1}),
        Side("oathtool", f"{DEBIAN}/usr/bin/oathtool --version", {r"\Aoathtool": 1}),
        Side("floor", "/bin/true", {r"\A\Z": 1}),
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
    yield 9, *ntp_row(1, 1124, ", up to 20 ms of jitter")
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
        values += [f"{statistics.median(side.errors) * 1000:.1f} ms" if side.errors else ""]
        yield f"| {title if nth == 0 else ''} | {side.name} | {' | '.join(values + beside)} |"


def versions():
    for deb in sorted((PLACE / "debs").glob("*.deb")):
        name, version = deb.name.split("_")[:2]
        yield f"{name} {version}"
    frozen = subprocess.run([f"{VENV}/python", "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    for name in ("sslyze", "pyotp", "check-jsonschema", "yamllint", "cryptography"):
        yield re.search(rf"(?mi)^{name}==.*", frozen.stdout)[0].replace("==", " ")
    yield "totp-rs " + re.search(r'name = "totp-rs"\nversion = "(.*)"', (ROOT / "Cargo.lock").read_text())[1]


def measure(words):
    lines = ["| row | who | median | least | CPU | peak | error | to the fastest peer | to the floor |", "|--" * 9 + "|"]
    wanted = [row for row in rows() if not words or any(word in row[1] for word in words)]
    loads, missed, begin = [], [], time.monotonic()
    for rounds, title, sides in wanted:
        try:
            for side in sides:
                side.prove()
            for _ in range(rounds):
                for side in sides:
                    side.run()
        except SystemExit as why:
            print(why, file=sys.stderr)
            missed.append(title)
            lines.append(f"| {title} | not measured: {str(why).splitlines()[0]} | | | | | | | |")
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
            f"{time.monotonic() - begin:.0f} s; load of the machine during the run {min(loads, default=0):.1f} to {max(loads, default=0):.1f}. "
            f"Peers: {', '.join(versions())}.")
    return "\n".join([head, "", *lines]), missed


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
        result, missed = measure(sys.argv[1:])
    finally:
        exporter.kill()
        servers.kill()
    if not sys.argv[1:]:
        readme = ROOT / "benches/README.md"
        begin, end = "<!-- peers -->\n", "<!-- /peers -->"
        before, rest = readme.read_text().split(begin)
        readme.write_text(before + begin + result + "\n" + rest[rest.index(end):])
    if missed:
        raise SystemExit(f"not measured: {', '.join(missed)}")


main()

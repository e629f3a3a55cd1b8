module completions {

  def "nu-complete otpdoctor color" [] {
    [ "auto" "always" "never" ]
  }

  # Finds out why one-time passwords from SecureAuth IdP realms stop arriving, and shows what to do
  export extern otpdoctor [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor check only" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor check skip" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor check junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor check fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor check color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the checks on the realms
  export extern "otpdoctor check" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor check only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor check skip" # Do not run these checks or areas
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor check junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor check fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --offline                 # Contact nothing and read no secret: safe with a config that you do not trust
    --at: string              # Check as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --here                    # Treat this machine as the appliance, whatever its name
    --allow-commands          # Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    --record: path            # Write every question and its answer to FILE, without secrets
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --replay: path            # Check a recording or a bundle instead of the servers, - for stdin: all of it, unless --realm, --only or --skip are given; a bundle has its own config
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor check color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor try junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor try fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor try color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the checks on the servers and files of the command line, without a config
  export extern "otpdoctor try" [
    --smtp: string            # A mail server [default port: 25]
    --starttls                # Use STARTTLS, as a realm with SSL set to True does
    --from: string            # The sender of passcodes: otpdoctor checks whether the server accepts it, and the DNS records of its domain
    --to: string              # The recipient that the server is asked to accept [default: the sender]; nothing is sent
    --user: string            # The user name for the mail server; otpdoctor asks for the password
    --password-env: string    # The environment variable with the password; without it otpdoctor asks
    --ntp: string             # NTP servers to compare this machine's clock with [default port: 123]
    --cloud                   # The vendor's cloud services, which send texts and make calls
    --proxy: string           # The web proxy between this machine and the cloud
    --proxy-user: string      # The user name for the proxy
    --proxy-password-env: string # The environment variable with the proxy's password
    --certificate: path       # The license certificate: a PEM, DER or .pfx file; with --cloud otpdoctor presents it there
    --key: path               # The private key of --certificate, if it is in a separate file
    --certificate-password-env: string # The environment variable with the password of the .pfx file or of the key
    --trust: path             # A PEM file of the roots to verify servers against [default: those of this system]
    --write-config: path      # Write a config of these options to FILE, without secrets, before the checks run
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor try junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor try fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --color: string@"nu-complete otpdoctor try color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor diagnose junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor diagnose color" [] {
    [ "auto" "always" "never" ]
  }

  # Find the cause and the cure of what users report
  export extern "otpdoctor diagnose" [
    --list                    # List the symptoms
    --answers: path           # A YAML file with the answers to otpdoctor's questions: symptom, method, realms, since, users; - for stdin
    --realm: string           # A realm that has the problem, by name or glob; repeatable
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor diagnose junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --exit-zero               # Exit with 0 whatever the checks find
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --here                    # Treat this machine as the appliance, whatever its name
    --allow-commands          # Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    --replay: path            # Check a recording or a bundle instead of the servers, - for stdin; a bundle has its own config
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor diagnose color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    ...symptom: string        # What users report: an id of --list, your own words, or a whole ticket (- for stdin); without it otpdoctor asks
  ]

  def "nu-complete otpdoctor watch only" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor watch skip" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor watch output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor watch color" [] {
    [ "auto" "always" "never" ]
  }

  # Repeat the checks, and report what changes
  export extern "otpdoctor watch" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor watch only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor watch skip" # Do not run these checks or areas
    --every: string           # The time from the start of one run to that of the next [default: 5m]
    --jitter: string          # The longest random delay of a run, the first included [default: a tenth of --every, and none of the first]
    --runs: string            # Stop after N runs
    --reports: path           # The folder that keeps the report of each run in which something settled, and the state of the watch [default: watch, in otpdoctor's folder among the user's state]
    --listen: string          # Serve /metrics, /health, /report.json and the HTML report at this address and port, such as 127.0.0.1:9464
    --listen-name: string     # Another host name that --listen answers to, such as that of a reverse proxy, besides its addresses, localhost and the names of this host and the appliance; repeatable
    --waivers: path           # A YAML file of findings that are accepted until a date
    --output(-o): string@"nu-complete otpdoctor watch output" # What is printed: human (a line a change), or json (a notice a line)
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --here                    # Treat this machine as the appliance, whatever its name
    --allow-commands          # Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor watch color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor service color" [] {
    [ "auto" "always" "never" ]
  }

  # Run a watch as a service of Windows
  export extern "otpdoctor service" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor service color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor service install account" [] {
    [ "network-service" "system" ]
  }

  def "nu-complete otpdoctor service install color" [] {
    [ "auto" "always" "never" ]
  }

  # Install the service, which starts with Windows
  export extern "otpdoctor service install" [
    --account: string@"nu-complete otpdoctor service install account" # The account that it runs as: network-service, as the appliance itself does, or system, which may look at all private keys
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor service install color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor service run color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the watch as the service: the service manager of Windows starts this, nobody else can
  export extern "otpdoctor service run" [
    --folder: path            # The folder for its log and its reports
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor service run color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor service remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Stop the service and remove it; its log and its reports remain
  export extern "otpdoctor service remove" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor service remove color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor service help" [
  ]

  # Install the service, which starts with Windows
  export extern "otpdoctor service help install" [
  ]

  # Run the watch as the service: the service manager of Windows starts this, nobody else can
  export extern "otpdoctor service help run" [
  ]

  # Stop the service and remove it; its log and its reports remain
  export extern "otpdoctor service help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor service help help" [
  ]

  def "nu-complete otpdoctor forecast only" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor forecast skip" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor forecast color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what will expire, and when
  export extern "otpdoctor forecast" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor forecast only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor forecast skip" # Do not run these checks or areas
    --offline                 # Look only at files and the config, contact nothing
    --at: string              # Look ahead from another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor forecast color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor certificates color" [] {
    [ "auto" "always" "never" ]
  }

  # List the certificates that a realm could select, and what is wrong with each
  export extern "otpdoctor certificates" [
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --here                    # Treat this machine as the appliance, whatever its name
    --allow-commands          # Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor certificates color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor preview color" [] {
    [ "auto" "always" "never" ]
  }

  # Show the multi-factor page that a realm's users see, from the config alone
  export extern "otpdoctor preview" [
    --realm: string           # A realm by name or glob, or `all`; repeatable [default: all]
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor preview color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor plan only" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor plan skip" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor plan color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what would be contacted, without contacting it
  export extern "otpdoctor plan" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor plan only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor plan skip" # Do not run these checks or areas
    --here                    # Treat this machine as the appliance, whatever its name
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor plan color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor bundle color" [] {
    [ "auto" "always" "never" ]
  }

  # Make, show or verify a support bundle
  export extern "otpdoctor bundle" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor bundle color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor bundle create only" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor bundle create skip" [] {
    [ "time" "network" "cloud" "certificate" "license" "email" "oath" "realm" "api" "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor bundle create color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the checks, and pack the report, the answers and the config without its secrets into one file
  export extern "otpdoctor bundle create" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor bundle create only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor bundle create skip" # Do not run these checks or areas
    --into: path              # Where to write the bundle [default: otpdoctor-APPLIANCE-TIME.zip in this folder]
    --force                   # Overwrite FILE
    --offline                 # Contact nothing and read no secret
    --at: string              # Check as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    --deadline: string        # The time limit of the whole run, such as 30s or 2m
    --here                    # Treat this machine as the appliance, whatever its name
    --allow-commands          # Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    --replay: path            # Pack a recording instead of running the checks; - for stdin
    --waivers: path           # A YAML file of findings that are accepted until a date
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor bundle create color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor bundle show color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what is in a bundle, or print one of its files
  export extern "otpdoctor bundle show" [
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor bundle show color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    path: path                # The bundle
    name?: string             # The file of the bundle to print
  ]

  def "nu-complete otpdoctor bundle verify color" [] {
    [ "auto" "always" "never" ]
  }

  # Compare every file of a bundle with its manifest; exits with 0 if all are unchanged, else with 1
  export extern "otpdoctor bundle verify" [
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor bundle verify color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    path: path                # The bundle
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor bundle help" [
  ]

  # Run the checks, and pack the report, the answers and the config without its secrets into one file
  export extern "otpdoctor bundle help create" [
  ]

  # Show what is in a bundle, or print one of its files
  export extern "otpdoctor bundle help show" [
  ]

  # Compare every file of a bundle with its manifest; exits with 0 if all are unchanged, else with 1
  export extern "otpdoctor bundle help verify" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor bundle help help" [
  ]

  def "nu-complete otpdoctor diff junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor diff fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor diff color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what changed between two saved reports
  export extern "otpdoctor diff" [
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor diff junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor diff fail_on" # What makes the exit code 1: fail (something broke), warn (something worsened too), or skip (something can no longer be checked too)
    --color: string@"nu-complete otpdoctor diff color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    before: path              # The earlier report, as `-o json` wrote it, or a bundle; - for stdin
    after: path               # The later one
  ]

  def "nu-complete otpdoctor report junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor report color" [] {
    [ "auto" "always" "never" ]
  }

  # Show a saved report in another format, or the history of a watch from its folder
  export extern "otpdoctor report" [
    --since: string           # How far back to look in the folder, such as 24h, 30d or 12w [default: 30d]
    --deadline: string        # The time limit, such as 30s or 2m
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor report junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --schema: string          # Print the JSON Schema of what this is: report, notice and others; `list` names them
    --color: string@"nu-complete otpdoctor report color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    file?: path               # A report that `-o json` wrote, or a bundle; - for stdin; or the folder of a watch, for its history
  ]

  def "nu-complete otpdoctor list color" [] {
    [ "auto" "always" "never" ]
  }

  # List the checks
  export extern "otpdoctor list" [
    --verbose(-v)             # Show every reason of every check
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --color: string@"nu-complete otpdoctor list color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor explain topic" [] {
    [ "clock-skew" "clock-skew/ahead" "clock-skew/behind" "clock-skew/whole-hours" "clock-skew/beyond-oath-window" "clock-skew/servers-disagree" "clock-skew/no-server-answered" "time-source" "time-source/no-servers" "time-source/unreachable" "time-source/unsynchronised" "time-source/free-running" "time-source/addresses-disagree" "time-source/week-rollover" "time-source/not-disciplined" "time-source/conflicting-source" "time-source/not-reached" "time-zone" "time-zone/differs" "time-zone/unknown-zone" "name-resolution" "name-resolution/no-such-name" "name-resolution/no-answer" "name-resolution/no-address" "name-resolution/sinkholed" "name-resolution/name-server-failing" "name-resolution/slow" "name-resolution/address-unreachable" "proxy-settings" "proxy-settings/scheme-unsupported" "proxy-settings/cloud-bypassed" "proxy-settings/differs-from-system" "proxy-settings/credentials-in-url" "proxy-reach" "proxy-reach/refused" "proxy-reach/timeout" "proxy-reach/not-a-proxy" "proxy-reach/authentication-required" "proxy-reach/credentials-rejected" "proxy-reach/proxy-certificate" "proxy-reach/forbidden" "proxy-reach/redirects" "proxy-reach/rate-limited" "proxy-reach/no-100-continue" "proxy-reach/bad-gateway" "proxy-reach/intercepts-tls" "proxy-reach/intermittent" "proxy-reach/slow" "proxy-reach/not-reached" "cloud-url" "cloud-url/not-https" "cloud-url/msg-suffix" "cloud-url/wse-enabled" "cloud-url/retired-host" "cloud-url/unknown-host" "cloud-reach" "cloud-reach/refused" "cloud-reach/timeout" "cloud-reach/unreachable" "cloud-reach/reset" "cloud-reach/tls-version" "cloud-reach/tls-failed" "cloud-reach/not-tls" "cloud-reach/untrusted" "cloud-reach/wrong-name" "cloud-reach/expired" "cloud-reach/not-for-servers" "cloud-reach/issuer-not-a-ca" "cloud-reach/weak-certificate" "cloud-reach/name-constrained" "cloud-reach/certificate-invalid" "cloud-reach/common-name-only" "cloud-reach/no-common-cipher" "cloud-reach/client-certificate-rejected" "cloud-reach/client-certificate-required" "cloud-reach/certificate-not-presented" "cloud-reach/http-error" "cloud-reach/renegotiation-required" "cloud-reach/license-rejected" "cloud-reach/intermittent" "cloud-reach/slow" "cloud-reach/not-reached" "certificate-validity" "certificate-validity/missing" "certificate-validity/unreadable" "certificate-validity/wrong-password" "certificate-validity/encrypted" "certificate-validity/unusable" "certificate-validity/ambiguous" "certificate-validity/expired" "certificate-validity/not-yet-valid" "certificate-validity/expires-soon" "certificate-chain" "certificate-chain/untrusted" "certificate-chain/incomplete" "certificate-chain/issuer-expired" "certificate-chain/signature-invalid" "certificate-chain/issuer-not-a-ca" "certificate-chain/issuer-not-for-clients" "certificate-chain/name-constrained" "certificate-chain/disallowed" "certificate-chain/not-readable" "certificate-use" "certificate-use/no-client-auth" "certificate-use/key-usage" "certificate-use/weak-key" "certificate-use/weak-signature" "certificate-use/is-ca" "certificate-use/not-readable" "key-match" "key-match/absent" "key-match/mismatch" "key-match/not-readable" "key-access" "key-access/not-readable" "key-access/readable-by-others" "key-access/orphan-account" "key-access/no-such-account" "key-access/not-judged" "key-access/not-reached" "license-current" "license-current/support-expired" "license-current/support-expires-soon" "license-current/certificate-expired" "license-current/not-readable" "smtp-settings" "smtp-settings/no-server" "smtp-settings/server-invalid" "smtp-settings/implicit-tls" "smtp-settings/plain-submission" "smtp-settings/credentials-in-clear" "smtp-settings/sender-invalid" "smtp-settings/recipient-invalid" "smtp-reach" "smtp-reach/refused" "smtp-reach/filtered" "smtp-reach/unreachable" "smtp-reach/reset" "smtp-reach/no-banner" "smtp-reach/not-smtp" "smtp-reach/turned-away" "smtp-reach/busy" "smtp-reach/rewritten-banner" "smtp-reach/broken-off" "smtp-reach/slow" "smtp-reach/intermittent" "smtp-reach/address-unreachable" "smtp-reach/too-long" "smtp-reach/not-reached" "smtp-firewall" "smtp-firewall/rule-missing" "smtp-firewall/rule-disabled" "smtp-firewall/address-not-listed" "smtp-firewall/port-not-listed" "smtp-firewall/blocks" "smtp-firewall/not-judged" "smtp-firewall/export-unreadable" "smtp-firewall/not-reached" "smtp-tls" "smtp-tls/not-offered" "smtp-tls/stripped" "smtp-tls/refused" "smtp-tls/required" "smtp-tls/untrusted" "smtp-tls/wrong-name" "smtp-tls/expired" "smtp-tls/tls-version" "smtp-tls/not-for-servers" "smtp-tls/issuer-not-a-ca" "smtp-tls/weak-certificate" "smtp-tls/name-constrained" "smtp-tls/certificate-invalid" "smtp-tls/common-name-only" "smtp-tls/no-common-cipher" "smtp-tls/not-reached" "smtp-auth" "smtp-auth/not-offered" "smtp-auth/mechanism-unsupported" "smtp-auth/rejected" "smtp-auth/password-login-disabled" "smtp-auth/app-password-required" "smtp-auth/deferred" "smtp-auth/required" "smtp-auth/broken-off" "smtp-auth/not-reached" "smtp-relay" "smtp-relay/sender-rejected" "smtp-relay/relay-denied" "smtp-relay/recipient-rejected" "smtp-relay/helo-rejected" "smtp-relay/blocklisted" "smtp-relay/no-reverse-dns" "smtp-relay/spf-rejected" "smtp-relay/dmarc-rejected" "smtp-relay/quota-exceeded" "smtp-relay/deferred" "smtp-relay/broken-off" "smtp-relay/cut-short" "smtp-relay/not-reached" "sender-domain" "sender-domain/no-mx" "sender-domain/spf-missing" "sender-domain/spf-invalid" "sender-domain/spf-excludes" "sender-domain/dmarc-missing" "sender-domain/dmarc-invalid" "sender-domain/no-answer" "sender-domain/not-reached" "oath-license-certificate" "oath-license-certificate/differs" "oath-license-certificate/not-selected" "oath-license-certificate/not-reached" "oath-license-certificate/not-readable" "oath-seed" "oath-seed/cannot-open" "oath-seed/corrupt" "oath-seed/no-sample" "oath-seed/not-readable" "oath-settings" "oath-settings/differs-from-provisioning" "oath-settings/app-unsupported" "oath-settings/search-attribute-differs" "oath-settings/field-not-writable" "oath-settings/field-too-short" "realm-prerequisites" "realm-prerequisites/no-description" "realm-prerequisites/no-smtp" "realm-prerequisites/no-data-store" "realm-prerequisites/no-workflow" "realm-prerequisites/secret-in-clear" "second-factor" "second-factor/methods-unused" "second-factor/no-method" "second-factor/not-reached" "help-desk" "help-desk/phone-missing" "help-desk/phone-invalid" "help-desk/email-missing" "help-desk/email-invalid" "help-desk/same-contact" "help-desk/mail-domain-unknown" "help-desk/no-answer" "help-desk/disabled" "otp-policy" "otp-policy/short" "otp-policy/throttling-off" "otp-policy/storage-unmapped" "api-credentials" "api-credentials/unreachable" "api-credentials/unknown-application" "api-credentials/invalid-credentials" "api-credentials/not-enabled" "api-credentials/reply-unsigned" "api-credentials/reply-forged" "api-credentials/slow" "api-credentials/no-common-cipher" "api-credentials/not-reached" "email-send" "email-send/message-rejected" "email-send/deferred" "email-send/broken-off" "email-send/withheld" "email-send/no-server" "email-send/login-in-clear" "passcode-issue" "passcode-issue/method-off" "passcode-issue/locked" "passcode-issue/refused" "passcode-issue/key-unusable" "passcode-issue/store-unavailable" "passcode-issue/no-channel" "email-message" "email-message/address-invalid" "email-message/not-composed" "email-arrival" "email-arrival/not-arrived" "email-arrival/passcode-missing" "email-arrival/in-junk" "email-arrival/sender-not-authenticated" "email-arrival/mailbox-not-configured" "email-arrival/mailbox-unreachable" "email-arrival/mailbox-tls" "email-arrival/mailbox-login-withheld" "email-arrival/mailbox-login-rejected" "email-arrival/mailbox-no-folder" "email-arrival/mailbox-refused" "email-arrival/mailbox-broken-off" "phone-request" "phone-request/user-not-found" "phone-request/number-blocked" "phone-request/locked" "phone-request/throttled" "phone-request/user-refused" "phone-request/not-sent" "phone-request/refused" "sms-gateway" "sms-gateway/unreachable" "sms-gateway/credentials-rejected" "sms-gateway/throttled" "sms-gateway/redirected" "sms-gateway/rejected" "sms-gateway/out-of-order" "sms-gateway/in-clear" "sms-gateway/address-invalid" "passcode-entry" "passcode-entry/nothing-arrived" "passcode-entry/not-a-passcode" "passcode-entry/no-answer" "passcode-verify" "passcode-verify/rejected" "passcode-verify/wrong-length" "passcode-verify/nothing-issued" "passcode-verify/used-up" "passcode-verify/not-enrolled" "passcode-verify/other-key" "passcode-verify/method-off" "passcode-verify/expired" "passcode-verify/replayed" "passcode-verify/locked" "passcode-verify/not-returned" "passcode-verify/key-unusable" "passcode-verify/store-unavailable" "help-desk-choice" "help-desk-choice/not-offered" "help-desk-choice/no-answer" "help-desk-identity" "help-desk-identity/not-identified" "help-desk-identity/no-answer" "help-desk-release" "help-desk-release/not-released" "oath-enrollment" "oath-enrollment/method-off" "oath-enrollment/locked" "oath-enrollment/refused" "oath-enrollment/key-unusable" "oath-enrollment/store-unavailable" "oath-seed-opened" "oath-seed-opened/not-opened" "oath-seed-opened/before-1970" "oath-seed-opened/key-unusable" "oath-seed-opened/store-unavailable" "api-factors" "api-factors/user-not-found" "api-factors/no-factors" "api-factors/refused" "api-throttle" "api-throttle/no-such-user" "api-throttle/not-offered" "api-throttle/refused" "api-validation" "api-validation/rejected" "api-validation/user-not-found" "api-validation/refused" "ok" "off" "not-configured" "not-known" "offline" "not-on-appliance" "not-asked" "deadline" "interrupted" "no-permission" "secret-unavailable" "trust-unavailable" "unscripted" "panic" "out-of-resources" "no-network" "clock-set" "unsupported" "no-sms-or-voice" "no-email" "email-late" "works-sometimes" "registration-code-mismatch" "always-wrong-for-everyone" "always-wrong-in-one-realm" "always-wrong-for-one-user" "no-help-desk" "one-help-desk" "locked-out" "cloud-rejects" "license-error" "no-passcode-asked" "api-refused" "sms-late" "email-in-junk" "code-refused" "enrollment-fails" "method-missing" "clock-wrong" "push-missing" "password-refused" "phone-replaced" "asked-again" "security-key" "single-sign-on" "radius" "wish" "config/invalid" "config/discouraged" "input/unreadable" "min-checked/unmet" "waivers/expired" "waivers/unmatched" ]
  }

  def "nu-complete otpdoctor explain color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain a check, a reason, a step of a probe, or a symptom
  export extern "otpdoctor explain" [
    --folder: directory       # Write the pages of all checks and steps into this folder, as Markdown
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --color: string@"nu-complete otpdoctor explain color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    topic?: string@"nu-complete otpdoctor explain topic" # A check of `otpdoctor list`, a step of a probe, one of their reasons, or a symptom of `otpdoctor diagnose --list`
  ]

  def "nu-complete otpdoctor config color" [] {
    [ "auto" "always" "never" ]
  }

  # Make, check or show the realm config
  export extern "otpdoctor config" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor config validate junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor config validate color" [] {
    [ "auto" "always" "never" ]
  }

  # Check the config, and show all mistakes with their places; exits with 78 if it has one
  export extern "otpdoctor config validate" [
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor config validate junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --strict                  # Treat warnings as mistakes, such as a password in plain text; `check` shows them as findings, and fails on them with --fail-on warn
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config validate color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    file?: path               # The config, a file or a folder, as --config names it
  ]

  def "nu-complete otpdoctor config schema color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the JSON Schema of the config, for editors
  export extern "otpdoctor config schema" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config schema color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor config show color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the config in effect, and where each setting comes from
  export extern "otpdoctor config show" [
    --realm: string           # Only this realm
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config show color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor config init color" [] {
    [ "auto" "always" "never" ]
  }

  # Write a commented config to start from
  export extern "otpdoctor config init" [
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config init color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    path?: path               # The file to write
  ]

  def "nu-complete otpdoctor config import color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a config from realm exports and web.config files, or of the appliance that this is
  export extern "otpdoctor config import" [
    --appliance               # Import the whole appliance that this is: its realm folders on any drive, and what Windows says of clock, zone, proxy, firewall and certificates; with PATH, the realm folders alone of a drive that was copied there
    --aliases: path           # A file with the names of settings in your web.config files, besides the usual ones
    --print-aliases           # Print an alias file to start from
    --into: path              # Write the config to FILE instead of stdout
    --force                   # Overwrite FILE
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config import color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    ...paths: path            # Realms in JSON as the Admin API returns them, a web.config, or a folder of realms with one each
  ]

  def "nu-complete otpdoctor config pull api" [] {
    [ "v1" "v2" ]
  }

  def "nu-complete otpdoctor config pull color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a config from the realms that the appliance's Admin API returns
  export extern "otpdoctor config pull" [
    --realm: string           # The number of a realm; repeatable, or separated by commas
    --application-id: string  # The application id of the API tab of realm 0
    --key-env: string         # The environment variable with the application key
    --key-file: path          # The file whose first line is the application key
    --api: string@"nu-complete otpdoctor config pull api" # The version of the Admin API: v1 for 9.1, v2 since 9.2
    --ca: path                # The authorities of the appliance's certificate, as a PEM file [default: those of this system]
    --into: path              # Write the config to FILE instead of stdout
    --force                   # Overwrite FILE
    --output(-o): string      # The format: human or json, to stdout or as FORMAT=PATH to a file
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config pull color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    url: string               # The appliance: https://HOST
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor config help" [
  ]

  # Check the config, and show all mistakes with their places; exits with 78 if it has one
  export extern "otpdoctor config help validate" [
  ]

  # Print the JSON Schema of the config, for editors
  export extern "otpdoctor config help schema" [
  ]

  # Print the config in effect, and where each setting comes from
  export extern "otpdoctor config help show" [
  ]

  # Write a commented config to start from
  export extern "otpdoctor config help init" [
  ]

  # Make a config from realm exports and web.config files, or of the appliance that this is
  export extern "otpdoctor config help import" [
  ]

  # Make a config from the realms that the appliance's Admin API returns
  export extern "otpdoctor config help pull" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor config help help" [
  ]

  def "nu-complete otpdoctor otp color" [] {
    [ "auto" "always" "never" ]
  }

  # Issue, verify and enroll one-time passwords by a realm's settings
  export extern "otpdoctor otp" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp enroll output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp enroll algorithm" [] {
    [ "sha1" "sha256" "sha512" ]
  }

  def "nu-complete otpdoctor otp enroll import_as" [] {
    [ "auto" "uri" "base32" "hex" ]
  }

  def "nu-complete otpdoctor otp enroll color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a seed for an authenticator app or token, or import one
  export extern "otpdoctor otp enroll" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp enroll output" # The format: human or json
    --token: string           # The name of the app or token
    --totp                    # Codes depend on time; the default
    --hotp                    # Codes depend on a counter
    --counter: string         # The counter to begin with; implies --hotp
    --algorithm: string@"nu-complete otpdoctor otp enroll algorithm" # The hash: sha1, sha256 or sha512 [default: sha1]
    --digits: string          # Digits of a code, 6 to 10 [default: the realm's passcode length]
    --period: string          # How long a code is valid, such as 30s [default: the realm's passcode change interval]
    --epoch: string           # The Unix time that steps are counted from, in seconds (T0 of RFC 6238) [default: 0]
    --issuer: string          # The name of the service in the app [default: the realm's name]
    --import: path            # Import a seed from FILE, or - for standard input or a prompt: an otpauth:// URI, Base32 or hexadecimal
    --import-as: string@"nu-complete otpdoctor otp enroll import_as" # How the seed of --import is written: auto, uri, base32 or hex
    --qr: string              # Write the QR code to FILE.svg or FILE.png instead of the terminal
    --replace                 # Replace the token of this name
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp enroll color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp issue output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp issue method" [] {
    [ "sms" "voice" "email" "help-desk-1" "help-desk-2" ]
  }

  def "nu-complete otpdoctor otp issue color" [] {
    [ "auto" "always" "never" ]
  }

  # Issue a code and print it
  export extern "otpdoctor otp issue" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp issue output" # The format: human or json
    --method: string@"nu-complete otpdoctor otp issue method" # How the code will be delivered to the user: sms, voice, email, help-desk-1 or help-desk-2
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp issue color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp verify output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp verify color" [] {
    [ "auto" "always" "never" ]
  }

  # Verify a code, read from standard input or a prompt
  export extern "otpdoctor otp verify" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp verify output" # The format: human or json
    --token: string           # Verify a code of this app or token [without NAME: app]; without --token otpdoctor verifies the issued code, or one of the user's only token
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp verify color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp resync output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp resync color" [] {
    [ "auto" "always" "never" ]
  }

  # Resynchronize a token with two consecutive codes
  export extern "otpdoctor otp resync" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp resync output" # The format: human or json
    --token: string           # The app or token
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp resync color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp status output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what is stored about a user, without secrets
  export extern "otpdoctor otp status" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp status output" # The format: human or json
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp status color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor otp unlock output" [] {
    [ "human" "json" ]
  }

  def "nu-complete otpdoctor otp unlock color" [] {
    [ "auto" "always" "never" ]
  }

  # Unlock a user
  export extern "otpdoctor otp unlock" [
    --realm: string           # The realm whose settings decide
    --user: string            # The user
    --store: string           # Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user's state folder]
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --output(-o): string@"nu-complete otpdoctor otp unlock output" # The format: human or json
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor otp unlock color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor otp help" [
  ]

  # Make a seed for an authenticator app or token, or import one
  export extern "otpdoctor otp help enroll" [
  ]

  # Issue a code and print it
  export extern "otpdoctor otp help issue" [
  ]

  # Verify a code, read from standard input or a prompt
  export extern "otpdoctor otp help verify" [
  ]

  # Resynchronize a token with two consecutive codes
  export extern "otpdoctor otp help resync" [
  ]

  # Show what is stored about a user, without secrets
  export extern "otpdoctor otp help status" [
  ]

  # Unlock a user
  export extern "otpdoctor otp help unlock" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor otp help help" [
  ]

  def "nu-complete otpdoctor probe color" [] {
    [ "auto" "always" "never" ]
  }

  # Send a passcode end to end, step by step: issue, deliver, receive, verify
  export extern "otpdoctor probe" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe email junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe email fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe email color" [] {
    [ "auto" "always" "never" ]
  }

  # Send a passcode by e-mail as the realm does, and verify what arrives
  export extern "otpdoctor probe email" [
    --to: string              # The recipient, whose mail must arrive in the mailbox of the config [default: probes.mailbox.address]
    --wait: string            # How long to wait for the message
    --no-mailbox              # Ask for the passcode that arrived, instead of reading the mailbox
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe email junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe email fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe email color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe sms junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe sms fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe sms by" [] {
    [ "api" "gateway" ]
  }

  def "nu-complete otpdoctor probe sms color" [] {
    [ "auto" "always" "never" ]
  }

  # Send a passcode to a phone by text message, and verify it
  export extern "otpdoctor probe sms" [
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe sms junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe sms fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --to: string              # The phone number to send to, such as "+1 949 555 0100"
    --by: string@"nu-complete otpdoctor probe sms by" # Who sends the message: api (the realm, through its Authentication API) or gateway (`probes.sms_gateway` of the config) [default: gateway if the config has one, else api]
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe sms color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe voice junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe voice fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe voice color" [] {
    [ "auto" "always" "never" ]
  }

  # Send a passcode to a phone by voice call, and verify it
  export extern "otpdoctor probe voice" [
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe voice junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe voice fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --to: string              # The phone number to call, such as "+1 949 555 0100"
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe voice color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe help-desk junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe help-desk fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe help-desk color" [] {
    [ "auto" "always" "never" ]
  }

  # Let a help desk release a passcode: a user asks for it, the operator releases it, the user enters it
  export extern "otpdoctor probe help-desk" [
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe help-desk junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe help-desk fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --desk: string            # The help desk that the user chooses, 1 or 2 [default: the enabled one; if both are, otpdoctor asks]
    --operator-file: path     # Write the code for the operator into this new file, which only its owner can read and which is removed at the end
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe help-desk color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe oath junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe oath fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe oath color" [] {
    [ "auto" "always" "never" ]
  }

  # Enroll an app, and verify its codes in every OATH realm
  export extern "otpdoctor probe oath" [
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe oath junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe oath fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe oath color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor probe api junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor probe api fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor probe api color" [] {
    [ "auto" "always" "never" ]
  }

  # Ask a realm's Authentication API about a user
  export extern "otpdoctor probe api" [
    --realm: string           # The realm; not needed if the config has only one
    --user: string            # The user of the probe
    --count: string           # The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    --interval: string        # The pause between two runs, such as 10s or 5m
    --deadline: string        # The time limit of one run, the time for answers included
    --store: string           # Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    --yes                     # Send without asking
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor probe api junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor probe api fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --trace                   # Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    --waivers: path           # A YAML file of findings that are accepted until a date
    --allow-commands          # Allow the programs of `{command: …}` secrets to run
    --validate                # Let the realm validate a passcode that it has sent: you type it, and a wrong one counts as a failed attempt
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor probe api color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor probe help" [
  ]

  # Send a passcode by e-mail as the realm does, and verify what arrives
  export extern "otpdoctor probe help email" [
  ]

  # Send a passcode to a phone by text message, and verify it
  export extern "otpdoctor probe help sms" [
  ]

  # Send a passcode to a phone by voice call, and verify it
  export extern "otpdoctor probe help voice" [
  ]

  # Let a help desk release a passcode: a user asks for it, the operator releases it, the user enters it
  export extern "otpdoctor probe help help-desk" [
  ]

  # Enroll an app, and verify its codes in every OATH realm
  export extern "otpdoctor probe help oath" [
  ]

  # Ask a realm's Authentication API about a user
  export extern "otpdoctor probe help api" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor probe help help" [
  ]

  def "nu-complete otpdoctor demo junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor demo fail_on" [] {
    [ "fail" "warn" "skip" ]
  }

  def "nu-complete otpdoctor demo color" [] {
    [ "auto" "always" "never" ]
  }

  # Run all checks on simulated realms on this machine, with chosen faults
  export extern "otpdoctor demo" [
    --fault: string           # A fault to simulate, such as clock-skew/behind; `list` prints all names; repeatable
    --keep: directory         # Keep the config, the recording and the report in DIR, to try other commands with; DIR must be empty or new
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor demo junit_warn_as" # How JUnit shows a warning: pass (with its text) or failure
    --sarif-include-pass      # Write passed checks into SARIF too; GitHub shows each as an alert
    --verbose(-v)             # Show every finding, and a table of the areas
    --fail-on: string@"nu-complete otpdoctor demo fail_on" # What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    --min-checked: string     # Exit with 3 if fewer than N % of the checks could run in one of the realms
    --exit-zero               # Exit with 0 whatever the checks find
    --color: string@"nu-complete otpdoctor demo color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor completions shell" [] {
    [ "bash" "elvish" "fish" "nushell" "powershell" "zsh" ]
  }

  def "nu-complete otpdoctor completions color" [] {
    [ "auto" "always" "never" ]
  }

  # Print shell completions
  export extern "otpdoctor completions" [
    --color: string@"nu-complete otpdoctor completions color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    shell: string@"nu-complete otpdoctor completions shell" # The shell
  ]

  def "nu-complete otpdoctor man color" [] {
    [ "auto" "always" "never" ]
  }

  # Print a manual page, or write all of them
  export extern "otpdoctor man" [
    --folder: directory       # Write the pages of all commands into this folder
    --color: string@"nu-complete otpdoctor man color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    ...command: string        # The command, such as `probe email` [default: otpdoctor itself]
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor help" [
  ]

  # Run the checks on the realms
  export extern "otpdoctor help check" [
  ]

  # Run the checks on the servers and files of the command line, without a config
  export extern "otpdoctor help try" [
  ]

  # Find the cause and the cure of what users report
  export extern "otpdoctor help diagnose" [
  ]

  # Repeat the checks, and report what changes
  export extern "otpdoctor help watch" [
  ]

  # Run a watch as a service of Windows
  export extern "otpdoctor help service" [
  ]

  # Install the service, which starts with Windows
  export extern "otpdoctor help service install" [
  ]

  # Run the watch as the service: the service manager of Windows starts this, nobody else can
  export extern "otpdoctor help service run" [
  ]

  # Stop the service and remove it; its log and its reports remain
  export extern "otpdoctor help service remove" [
  ]

  # Show what will expire, and when
  export extern "otpdoctor help forecast" [
  ]

  # List the certificates that a realm could select, and what is wrong with each
  export extern "otpdoctor help certificates" [
  ]

  # Show the multi-factor page that a realm's users see, from the config alone
  export extern "otpdoctor help preview" [
  ]

  # Show what would be contacted, without contacting it
  export extern "otpdoctor help plan" [
  ]

  # Make, show or verify a support bundle
  export extern "otpdoctor help bundle" [
  ]

  # Run the checks, and pack the report, the answers and the config without its secrets into one file
  export extern "otpdoctor help bundle create" [
  ]

  # Show what is in a bundle, or print one of its files
  export extern "otpdoctor help bundle show" [
  ]

  # Compare every file of a bundle with its manifest; exits with 0 if all are unchanged, else with 1
  export extern "otpdoctor help bundle verify" [
  ]

  # Show what changed between two saved reports
  export extern "otpdoctor help diff" [
  ]

  # Show a saved report in another format, or the history of a watch from its folder
  export extern "otpdoctor help report" [
  ]

  # List the checks
  export extern "otpdoctor help list" [
  ]

  # Explain a check, a reason, a step of a probe, or a symptom
  export extern "otpdoctor help explain" [
  ]

  # Make, check or show the realm config
  export extern "otpdoctor help config" [
  ]

  # Check the config, and show all mistakes with their places; exits with 78 if it has one
  export extern "otpdoctor help config validate" [
  ]

  # Print the JSON Schema of the config, for editors
  export extern "otpdoctor help config schema" [
  ]

  # Print the config in effect, and where each setting comes from
  export extern "otpdoctor help config show" [
  ]

  # Write a commented config to start from
  export extern "otpdoctor help config init" [
  ]

  # Make a config from realm exports and web.config files, or of the appliance that this is
  export extern "otpdoctor help config import" [
  ]

  # Make a config from the realms that the appliance's Admin API returns
  export extern "otpdoctor help config pull" [
  ]

  # Issue, verify and enroll one-time passwords by a realm's settings
  export extern "otpdoctor help otp" [
  ]

  # Make a seed for an authenticator app or token, or import one
  export extern "otpdoctor help otp enroll" [
  ]

  # Issue a code and print it
  export extern "otpdoctor help otp issue" [
  ]

  # Verify a code, read from standard input or a prompt
  export extern "otpdoctor help otp verify" [
  ]

  # Resynchronize a token with two consecutive codes
  export extern "otpdoctor help otp resync" [
  ]

  # Show what is stored about a user, without secrets
  export extern "otpdoctor help otp status" [
  ]

  # Unlock a user
  export extern "otpdoctor help otp unlock" [
  ]

  # Send a passcode end to end, step by step: issue, deliver, receive, verify
  export extern "otpdoctor help probe" [
  ]

  # Send a passcode by e-mail as the realm does, and verify what arrives
  export extern "otpdoctor help probe email" [
  ]

  # Send a passcode to a phone by text message, and verify it
  export extern "otpdoctor help probe sms" [
  ]

  # Send a passcode to a phone by voice call, and verify it
  export extern "otpdoctor help probe voice" [
  ]

  # Let a help desk release a passcode: a user asks for it, the operator releases it, the user enters it
  export extern "otpdoctor help probe help-desk" [
  ]

  # Enroll an app, and verify its codes in every OATH realm
  export extern "otpdoctor help probe oath" [
  ]

  # Ask a realm's Authentication API about a user
  export extern "otpdoctor help probe api" [
  ]

  # Run all checks on simulated realms on this machine, with chosen faults
  export extern "otpdoctor help demo" [
  ]

  # Print shell completions
  export extern "otpdoctor help completions" [
  ]

  # Print a manual page, or write all of them
  export extern "otpdoctor help man" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "otpdoctor help help" [
  ]

}

export use completions *

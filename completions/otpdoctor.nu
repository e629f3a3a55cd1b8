module completions {

  def "nu-complete otpdoctor color" [] {
    [ "auto" "always" "never" ]
  }

  # Finds out why one-time passwords stop arriving from SecureAuth IdP realms, and says what to do
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
    [ "fail" "warn" ]
  }

  def "nu-complete otpdoctor check color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the checks on the realms
  export extern "otpdoctor check" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor check only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor check skip" # Leave out these checks or areas
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor check junit_warn_as" # What a warning is in JUnit: pass (with its text), or failure
    --sarif-include-pass      # Write what passed into SARIF too; GitHub would show each as an alert
    --verbose(-v)             # Show every finding
    --fail-on: string@"nu-complete otpdoctor check fail_on" # What makes the exit code 1: fail (failures only), or warn (warnings too)
    --exit-zero               # Exit with 0 whatever was found
    --offline                 # Contact nothing and resolve no secret: safe on a stranger's config
    --at: string              # Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z
    --deadline: string        # The longest that the whole run may take, such as 30s or 2m
    --here                    # Take this machine for the appliance, whatever its name
    --allow-commands          # Allow `{command: …}` secrets to run
    --record: path            # Write every question and answer to FILE, secrets cut out
    --waivers: path           # Findings that are known and accepted for a while
    --replay: path            # Judge a recording instead of the world
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor check color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor diagnose junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor diagnose color" [] {
    [ "auto" "always" "never" ]
  }

  # Name the cause of what users say, and the cure
  export extern "otpdoctor diagnose" [
    --list                    # Name the symptoms
    --answers: path           # Answers instead of questions: a YAML file with symptom, method, realms, since, users; - for stdin
    --realm: string           # A troubled realm by name or glob; repeatable
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor diagnose junit_warn_as" # What a warning is in JUnit: pass (with its text), or failure
    --sarif-include-pass      # Write what passed into SARIF too; GitHub would show each as an alert
    --verbose(-v)             # Show what was in order, and what to tell support, although a cause was found
    --exit-zero               # Exit with 0 whatever was found
    --deadline: string        # The longest that the whole run may take, such as 30s or 2m
    --here                    # Take this machine for the appliance, whatever its name
    --allow-commands          # Allow `{command: …}` secrets to run
    --replay: path            # Judge a recording of `check --record` instead of the world
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor diagnose color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    ...symptom: string        # What users say: an id of --list, or your own words; left out: a few questions
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

  # Show what will expire, in order
  export extern "otpdoctor forecast" [
    --realm: string           # A realm by name or glob, or `all`; repeatable
    --only: string@"nu-complete otpdoctor forecast only" # Run only these checks or areas; repeatable, or separated by commas
    --skip: string@"nu-complete otpdoctor forecast skip" # Leave out these checks or areas
    --offline                 # Look only at files and the config, contact nothing
    --json                    # As JSON, for programs
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor forecast color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
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
    --skip: string@"nu-complete otpdoctor plan skip" # Leave out these checks or areas
    --here                    # Take this machine for the appliance, whatever its name
    --json                    # As JSON, one question a line
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor plan color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor report junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor report color" [] {
    [ "auto" "always" "never" ]
  }

  # Show a saved report again, in any format
  export extern "otpdoctor report" [
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor report junit_warn_as" # What a warning is in JUnit: pass (with its text), or failure
    --sarif-include-pass      # Write what passed into SARIF too; GitHub would show each as an alert
    --verbose(-v)             # Show every finding
    --schema                  # Print the JSON Schema of such reports
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor report color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    file?: path               # A report that `-o json` wrote; - for stdin
  ]

  def "nu-complete otpdoctor list color" [] {
    [ "auto" "always" "never" ]
  }

  # List the checks
  export extern "otpdoctor list" [
    --verbose(-v)             # Show every reason of every check
    --json                    # As JSON, for programs
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor list color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor explain id" [] {
    [ "clock-skew" "time-source" "time-zone" "name-resolution" "proxy-settings" "proxy-reach" "cloud-url" "cloud-reach" "certificate-validity" "certificate-chain" "certificate-use" "key-match" "key-access" "license-current" "smtp-settings" "smtp-reach" "smtp-firewall" "smtp-tls" "smtp-auth" "smtp-relay" "sender-domain" "oath-license-certificate" "oath-seed" "oath-settings" "realm-prerequisites" "second-factor" "help-desk" "otp-policy" "api-credentials" ]
  }

  def "nu-complete otpdoctor explain color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the page of one check
  export extern "otpdoctor explain" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor explain color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    id: string@"nu-complete otpdoctor explain id" # The check, as `otpdoctor list` names it
  ]

  def "nu-complete otpdoctor config color" [] {
    [ "auto" "always" "never" ]
  }

  # Look at the realm config, or begin one
  export extern "otpdoctor config" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete otpdoctor config validate color" [] {
    [ "auto" "always" "never" ]
  }

  # Check the config: every mistake at once, with its place
  export extern "otpdoctor config validate" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config validate color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
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
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config init color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    path?: path               # Where to
  ]

  def "nu-complete otpdoctor config import color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a config of realm exports and web.config files
  export extern "otpdoctor config import" [
    --aliases: path           # Where settings stand in a web.config, in addition to what is standard
    --print-aliases           # Print an alias file to start from
    --into: path              # Write the config to FILE instead of stdout
    --force                   # Overwrite FILE
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config import color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    ...paths: path            # Realms in JSON as the Admin API sends them, a web.config, or a folder of realms with one each
  ]

  def "nu-complete otpdoctor config pull api" [] {
    [ "v1" "v2" ]
  }

  def "nu-complete otpdoctor config pull color" [] {
    [ "auto" "always" "never" ]
  }

  # Make a config of what the appliance's Admin API says
  export extern "otpdoctor config pull" [
    --realm: string           # The number of a realm; repeatable, or separated by commas
    --application-id: string  # The application id of the API tab of realm 0
    --key-env: string         # The environment variable that holds the application key
    --key-file: path          # The file whose first line is the application key
    --api: string@"nu-complete otpdoctor config pull api" # The version of the Admin API: v1 for 9.1, v2 since 9.2
    --ca: path                # The authorities that vouch for the appliance, in PEM form [default: those of this system]
    --into: path              # Write the config to FILE instead of stdout
    --force                   # Overwrite FILE
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor config pull color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    url: string               # The appliance: https://HOST
  ]

  def "nu-complete otpdoctor demo junit_warn_as" [] {
    [ "pass" "failure" ]
  }

  def "nu-complete otpdoctor demo fail_on" [] {
    [ "fail" "warn" ]
  }

  def "nu-complete otpdoctor demo color" [] {
    [ "auto" "always" "never" ]
  }

  # Run the whole doctor on an embedded realm, everything on loopback
  export extern "otpdoctor demo" [
    --fault: string           # Break something first, such as clock-skew/behind; `list` prints all names; repeatable
    --variant: string         # Start from a healthy realm of another shape: the tests use it
    --output(-o): string      # A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable
    --junit-warn-as: string@"nu-complete otpdoctor demo junit_warn_as" # What a warning is in JUnit: pass (with its text), or failure
    --sarif-include-pass      # Write what passed into SARIF too; GitHub would show each as an alert
    --verbose(-v)             # Show every finding
    --fail-on: string@"nu-complete otpdoctor demo fail_on" # What makes the exit code 1: fail (failures only), or warn (warnings too)
    --exit-zero               # Exit with 0 whatever was found
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
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
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor completions color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
    shell: string@"nu-complete otpdoctor completions shell" # The shell
  ]

  def "nu-complete otpdoctor man color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the manual page
  export extern "otpdoctor man" [
    --config: path            # The realm config, a file or a folder [default: ./otpdoctor.yaml, the user's config folder, /etc/otpdoctor]
    --color: string@"nu-complete otpdoctor man color" # When to color: auto (on a terminal, unless NO_COLOR is set), always, or never
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

}

export use completions *

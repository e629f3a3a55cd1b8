# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_otpdoctor_global_optspecs
    string join \n config= color= h/help V/version
end

function __fish_otpdoctor_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_otpdoctor_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_otpdoctor_using_subcommand
    set -l cmd (__fish_otpdoctor_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "check" -d 'Run the checks on the realms'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "try" -d 'Run the checks on what the command line names, without a config'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "diagnose" -d 'Name the cause of what users say, and the cure'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "watch" -d 'Run the checks again and again, and tell what changes'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "forecast" -d 'Show what will expire, in order'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "preview" -d 'Show the multi-factor page that a realm\'s users see, from the config alone'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "plan" -d 'Show what would be contacted, without contacting it'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "bundle" -d 'Make, look at or verify a bundle for support'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "diff" -d 'Say what changed between two saved reports'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "report" -d 'Show a saved report again, in any format; or, of the folder of a watch, when each cause held'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "list" -d 'List the checks'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "explain" -d 'Print the page of one check, or of one step of a probe'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "config" -d 'Look at the realm config, or begin one'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "otp" -d 'Issue, verify and enroll one-time passwords as a realm\'s settings say'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "probe" -d 'Send a passcode its whole way, step by step: issued, delivered, received, verified'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "demo" -d 'Run the whole doctor on an embedded realm, everything on loopback'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "completions" -d 'Print shell completions'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "man" -d 'Print a manual page, or write them all'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l realm -d 'A realm by name or glob, or `all`; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l only -d 'Run only these checks or areas; repeatable, or separated by commas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l skip -d 'Leave out these checks or areas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l at -d 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l record -d 'Write every question and answer to FILE, secrets cut out' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l replay -d 'Judge a recording or a bundle instead of the world, - for stdin: what its run looked at, unless --realm, --only or --skip say otherwise; a bundle brings its own config' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l offline -d 'Contact nothing and resolve no secret: safe on a stranger\'s config'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l allow-commands -d 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l smtp -d 'A mail server; without a port: 25' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l from -d 'The sender of passcodes: whether the server takes it, and what DNS says of its domain' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l to -d 'The recipient that the server is asked to take [default: the sender]; nothing is sent' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l user -d 'The user to log in to the mail server as; its password is asked for' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l password-env -d 'The environment variable that holds the password, instead of a question' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l ntp -d 'NTP servers to hold this machine\'s clock against; without a port: 123' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l proxy -d 'The web proxy between here and the cloud' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l proxy-user -d 'The user that the proxy wants' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l proxy-password-env -d 'The environment variable that holds the proxy\'s password' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l certificate -d 'The license certificate: a PEM or DER file, or .pfx; with --cloud it is presented there' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l key -d 'The private key of --certificate, where it is in a file of its own' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l certificate-password-env -d 'The environment variable that holds the password of the .pfx file or of the key' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l trust -d 'A PEM file of the roots to verify servers against [default: those of this system]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l write-config -d 'Write the config of all this to FILE, without any secret, before the checks run' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l starttls -d 'Encrypt by STARTTLS, as a realm with SSL does'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l cloud -d 'The vendor\'s cloud services, which send texts and make calls'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand try" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l answers -d 'Answers instead of questions: a YAML file with symptom, method, realms, since, users; - for stdin' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l realm -d 'A troubled realm by name or glob; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l replay -d 'Judge a recording or a bundle instead of the world, - for stdin; a bundle brings its own config' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l list -d 'Name the symptoms'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l allow-commands -d 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l realm -d 'A realm by name or glob, or `all`; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l only -d 'Run only these checks or areas; repeatable, or separated by commas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l skip -d 'Leave out these checks or areas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l every -d 'The time from the start of one run to that of the next [default: 5m]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l jitter -d 'The longest that chance adds to it; the first run waits a part of it too [default: a tenth, and none at first]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l runs -d 'End after N runs' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l reports -d 'The folder that keeps the report of each run in which something settled, and the state of the watch [default: watch, in otpdoctor\'s folder among the user\'s state]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l listen -d 'Serve /metrics, /health, /report.json and the HTML report at this address and port, such as 127.0.0.1:9464' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l listen-name -d 'Another name under which --listen answers, as behind a reverse proxy, besides its addresses, localhost and the names of this host and the appliance; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -s o -l output -d 'What is printed: human (a line a change), or json (a notice a line)' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -l allow-commands -d 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand watch" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l realm -d 'A realm by name or glob, or `all`; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l only -d 'Run only these checks or areas; repeatable, or separated by commas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l skip -d 'Leave out these checks or areas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l offline -d 'Look only at files and the config, contact nothing'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l json -d 'As JSON, for programs'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -l realm -d 'A realm by name or glob, or `all`; repeatable [default: all]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand preview" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l realm -d 'A realm by name or glob, or `all`; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l only -d 'Run only these checks or areas; repeatable, or separated by commas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l skip -d 'Leave out these checks or areas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l json -d 'As JSON, one question a line'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -f -a "create" -d 'Run the checks, and pack the report, the answers and the config without its secrets into one file'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -f -a "show" -d 'Say what is in a bundle, or print one of its files'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and not __fish_seen_subcommand_from create show verify" -f -a "verify" -d 'Compare every file of a bundle with its manifest: 0 all is as it was made, 1 it is not'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l realm -d 'A realm by name or glob, or `all`; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l only -d 'Run only these checks or areas; repeatable, or separated by commas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l skip -d 'Leave out these checks or areas' -r -f -a "time\t'every check of the area'
network\t'every check of the area'
cloud\t'every check of the area'
certificate\t'every check of the area'
license\t'every check of the area'
email\t'every check of the area'
oath\t'every check of the area'
realm\t'every check of the area'
api\t'every check of the area'
clock-skew\t'the appliance clock agrees with the NTP servers'
time-source\t'the NTP servers are reliable, and a service keeps the appliance clock'
time-zone\t'the appliance has the configured time zone'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings are usable and agree with the host\'s own'
proxy-reach\t'the proxy opens a tunnel to every cloud service'
cloud-url\t'the cloud service URLs are current'
cloud-reach\t'every cloud service answers over TLS'
certificate-validity\t'the selected certificates can be read and are valid today'
certificate-chain\t'the selected certificates lead to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys belong to the selected certificates'
key-access\t'the service account can read the private keys, and others cannot'
license-current\t'the support license and its certificate are current'
smtp-settings\t'the SMTP settings are complete and consistent'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP allows the mail server'
smtp-tls\t'TLS with the mail server works, and its certificate is valid'
smtp-auth\t'the mail server accepts the login'
smtp-relay\t'the mail server accepts sender and recipient'
sender-domain\t'receivers can verify mail from the sender\'s domain'
oath-license-certificate\t'all OATH realms select the same license certificate'
oath-seed\t'the license certificate decrypts a sample seed'
oath-settings\t'OATH settings agree between realms and suit the apps and the directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l into -d 'Where to [default: otpdoctor-APPLIANCE-TIME.zip here]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l at -d 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l force -d 'Overwrite FILE'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l offline -d 'Contact nothing and resolve no secret'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -l allow-commands -d 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from show" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from show" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -l fail-on -d 'What makes the exit code 1: fail (something broke), warn (something worsened too), or skip (something can no longer be checked too)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -l json -d 'As JSON, for programs; schema otpdoctor.diff/1'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diff" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l since -d 'Of a folder: how far back to look, such as 24h, 30d or 12w [default: 30d]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l schema -d 'Print the JSON Schema of what this is: report, notice and others; `list` names them' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s v -l verbose -d 'Show every reason of every check'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l json -d 'As JSON, for programs'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -l folder -d 'Write the pages of all checks and steps into this folder, as Markdown' -r -f -a "(__fish_complete_directories)"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "validate" -d 'Check the config: every mistake at once, with its place; exit code 78 where there is one'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "schema" -d 'Print the JSON Schema of the config, for editors'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "show" -d 'Print the config in effect, and where each setting comes from'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "init" -d 'Write a commented config to start from'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "import" -d 'Make a config of realm exports and web.config files'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "pull" -d 'Make a config of what the appliance\'s Admin API says'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l strict -d 'Warnings are mistakes too: a password in plain text, for one'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l realm -d 'Only this realm' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l aliases -d 'Where settings stand in a web.config, in addition to what is standard' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l into -d 'Write the config to FILE instead of stdout' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l print-aliases -d 'Print an alias file to start from'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l force -d 'Overwrite FILE'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l realm -d 'The number of a realm; repeatable, or separated by commas' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l application-id -d 'The application id of the API tab of realm 0' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l key-env -d 'The environment variable that holds the application key' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l key-file -d 'The file whose first line is the application key' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l api -d 'The version of the Admin API: v1 for 9.1, v2 since 9.2' -r -f -a "v1\t'9.1'
v2\t'9.2 and later'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l ca -d 'The authorities that vouch for the appliance, in PEM form [default: those of this system]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l into -d 'Write the config to FILE instead of stdout' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l force -d 'Overwrite FILE'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "enroll" -d 'Make a seed for an authenticator app or token, or take one over'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "issue" -d 'Issue a code and print it'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "verify" -d 'Verify a code, read from standard input or a prompt'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "resync" -d 'Bring a token back into step with two of its codes in a row'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "status" -d 'Show what is kept of a user, without secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and not __fish_seen_subcommand_from enroll issue verify resync status unlock" -f -a "unlock" -d 'Take a user\'s lock off'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l token -d 'What to call the app or token among the user\'s' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l counter -d 'The counter to begin with; implies --hotp' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l algorithm -d 'The hash: sha1, sha256 or sha512 [default: sha1]' -r -f -a "sha1\t''
sha256\t''
sha512\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l digits -d 'Digits of a code, 6 to 10 [default: the realm\'s passcode length]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l period -d 'How long a code stands, such as 30s [default: the realm\'s passcode change interval]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l epoch -d 'The Unix time that steps are counted from, in seconds (T0 of RFC 6238) [default: 0]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l issuer -d 'The name of the service in the app [default: the realm\'s name]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l import -d 'Take a seed over from FILE, or - for standard input or a prompt: an otpauth:// URI, Base32 or hexadecimal' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l import-as -d 'How the seed of --import is written: auto, uri, base32 or hex' -r -f -a "auto\t'Whichever it looks like'
uri\t'An `otpauth://` URI'
base32\t'Base32'
hex\t'Hexadecimal digits'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l qr -d 'Write the QR code to FILE.svg or FILE.png instead of the terminal' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l totp -d 'Codes depend on time; the default'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l hotp -d 'Codes depend on a counter'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -l replace -d 'Take the place of a token of this name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from enroll" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l method -d 'How the code is to reach the user: sms, voice, email, help-desk-1 or help-desk-2' -r -f -a "sms\t'text message'
voice\t'voice call'
email\t'e-mail'
help-desk-1\t'Help Desk 1'
help-desk-2\t'Help Desk 2'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from issue" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l token -d 'The code is of this app or token [without a name: app]; left out: it was issued, or, where none that was issued waits, it is of the user\'s only token' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l token -d 'The app or token' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from resync" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l realm -d 'The realm whose settings decide' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l user -d 'The user' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l store -d 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user\'s state folder]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -s o -l output -d 'How to say it: human or json' -r -f -a "human\t'For a person at a terminal'
json\t'For programs'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand otp; and __fish_seen_subcommand_from unlock" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "email" -d 'Send a passcode by e-mail as the realm does, and verify what arrives'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "sms" -d 'Have a text message with a passcode sent to a phone, and verify what arrives'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "voice" -d 'Have a call with a passcode made to a phone, and verify what it tells'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "help-desk" -d 'Go through the release of a passcode by a help desk: who asks, who releases, what is entered'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "oath" -d 'Enroll an app\'s token, and have every realm take its codes'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and not __fish_seen_subcommand_from email sms voice help-desk oath api" -f -a "api" -d 'Ask a realm\'s Authentication API what it says of a user'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l to -d 'The recipient, whose mail must arrive in the mailbox that is looked into [default: probes.mailbox.address]' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l wait -d 'How long the message is waited for' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l no-mailbox -d 'Look into no mailbox: ask the person for the passcode that arrived'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from email" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l to -d 'The phone number to send to, such as "+1 949 555 0100"' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l by -d 'Who sends: api (the realm, through its Authentication API), or gateway (`probes.sms_gateway` of the config); left out: the gateway where the config has one' -r -f -a "api\t''
gateway\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from sms" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l to -d 'The phone number to call, such as "+1 949 555 0100"' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from voice" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l desk -d 'The help desk that the user chooses, 1 or 2; left out: the one that is on, or the user is asked' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l operator-file -d 'Hand the code to the operator in this new file, which only its owner can read and which is removed at the end' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from help-desk" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from oath" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l realm -d 'The realm; may be left out where the config has one' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l user -d 'The user that it is about' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l count -d 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l interval -d 'The pause between two of them, such as 10s or 5m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l deadline -d 'The longest that one of them may take, a person\'s answers included' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l store -d 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l yes -d 'Do not ask before something is sent'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l trace -d 'Show on stderr what was said to each server and by it (SMTP, HTTP, CONNECT, NTP), without the secrets'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -l validate -d 'Have a passcode validated that the realm has sent: you type it, and a wrong one counts as a failed attempt'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand probe; and __fish_seen_subcommand_from api" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l fault -d 'Break something first, such as clock-skew/behind; `list` prints all names; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l fail-on -d 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'
skip\t'Everything that is not a pass: warnings, what is unknown, and what was skipped'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l min-checked -d 'Exit with 3 where fewer than N % of the checks could judge anything' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s v -l verbose -d 'Show more: every finding, and what was in order'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -l folder -d 'Write the pages of all commands into this folder' -r -f -a "(__fish_complete_directories)"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -s V -l version -d 'Print version'

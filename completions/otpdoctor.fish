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
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "check" -d 'Run the checks on the realms'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "diagnose" -d 'Name the cause of what users say, and the cure'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "forecast" -d 'Show what will expire, in order'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "plan" -d 'Show what would be contacted, without contacting it'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "report" -d 'Show a saved report again, in any format'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "list" -d 'List the checks'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "explain" -d 'Print the page of one check'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "config" -d 'Look at the realm config, or begin one'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "demo" -d 'Run the whole doctor on an embedded realm, everything on loopback'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "completions" -d 'Print shell completions'
complete -c otpdoctor -n "__fish_otpdoctor_needs_command" -f -a "man" -d 'Print the manual page'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l fail-on -d 'What makes the exit code 1: fail (failures only), or warn (warnings too)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l at -d 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l record -d 'Write every question and answer to FILE, secrets cut out' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l waivers -d 'Findings that are known and accepted for a while' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l replay -d 'Judge a recording instead of the world' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s v -l verbose -d 'Show every finding'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l offline -d 'Contact nothing and resolve no secret: safe on a stranger\'s config'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand check" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l answers -d 'Answers instead of questions: a YAML file with symptom, method, realms, since, users; - for stdin' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l realm -d 'A troubled realm by name or glob; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l deadline -d 'The longest that the whole run may take, such as 30s or 2m' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l replay -d 'Judge a recording of `check --record` instead of the world' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l list -d 'Name the symptoms'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s v -l verbose -d 'Show what was in order, and what to tell support, although a cause was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -l allow-commands -d 'Allow `{command: …}` secrets to run'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand diagnose" -s V -l version -d 'Print version'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l offline -d 'Look only at files and the config, contact nothing'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -l json -d 'As JSON, for programs'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand forecast" -s V -l version -d 'Print version'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
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
clock-skew\t'the appliance clock against the NTP servers'
time-source\t'the NTP servers, and what keeps the appliance clock'
time-zone\t'the appliance\'s time zone against the configured one'
name-resolution\t'the host names of the realm resolve'
proxy-settings\t'the proxy settings, alone and beside the host\'s own'
proxy-reach\t'a tunnel through the proxy to every cloud service'
cloud-url\t'the form of the cloud service URLs'
cloud-reach\t'TLS and a GET to every cloud service'
certificate-validity\t'the time of the selected certificates'
certificate-chain\t'the selected certificates up to a trusted root'
certificate-use\t'usages and strength of the selected certificates'
key-match\t'the private keys of the selected certificates'
key-access\t'the service account\'s access to the private keys'
license-current\t'the support license and its certificate'
smtp-settings\t'the SMTP settings alone'
smtp-reach\t'the mail server answers on its port'
smtp-firewall\t'the host firewall\'s rule SecureAuth SMTP lets the mail server through'
smtp-tls\t'STARTTLS with the mail server, and its certificate'
smtp-auth\t'logging in to the mail server'
smtp-relay\t'the mail server takes sender and recipient'
sender-domain\t'mail from the sender\'s domain can be believed'
oath-license-certificate\t'OATH realms select the provisioning realm\'s license certificate'
oath-seed\t'a sample seed, opened with the license certificate'
oath-settings\t'OATH settings agree between realms, and fit apps and directory'
realm-prerequisites\t'description, SMTP, data store and workflow are defined'
second-factor\t'the workflow asks for a second factor exactly when methods are on'
help-desk\t'Help Desk 1 and 2 can be called and written to'
otp-policy\t'passcode length and throttling'
api-credentials\t'the realm\'s Authentication API with the application\'s id and key'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l here -d 'Take this machine for the appliance, whatever its name'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -l json -d 'As JSON, one question a line'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand plan" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s v -l verbose -d 'Show every finding'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -l schema -d 'Print the JSON Schema of such reports'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand report" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s v -l verbose -d 'Show every reason of every check'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -l json -d 'As JSON, for programs'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand list" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand explain" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "validate" -d 'Check the config: every mistake at once, with its place'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "schema" -d 'Print the JSON Schema of the config, for editors'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "show" -d 'Print the config in effect, and where each setting comes from'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "init" -d 'Write a commented config to start from'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "import" -d 'Make a config of realm exports and web.config files'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and not __fish_seen_subcommand_from validate schema show init import pull" -f -a "pull" -d 'Make a config of what the appliance\'s Admin API says'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from schema" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l realm -d 'Only this realm' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l aliases -d 'Where settings stand in a web.config, in addition to what is standard' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l into -d 'Write the config to FILE instead of stdout' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from import" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
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
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -l force -d 'Overwrite FILE'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand config; and __fish_seen_subcommand_from pull" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l fault -d 'Break something first, such as clock-skew/behind; `list` prints all names; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l variant -d 'Start from a healthy realm of another shape: the tests use it' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s o -l output -d 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable' -r
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l junit-warn-as -d 'What a warning is in JUnit: pass (with its text), or failure' -r -f -a "pass\t'A passed test, with the warning as its output'
failure\t'A failed test'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l fail-on -d 'What makes the exit code 1: fail (failures only), or warn (warnings too)' -r -f -a "fail\t'Only failures'
warn\t'Warnings too'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l sarif-include-pass -d 'Write what passed into SARIF too; GitHub would show each as an alert'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s v -l verbose -d 'Show every finding'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -l exit-zero -d 'Exit with 0 whatever was found'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand demo" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand completions" -s V -l version -d 'Print version'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -l config -d 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user\'s config folder, /etc/otpdoctor]' -r -F
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -l color -d 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces it'
always\t'Always'
never\t'Never'"
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -s h -l help -d 'Print help'
complete -c otpdoctor -n "__fish_otpdoctor_using_subcommand man" -s V -l version -d 'Print version'

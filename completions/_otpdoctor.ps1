
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'otpdoctor' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'otpdoctor'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'otpdoctor' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Run the checks on the realms')
            [CompletionResult]::new('diagnose', 'diagnose', [CompletionResultType]::ParameterValue, 'Name the cause of what users say, and the cure')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Run the checks again and again, and tell what changes')
            [CompletionResult]::new('forecast', 'forecast', [CompletionResultType]::ParameterValue, 'Show what will expire, in order')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would be contacted, without contacting it')
            [CompletionResult]::new('bundle', 'bundle', [CompletionResultType]::ParameterValue, 'Make, look at or verify a bundle for support')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Say what changed between two saved reports')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Show a saved report again, in any format; or, of the folder of a watch, when each cause held')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the checks')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of one check, or of one step of a probe')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Look at the realm config, or begin one')
            [CompletionResult]::new('otp', 'otp', [CompletionResultType]::ParameterValue, 'Issue, verify and enroll one-time passwords as a realm''s settings say')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Send a passcode its whole way, step by step: issued, delivered, received, verified')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole doctor on an embedded realm, everything on loopback')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, or write them all')
            break
        }
        'otpdoctor;check' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that the whole run may take, such as 30s or 2m')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write every question and answer to FILE, secrets cut out')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Judge a recording or a bundle instead of the world, - for stdin: what its run looked at, unless --realm, --only or --skip say otherwise; a bundle brings its own config')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Contact nothing and resolve no secret: safe on a stranger''s config')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;diagnose' {
            [CompletionResult]::new('--answers', '--answers', [CompletionResultType]::ParameterName, 'Answers instead of questions: a YAML file with symptom, method, realms, since, users; - for stdin')
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A troubled realm by name or glob; repeatable')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that the whole run may take, such as 30s or 2m')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Judge a recording or a bundle instead of the world, - for stdin; a bundle brings its own config')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Name the symptoms')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;watch' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'The time from the start of one run to that of the next [default: 5m]')
            [CompletionResult]::new('--jitter', '--jitter', [CompletionResultType]::ParameterName, 'The longest that chance adds to it; the first run waits a part of it too [default: a tenth, and none at first]')
            [CompletionResult]::new('--runs', '--runs', [CompletionResultType]::ParameterName, 'End after N runs')
            [CompletionResult]::new('--reports', '--reports', [CompletionResultType]::ParameterName, 'The folder that keeps the report of each run in which something settled, and the state of the watch [default: watch, in otpdoctor''s folder among the user''s state]')
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Serve /metrics, /health, /report.json and the HTML report at this address and port, such as 127.0.0.1:9464')
            [CompletionResult]::new('--listen-name', '--listen-name', [CompletionResultType]::ParameterName, 'Another name under which --listen answers, as behind a reverse proxy, besides its addresses, localhost and the names of this host and the appliance; repeatable')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'What is printed: human (a line a change), or json (a notice a line)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'What is printed: human (a line a change), or json (a notice a line)')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that the whole run may take, such as 30s or 2m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;forecast' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Look only at files and the config, contact nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, for programs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;plan' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, one question a line')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;bundle' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Run the checks, and pack the report, the answers and the config without its secrets into one file')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Say what is in a bundle, or print one of its files')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Compare every file of a bundle with its manifest: 0 all is as it was made, 1 it is not')
            break
        }
        'otpdoctor;bundle;create' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Where to [default: otpdoctor-APPLIANCE-TIME.zip here]')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that the whole run may take, such as 30s or 2m')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite FILE')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Contact nothing and resolve no secret')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;bundle;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;bundle;verify' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;diff' {
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (something broke), warn (something worsened too), or skip (something can no longer be checked too)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, for programs; schema otpdoctor.diff/1')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;report' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Of a folder: how far back to look, such as 24h, 30d or 12w [default: 30d]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON Schema of what this is: report, notice and others; `list` names them')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every reason of every check')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every reason of every check')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, for programs')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;explain' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Write the pages of all checks and steps into this folder, as Markdown')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check the config: every mistake at once, with its place')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the config, for editors')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print the config in effect, and where each setting comes from')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented config to start from')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a config of realm exports and web.config files')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Make a config of what the appliance''s Admin API says')
            break
        }
        'otpdoctor;config;validate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config;show' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'Only this realm')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config;import' {
            [CompletionResult]::new('--aliases', '--aliases', [CompletionResultType]::ParameterName, 'Where settings stand in a web.config, in addition to what is standard')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Write the config to FILE instead of stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--print-aliases', '--print-aliases', [CompletionResultType]::ParameterName, 'Print an alias file to start from')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite FILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;config;pull' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The number of a realm; repeatable, or separated by commas')
            [CompletionResult]::new('--application-id', '--application-id', [CompletionResultType]::ParameterName, 'The application id of the API tab of realm 0')
            [CompletionResult]::new('--key-env', '--key-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the application key')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'The file whose first line is the application key')
            [CompletionResult]::new('--api', '--api', [CompletionResultType]::ParameterName, 'The version of the Admin API: v1 for 9.1, v2 since 9.2')
            [CompletionResult]::new('--ca', '--ca', [CompletionResultType]::ParameterName, 'The authorities that vouch for the appliance, in PEM form [default: those of this system]')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'Write the config to FILE instead of stdout')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Overwrite FILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('enroll', 'enroll', [CompletionResultType]::ParameterValue, 'Make a seed for an authenticator app or token, or take one over')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Issue a code and print it')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify a code, read from standard input or a prompt')
            [CompletionResult]::new('resync', 'resync', [CompletionResultType]::ParameterValue, 'Bring a token back into step with two of its codes in a row')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is kept of a user, without secrets')
            [CompletionResult]::new('unlock', 'unlock', [CompletionResultType]::ParameterValue, 'Take a user''s lock off')
            break
        }
        'otpdoctor;otp;enroll' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'What to call the app or token among the user''s')
            [CompletionResult]::new('--counter', '--counter', [CompletionResultType]::ParameterName, 'The counter to begin with; implies --hotp')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'The hash: sha1, sha256 or sha512 [default: sha1]')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'Digits of a code, 6 to 10 [default: the realm''s passcode length]')
            [CompletionResult]::new('--period', '--period', [CompletionResultType]::ParameterName, 'How long a code stands, such as 30s [default: the realm''s passcode change interval]')
            [CompletionResult]::new('--epoch', '--epoch', [CompletionResultType]::ParameterName, 'The Unix time that steps are counted from, in seconds (T0 of RFC 6238) [default: 0]')
            [CompletionResult]::new('--issuer', '--issuer', [CompletionResultType]::ParameterName, 'The name of the service in the app [default: the realm''s name]')
            [CompletionResult]::new('--import', '--import', [CompletionResultType]::ParameterName, 'Take a seed over from FILE, or - for standard input or a prompt: an otpauth:// URI, Base32 or hexadecimal')
            [CompletionResult]::new('--import-as', '--import-as', [CompletionResultType]::ParameterName, 'How the seed of --import is written: auto, uri, base32 or hex')
            [CompletionResult]::new('--qr', '--qr', [CompletionResultType]::ParameterName, 'Write the QR code to FILE.svg or FILE.png instead of the terminal')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('--totp', '--totp', [CompletionResultType]::ParameterName, 'Codes depend on time; the default')
            [CompletionResult]::new('--hotp', '--hotp', [CompletionResultType]::ParameterName, 'Codes depend on a counter')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Take the place of a token of this name')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp;issue' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'How the code is to reach the user: sms, voice, email, help-desk-1 or help-desk-2')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp;verify' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The code is of this app or token [without a name: app]; left out: it was issued')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp;resync' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'The app or token')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp;status' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;otp;unlock' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm whose settings decide')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state is kept: an SQLite file, or postgres://USER@HOST:PORT/DATABASE [default: `otp.store` of the config, else a file in the user''s state folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to say it: human or json')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('email', 'email', [CompletionResultType]::ParameterValue, 'Send a passcode by e-mail as the realm does, and verify what arrives')
            [CompletionResult]::new('sms', 'sms', [CompletionResultType]::ParameterValue, 'Have a text message with a passcode sent to a phone, and verify what arrives')
            [CompletionResult]::new('voice', 'voice', [CompletionResultType]::ParameterValue, 'Have a call with a passcode made to a phone, and verify what it tells')
            [CompletionResult]::new('help-desk', 'help-desk', [CompletionResultType]::ParameterValue, 'Go through the release of a passcode by a help desk: who asks, who releases, what is entered')
            [CompletionResult]::new('oath', 'oath', [CompletionResultType]::ParameterValue, 'Enroll an app''s token, and have every realm take its codes')
            [CompletionResult]::new('api', 'api', [CompletionResultType]::ParameterValue, 'Ask a realm''s Authentication API what it says of a user')
            break
        }
        'otpdoctor;probe;email' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The recipient, whose mail must arrive in the mailbox that is looked into [default: probes.mailbox.address]')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long the message is waited for')
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--no-mailbox', '--no-mailbox', [CompletionResultType]::ParameterName, 'Look into no mailbox: ask the person for the passcode that arrived')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe;sms' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The phone number to send to, such as "+1 949 555 0100"')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'Who sends: api (the realm, through its Authentication API), or gateway (`probes.sms_gateway` of the config); left out: the gateway where the config has one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe;voice' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The phone number to call, such as "+1 949 555 0100"')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe;help-desk' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--desk', '--desk', [CompletionResultType]::ParameterName, 'The help desk that the user chooses, 1 or 2; left out: the one that is on, or the user is asked')
            [CompletionResult]::new('--operator-file', '--operator-file', [CompletionResultType]::ParameterName, 'Hand the code to the operator in this new file, which only its owner can read and which is removed at the end')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe;oath' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;probe;api' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'The realm; may be left out where the config has one')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'The user that it is about')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'The pause between two of them, such as 10s or 5m')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that one of them may take, a person''s answers included')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before something is sent')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
            [CompletionResult]::new('--validate', '--validate', [CompletionResultType]::ParameterName, 'Have a passcode validated that the realm has sent: you type it, and a wrong one counts as a failed attempt')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;demo' {
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Break something first, such as clock-skew/behind; `list` prints all names; repeatable')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), warn (warnings too), or skip (whatever is not a pass)')
            [CompletionResult]::new('--min-checked', '--min-checked', [CompletionResultType]::ParameterName, 'Exit with 3 where fewer than N % of the checks could judge anything')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show more: every finding, and what was in order')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'otpdoctor;man' {
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Write the pages of all commands into this folder')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}


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
            [CompletionResult]::new('forecast', 'forecast', [CompletionResultType]::ParameterValue, 'Show what will expire, in order')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would be contacted, without contacting it')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Show a saved report again, in any format')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the checks')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of one check')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Look at the realm config, or begin one')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Run the whole doctor on an embedded realm, everything on loopback')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            break
        }
        'otpdoctor;check' {
            [CompletionResult]::new('--realm', '--realm', [CompletionResultType]::ParameterName, 'A realm by name or glob, or `all`; repeatable')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Run only these checks or areas; repeatable, or separated by commas')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave out these checks or areas')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), or warn (warnings too)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'The longest that the whole run may take, such as 30s or 2m')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write every question and answer to FILE, secrets cut out')
            [CompletionResult]::new('--waivers', '--waivers', [CompletionResultType]::ParameterName, 'Findings that are known and accepted for a while')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Judge a recording instead of the world')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every finding')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every finding')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Contact nothing and resolve no secret: safe on a stranger''s config')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
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
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Judge a recording of `check --record` instead of the world')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Name the symptoms')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show what was in order, and what to tell support, although a cause was found')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show what was in order, and what to tell support, although a cause was found')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 whatever was found')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Take this machine for the appliance, whatever its name')
            [CompletionResult]::new('--allow-commands', '--allow-commands', [CompletionResultType]::ParameterName, 'Allow `{command: …}` secrets to run')
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
        'otpdoctor;report' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every finding')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every finding')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON Schema of such reports')
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
        'otpdoctor;demo' {
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Break something first, such as clock-skew/behind; `list` prints all names; repeatable')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'Start from a healthy realm of another shape: the tests use it')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable')
            [CompletionResult]::new('--junit-warn-as', '--junit-warn-as', [CompletionResultType]::ParameterName, 'What a warning is in JUnit: pass (with its text), or failure')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1: fail (failures only), or warn (warnings too)')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never')
            [CompletionResult]::new('--sarif-include-pass', '--sarif-include-pass', [CompletionResultType]::ParameterName, 'Write what passed into SARIF too; GitHub would show each as an alert')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show every finding')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show every finding')
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

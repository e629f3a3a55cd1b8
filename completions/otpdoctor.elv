
use builtin;
use str;

set edit:completion:arg-completer[otpdoctor] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'otpdoctor'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'otpdoctor'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand check 'Run the checks on the realms'
            cand diagnose 'Name the cause of what users say, and the cure'
            cand forecast 'Show what will expire, in order'
            cand plan 'Show what would be contacted, without contacting it'
            cand report 'Show a saved report again, in any format'
            cand list 'List the checks'
            cand explain 'Print the page of one check'
            cand config 'Look at the realm config, or begin one'
            cand demo 'Run the whole doctor on an embedded realm, everything on loopback'
            cand completions 'Print shell completions'
            cand man 'Print the manual page'
        }
        &'otpdoctor;check'= {
            cand --realm 'A realm by name or glob, or `all`; repeatable'
            cand --only 'Run only these checks or areas; repeatable, or separated by commas'
            cand --skip 'Leave out these checks or areas'
            cand -o 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --output 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --junit-warn-as 'What a warning is in JUnit: pass (with its text), or failure'
            cand --fail-on 'What makes the exit code 1: fail (failures only), or warn (warnings too)'
            cand --at 'Judge as of another moment, such as 2027-01-31 or 2027-01-31T08:00:00Z'
            cand --deadline 'The longest that the whole run may take, such as 30s or 2m'
            cand --record 'Write every question and answer to FILE, secrets cut out'
            cand --waivers 'Findings that are known and accepted for a while'
            cand --replay 'Judge a recording instead of the world'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --sarif-include-pass 'Write what passed into SARIF too; GitHub would show each as an alert'
            cand -v 'Show every finding'
            cand --verbose 'Show every finding'
            cand --exit-zero 'Exit with 0 whatever was found'
            cand --offline 'Contact nothing and resolve no secret: safe on a stranger''s config'
            cand --here 'Take this machine for the appliance, whatever its name'
            cand --allow-commands 'Allow `{command: …}` secrets to run'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;diagnose'= {
            cand --answers 'Answers instead of questions: a YAML file with symptom, method, realms, since, users; - for stdin'
            cand --realm 'A troubled realm by name or glob; repeatable'
            cand -o 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --output 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --junit-warn-as 'What a warning is in JUnit: pass (with its text), or failure'
            cand --deadline 'The longest that the whole run may take, such as 30s or 2m'
            cand --replay 'Judge a recording of `check --record` instead of the world'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --list 'Name the symptoms'
            cand --sarif-include-pass 'Write what passed into SARIF too; GitHub would show each as an alert'
            cand -v 'Show what was in order, and what to tell support, although a cause was found'
            cand --verbose 'Show what was in order, and what to tell support, although a cause was found'
            cand --exit-zero 'Exit with 0 whatever was found'
            cand --here 'Take this machine for the appliance, whatever its name'
            cand --allow-commands 'Allow `{command: …}` secrets to run'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;forecast'= {
            cand --realm 'A realm by name or glob, or `all`; repeatable'
            cand --only 'Run only these checks or areas; repeatable, or separated by commas'
            cand --skip 'Leave out these checks or areas'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --offline 'Look only at files and the config, contact nothing'
            cand --json 'As JSON, for programs'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;plan'= {
            cand --realm 'A realm by name or glob, or `all`; repeatable'
            cand --only 'Run only these checks or areas; repeatable, or separated by commas'
            cand --skip 'Leave out these checks or areas'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --here 'Take this machine for the appliance, whatever its name'
            cand --json 'As JSON, one question a line'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;report'= {
            cand -o 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --output 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --junit-warn-as 'What a warning is in JUnit: pass (with its text), or failure'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --sarif-include-pass 'Write what passed into SARIF too; GitHub would show each as an alert'
            cand -v 'Show every finding'
            cand --verbose 'Show every finding'
            cand --schema 'Print the JSON Schema of such reports'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;list'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -v 'Show every reason of every check'
            cand --verbose 'Show every reason of every check'
            cand --json 'As JSON, for programs'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;explain'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand validate 'Check the config: every mistake at once, with its place'
            cand schema 'Print the JSON Schema of the config, for editors'
            cand show 'Print the config in effect, and where each setting comes from'
            cand init 'Write a commented config to start from'
            cand import 'Make a config of realm exports and web.config files'
            cand pull 'Make a config of what the appliance''s Admin API says'
        }
        &'otpdoctor;config;validate'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config;schema'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config;show'= {
            cand --realm 'Only this realm'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config;init'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config;import'= {
            cand --aliases 'Where settings stand in a web.config, in addition to what is standard'
            cand --into 'Write the config to FILE instead of stdout'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --print-aliases 'Print an alias file to start from'
            cand --force 'Overwrite FILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;config;pull'= {
            cand --realm 'The number of a realm; repeatable, or separated by commas'
            cand --application-id 'The application id of the API tab of realm 0'
            cand --key-env 'The environment variable that holds the application key'
            cand --key-file 'The file whose first line is the application key'
            cand --api 'The version of the Admin API: v1 for 9.1, v2 since 9.2'
            cand --ca 'The authorities that vouch for the appliance, in PEM form [default: those of this system]'
            cand --into 'Write the config to FILE instead of stdout'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --force 'Overwrite FILE'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;demo'= {
            cand --fault 'Break something first, such as clock-skew/behind; `list` prints all names; repeatable'
            cand --variant 'Start from a healthy realm of another shape: the tests use it'
            cand -o 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --output 'A report: human, json, html, markdown, junit, sarif, github, nagios, openmetrics or textfile, to stdout or as FORMAT=PATH to a file; repeatable'
            cand --junit-warn-as 'What a warning is in JUnit: pass (with its text), or failure'
            cand --fail-on 'What makes the exit code 1: fail (failures only), or warn (warnings too)'
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand --sarif-include-pass 'Write what passed into SARIF too; GitHub would show each as an alert'
            cand -v 'Show every finding'
            cand --verbose 'Show every finding'
            cand --exit-zero 'Exit with 0 whatever was found'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;completions'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'otpdoctor;man'= {
            cand --config 'The realm config, a file or a folder [default: ./otpdoctor.yaml, the user''s config folder, /etc/otpdoctor]'
            cand --color 'When to color: auto (on a terminal, unless NO_COLOR is set), always, or never'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}

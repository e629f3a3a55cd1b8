_otpdoctor() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="otpdoctor"
                ;;
            otpdoctor,bundle)
                cmd="otpdoctor__subcmd__bundle"
                ;;
            otpdoctor,check)
                cmd="otpdoctor__subcmd__check"
                ;;
            otpdoctor,completions)
                cmd="otpdoctor__subcmd__completions"
                ;;
            otpdoctor,config)
                cmd="otpdoctor__subcmd__config"
                ;;
            otpdoctor,demo)
                cmd="otpdoctor__subcmd__demo"
                ;;
            otpdoctor,diagnose)
                cmd="otpdoctor__subcmd__diagnose"
                ;;
            otpdoctor,diff)
                cmd="otpdoctor__subcmd__diff"
                ;;
            otpdoctor,explain)
                cmd="otpdoctor__subcmd__explain"
                ;;
            otpdoctor,forecast)
                cmd="otpdoctor__subcmd__forecast"
                ;;
            otpdoctor,list)
                cmd="otpdoctor__subcmd__list"
                ;;
            otpdoctor,man)
                cmd="otpdoctor__subcmd__man"
                ;;
            otpdoctor,otp)
                cmd="otpdoctor__subcmd__otp"
                ;;
            otpdoctor,plan)
                cmd="otpdoctor__subcmd__plan"
                ;;
            otpdoctor,preview)
                cmd="otpdoctor__subcmd__preview"
                ;;
            otpdoctor,probe)
                cmd="otpdoctor__subcmd__probe"
                ;;
            otpdoctor,report)
                cmd="otpdoctor__subcmd__report"
                ;;
            otpdoctor,try)
                cmd="otpdoctor__subcmd__try"
                ;;
            otpdoctor,watch)
                cmd="otpdoctor__subcmd__watch"
                ;;
            otpdoctor__subcmd__bundle,create)
                cmd="otpdoctor__subcmd__bundle__subcmd__create"
                ;;
            otpdoctor__subcmd__bundle,show)
                cmd="otpdoctor__subcmd__bundle__subcmd__show"
                ;;
            otpdoctor__subcmd__bundle,verify)
                cmd="otpdoctor__subcmd__bundle__subcmd__verify"
                ;;
            otpdoctor__subcmd__config,import)
                cmd="otpdoctor__subcmd__config__subcmd__import"
                ;;
            otpdoctor__subcmd__config,init)
                cmd="otpdoctor__subcmd__config__subcmd__init"
                ;;
            otpdoctor__subcmd__config,pull)
                cmd="otpdoctor__subcmd__config__subcmd__pull"
                ;;
            otpdoctor__subcmd__config,schema)
                cmd="otpdoctor__subcmd__config__subcmd__schema"
                ;;
            otpdoctor__subcmd__config,show)
                cmd="otpdoctor__subcmd__config__subcmd__show"
                ;;
            otpdoctor__subcmd__config,validate)
                cmd="otpdoctor__subcmd__config__subcmd__validate"
                ;;
            otpdoctor__subcmd__otp,enroll)
                cmd="otpdoctor__subcmd__otp__subcmd__enroll"
                ;;
            otpdoctor__subcmd__otp,issue)
                cmd="otpdoctor__subcmd__otp__subcmd__issue"
                ;;
            otpdoctor__subcmd__otp,resync)
                cmd="otpdoctor__subcmd__otp__subcmd__resync"
                ;;
            otpdoctor__subcmd__otp,status)
                cmd="otpdoctor__subcmd__otp__subcmd__status"
                ;;
            otpdoctor__subcmd__otp,unlock)
                cmd="otpdoctor__subcmd__otp__subcmd__unlock"
                ;;
            otpdoctor__subcmd__otp,verify)
                cmd="otpdoctor__subcmd__otp__subcmd__verify"
                ;;
            otpdoctor__subcmd__probe,api)
                cmd="otpdoctor__subcmd__probe__subcmd__api"
                ;;
            otpdoctor__subcmd__probe,email)
                cmd="otpdoctor__subcmd__probe__subcmd__email"
                ;;
            otpdoctor__subcmd__probe,help-desk)
                cmd="otpdoctor__subcmd__probe__subcmd__help__subcmd__desk"
                ;;
            otpdoctor__subcmd__probe,oath)
                cmd="otpdoctor__subcmd__probe__subcmd__oath"
                ;;
            otpdoctor__subcmd__probe,sms)
                cmd="otpdoctor__subcmd__probe__subcmd__sms"
                ;;
            otpdoctor__subcmd__probe,voice)
                cmd="otpdoctor__subcmd__probe__subcmd__voice"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        otpdoctor)
            opts="-h -V --config --color --help --version check try diagnose watch forecast preview plan bundle diff report list explain config otp probe demo completions man"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__bundle)
            opts="-h -V --config --color --help --version create show verify"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__bundle__subcmd__create)
            opts="-h -V --realm --only --skip --into --force --offline --at --deadline --here --allow-commands --waivers --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --into)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --at)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__bundle__subcmd__show)
            opts="-h -V --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__bundle__subcmd__verify)
            opts="-h -V --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__check)
            opts="-o -v -h -V --realm --only --skip --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --offline --at --deadline --here --allow-commands --record --trace --waivers --replay --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --at)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --replay)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__completions)
            opts="-h -V --config --color --help --version bash elvish fish nushell powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config)
            opts="-h -V --config --color --help --version validate schema show init import pull"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__import)
            opts="-h -V --aliases --print-aliases --into --force --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --aliases)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --into)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__init)
            opts="-h -V --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__pull)
            opts="-h -V --realm --application-id --key-env --key-file --api --ca --into --force --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --application-id)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --api)
                    COMPREPLY=($(compgen -W "v1 v2" -- "${cur}"))
                    return 0
                    ;;
                --ca)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --into)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__schema)
            opts="-h -V --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__show)
            opts="-h -V --realm --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__config__subcmd__validate)
            opts="-o -v -h -V --output --junit-warn-as --sarif-include-pass --verbose --strict --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__demo)
            opts="-o -v -h -V --fault --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --fault)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__diagnose)
            opts="-o -v -h -V --list --answers --realm --output --junit-warn-as --sarif-include-pass --verbose --exit-zero --deadline --here --allow-commands --replay --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --answers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --replay)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__diff)
            opts="-h -V --json --fail-on --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__explain)
            opts="-h -V --folder --config --color --help --version clock-skew clock-skew/ahead clock-skew/behind clock-skew/whole-hours clock-skew/beyond-oath-window clock-skew/servers-disagree clock-skew/no-server-answered time-source time-source/no-servers time-source/unreachable time-source/unsynchronised time-source/free-running time-source/addresses-disagree time-source/week-rollover time-source/not-disciplined time-source/not-reached time-zone time-zone/differs time-zone/unknown-zone name-resolution name-resolution/no-such-name name-resolution/no-answer name-resolution/no-address name-resolution/sinkholed name-resolution/name-server-failing name-resolution/slow name-resolution/address-unreachable proxy-settings proxy-settings/scheme-unsupported proxy-settings/cloud-bypassed proxy-settings/differs-from-system proxy-settings/credentials-in-url proxy-reach proxy-reach/refused proxy-reach/timeout proxy-reach/not-a-proxy proxy-reach/authentication-required proxy-reach/credentials-rejected proxy-reach/proxy-certificate proxy-reach/forbidden proxy-reach/redirects proxy-reach/rate-limited proxy-reach/no-100-continue proxy-reach/bad-gateway proxy-reach/intercepts-tls proxy-reach/slow proxy-reach/not-reached cloud-url cloud-url/not-https cloud-url/msg-suffix cloud-url/wse-enabled cloud-url/retired-host cloud-url/unknown-host cloud-reach cloud-reach/refused cloud-reach/timeout cloud-reach/unreachable cloud-reach/reset cloud-reach/tls-version cloud-reach/tls-failed cloud-reach/not-tls cloud-reach/untrusted cloud-reach/wrong-name cloud-reach/expired cloud-reach/not-for-servers cloud-reach/issuer-not-a-ca cloud-reach/weak-certificate cloud-reach/name-constrained cloud-reach/certificate-invalid cloud-reach/common-name-only cloud-reach/no-common-cipher cloud-reach/client-certificate-rejected cloud-reach/client-certificate-required cloud-reach/certificate-not-presented cloud-reach/http-error cloud-reach/renegotiation-required cloud-reach/license-rejected cloud-reach/intermittent cloud-reach/slow cloud-reach/not-reached certificate-validity certificate-validity/missing certificate-validity/unreadable certificate-validity/wrong-password certificate-validity/encrypted certificate-validity/unusable certificate-validity/expired certificate-validity/not-yet-valid certificate-validity/expires-soon certificate-chain certificate-chain/untrusted certificate-chain/incomplete certificate-chain/issuer-expired certificate-chain/signature-invalid certificate-chain/not-readable certificate-use certificate-use/no-client-auth certificate-use/key-usage certificate-use/weak-key certificate-use/weak-signature certificate-use/is-ca certificate-use/not-readable key-match key-match/absent key-match/mismatch key-match/not-readable key-access key-access/not-readable key-access/readable-by-others key-access/orphan-account key-access/no-such-account key-access/not-reached license-current license-current/support-expired license-current/support-expires-soon license-current/certificate-expired license-current/not-readable smtp-settings smtp-settings/no-server smtp-settings/server-invalid smtp-settings/implicit-tls smtp-settings/plain-submission smtp-settings/credentials-in-clear smtp-settings/sender-invalid smtp-settings/recipient-invalid smtp-reach smtp-reach/refused smtp-reach/filtered smtp-reach/unreachable smtp-reach/reset smtp-reach/no-banner smtp-reach/not-smtp smtp-reach/turned-away smtp-reach/busy smtp-reach/rewritten-banner smtp-reach/broken-off smtp-reach/slow smtp-reach/intermittent smtp-reach/address-unreachable smtp-reach/not-reached smtp-firewall smtp-firewall/rule-missing smtp-firewall/rule-disabled smtp-firewall/address-not-listed smtp-firewall/port-not-listed smtp-firewall/blocks smtp-firewall/not-judged smtp-firewall/export-unreadable smtp-firewall/not-reached smtp-tls smtp-tls/not-offered smtp-tls/stripped smtp-tls/refused smtp-tls/required smtp-tls/untrusted smtp-tls/wrong-name smtp-tls/expired smtp-tls/tls-version smtp-tls/not-for-servers smtp-tls/issuer-not-a-ca smtp-tls/weak-certificate smtp-tls/name-constrained smtp-tls/certificate-invalid smtp-tls/common-name-only smtp-tls/no-common-cipher smtp-tls/not-reached smtp-auth smtp-auth/not-offered smtp-auth/mechanism-unsupported smtp-auth/rejected smtp-auth/password-login-disabled smtp-auth/app-password-required smtp-auth/deferred smtp-auth/required smtp-auth/broken-off smtp-auth/not-reached smtp-relay smtp-relay/sender-rejected smtp-relay/relay-denied smtp-relay/recipient-rejected smtp-relay/helo-rejected smtp-relay/blocklisted smtp-relay/no-reverse-dns smtp-relay/spf-rejected smtp-relay/dmarc-rejected smtp-relay/quota-exceeded smtp-relay/deferred smtp-relay/broken-off smtp-relay/cut-short smtp-relay/not-reached sender-domain sender-domain/no-mx sender-domain/spf-missing sender-domain/spf-invalid sender-domain/spf-excludes sender-domain/dmarc-missing sender-domain/dmarc-invalid sender-domain/no-answer sender-domain/not-reached oath-license-certificate oath-license-certificate/differs oath-license-certificate/not-selected oath-license-certificate/not-reached oath-license-certificate/not-readable oath-seed oath-seed/cannot-open oath-seed/corrupt oath-seed/no-sample oath-seed/not-readable oath-settings oath-settings/differs-from-provisioning oath-settings/app-unsupported oath-settings/search-attribute-differs oath-settings/field-not-writable oath-settings/field-too-short realm-prerequisites realm-prerequisites/no-description realm-prerequisites/no-smtp realm-prerequisites/no-data-store realm-prerequisites/no-workflow second-factor second-factor/methods-unused second-factor/no-method second-factor/not-reached help-desk help-desk/phone-missing help-desk/phone-invalid help-desk/email-missing help-desk/email-invalid help-desk/same-contact help-desk/mail-domain-unknown help-desk/no-answer help-desk/disabled otp-policy otp-policy/short otp-policy/throttling-off otp-policy/storage-unmapped api-credentials api-credentials/unreachable api-credentials/unknown-application api-credentials/invalid-credentials api-credentials/not-enabled api-credentials/reply-unsigned api-credentials/reply-forged api-credentials/slow api-credentials/no-common-cipher api-credentials/not-reached email-send email-send/message-rejected email-send/deferred email-send/broken-off email-send/withheld email-send/no-server email-send/login-in-clear passcode-issue passcode-issue/method-off passcode-issue/locked passcode-issue/refused passcode-issue/key-unusable passcode-issue/store-unavailable passcode-issue/no-channel email-message email-message/address-invalid email-message/not-composed email-arrival email-arrival/not-arrived email-arrival/passcode-missing email-arrival/in-junk email-arrival/sender-not-authenticated email-arrival/mailbox-not-configured email-arrival/mailbox-unreachable email-arrival/mailbox-tls email-arrival/mailbox-login-withheld email-arrival/mailbox-login-rejected email-arrival/mailbox-no-folder email-arrival/mailbox-refused email-arrival/mailbox-broken-off phone-request phone-request/user-not-found phone-request/number-blocked phone-request/locked phone-request/throttled phone-request/user-refused phone-request/not-sent phone-request/refused sms-gateway sms-gateway/unreachable sms-gateway/credentials-rejected sms-gateway/throttled sms-gateway/redirected sms-gateway/rejected sms-gateway/out-of-order sms-gateway/in-clear sms-gateway/address-invalid passcode-entry passcode-entry/nothing-arrived passcode-entry/not-a-passcode passcode-entry/no-answer passcode-verify passcode-verify/rejected passcode-verify/wrong-length passcode-verify/nothing-issued passcode-verify/used-up passcode-verify/not-enrolled passcode-verify/other-key passcode-verify/method-off passcode-verify/expired passcode-verify/replayed passcode-verify/locked passcode-verify/not-returned passcode-verify/key-unusable passcode-verify/store-unavailable help-desk-choice help-desk-choice/not-offered help-desk-choice/no-answer help-desk-identity help-desk-identity/not-identified help-desk-identity/no-answer help-desk-release help-desk-release/not-released oath-enrollment oath-enrollment/method-off oath-enrollment/locked oath-enrollment/refused oath-enrollment/key-unusable oath-enrollment/store-unavailable oath-seed-opened oath-seed-opened/not-opened oath-seed-opened/before-1970 oath-seed-opened/key-unusable oath-seed-opened/store-unavailable api-factors api-factors/user-not-found api-factors/no-factors api-factors/refused api-throttle api-throttle/no-such-user api-throttle/not-offered api-throttle/refused api-validation api-validation/rejected api-validation/user-not-found api-validation/refused"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --folder)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__forecast)
            opts="-h -V --realm --only --skip --offline --json --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__list)
            opts="-v -h -V --verbose --json --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__man)
            opts="-h -V --folder --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --folder)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp)
            opts="-h -V --config --color --help --version enroll issue verify resync status unlock"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__enroll)
            opts="-o -h -V --realm --user --store --allow-commands --output --token --totp --hotp --counter --algorithm --digits --period --epoch --issuer --import --import-as --qr --replace --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --token)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --counter)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --algorithm)
                    COMPREPLY=($(compgen -W "sha1 sha256 sha512" -- "${cur}"))
                    return 0
                    ;;
                --digits)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --period)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --epoch)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --issuer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --import)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --import-as)
                    COMPREPLY=($(compgen -W "auto uri base32 hex" -- "${cur}"))
                    return 0
                    ;;
                --qr)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__issue)
            opts="-o -h -V --realm --user --store --allow-commands --output --method --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --method)
                    COMPREPLY=($(compgen -W "sms voice email help-desk-1 help-desk-2" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__resync)
            opts="-o -h -V --realm --user --store --allow-commands --output --token --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --token)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__status)
            opts="-o -h -V --realm --user --store --allow-commands --output --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__unlock)
            opts="-o -h -V --realm --user --store --allow-commands --output --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__otp__subcmd__verify)
            opts="-o -h -V --realm --user --store --allow-commands --output --token --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --token)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__plan)
            opts="-h -V --realm --only --skip --here --json --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__preview)
            opts="-o -h -V --realm --output --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe)
            opts="-h -V --config --color --help --version email sms voice help-desk oath api"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__api)
            opts="-o -v -h -V --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --validate --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__email)
            opts="-o -v -h -V --to --wait --no-mailbox --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__help__subcmd__desk)
            opts="-o -v -h -V --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --desk --operator-file --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --desk)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --operator-file)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__oath)
            opts="-o -v -h -V --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__sms)
            opts="-o -v -h -V --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --to --by --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --by)
                    COMPREPLY=($(compgen -W "api gateway" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__probe__subcmd__voice)
            opts="-o -v -h -V --realm --user --count --interval --deadline --store --yes --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --waivers --allow-commands --to --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --count)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --store)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__report)
            opts="-o -v -h -V --since --output --junit-warn-as --sarif-include-pass --verbose --schema --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --schema)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__try)
            opts="-o -v -h -V --smtp --starttls --from --to --user --password-env --ntp --cloud --proxy --proxy-user --proxy-password-env --certificate --key --certificate-password-env --trust --write-config --output --junit-warn-as --sarif-include-pass --verbose --fail-on --min-checked --exit-zero --trace --deadline --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --smtp)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --password-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ntp)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy-user)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --proxy-password-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --certificate)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --key)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --certificate-password-env)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --trust)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --write-config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --junit-warn-as)
                    COMPREPLY=($(compgen -W "pass failure" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "fail warn skip" -- "${cur}"))
                    return 0
                    ;;
                --min-checked)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        otpdoctor__subcmd__watch)
            opts="-o -h -V --realm --only --skip --every --jitter --runs --reports --listen --listen-name --waivers --output --deadline --here --allow-commands --config --color --help --version"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --realm)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --only)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --skip)
                    COMPREPLY=($(compgen -W "time network cloud certificate license email oath realm api clock-skew time-source time-zone name-resolution proxy-settings proxy-reach cloud-url cloud-reach certificate-validity certificate-chain certificate-use key-match key-access license-current smtp-settings smtp-reach smtp-firewall smtp-tls smtp-auth smtp-relay sender-domain oath-license-certificate oath-seed oath-settings realm-prerequisites second-factor help-desk otp-policy api-credentials" -- "${cur}"))
                    return 0
                    ;;
                --every)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --jitter)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --runs)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --reports)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --listen)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --listen-name)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --waivers)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --output)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                -o)
                    COMPREPLY=($(compgen -W "human json" -- "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _otpdoctor -o nosort -o bashdefault -o default otpdoctor
else
    complete -F _otpdoctor -o bashdefault -o default otpdoctor
fi

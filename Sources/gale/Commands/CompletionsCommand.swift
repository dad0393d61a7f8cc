extension Command {
    static let completions = Command(
        "completions", operands: "SHELL",
        summary: "Print a completion script for bash, zsh or fish.",
        details: "For bash: source <(gale completions bash)", takes: 1...1,
        offers: .words(Shell.allCases.map(\.rawValue)), options: [Option<Void>](), defaults: ()
    ) { _, operands in
        guard let shell = Shell(rawValue: operands[0]) else {
            let known = Shell.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("“\(operands[0])” is no shell that gale knows; it knows \(known)")
        }
        print(shell.script(for: all), terminator: "")
        return .allWell
    }
}

/// A shell that can complete what is typed after `gale`.
enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish

    func script(for commands: [Command]) -> String {
        switch self {
        case .bash: Self.bash(commands)
        // zsh reads bash's completions once told to.
        case .zsh: "autoload -U +X bashcompinit && bashcompinit\n" + Self.bash(commands)
        case .fish: Self.fish(commands)
        }
    }

    private static func bash(_ commands: [Command]) -> String {
        let names = commands.filter { $0.words.count == 1 }.map(\.name).joined(separator: " ")
        let pairs = commands.filter { $0.words.count == 2 }.map { "'\($0.name)'" }
        var cases = ""
        for command in commands {
            let options = (command.options.map(\.name) + ["--help"]).joined(separator: " ")
            cases += "        '\(command.name)')\n"
            for option in command.options {
                guard let reply = bash(option.offers) else { continue }
                cases += "            [[ $previous == \(option.name) ]] && { \(reply); return; }\n"
            }
            cases += "            if [[ $word == -* ]]; then\n"
            cases += "                COMPREPLY=($(compgen -W \"\(options)\" -- \"$word\"))\n"
            if let reply = bash(command.offers) { cases += "            else \(reply)\n" }
            cases += "            fi ;;\n"
        }
        return """
            _gale() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                local command=${COMP_WORDS[1]} pair="${COMP_WORDS[1]} ${COMP_WORDS[2]}"
                COMPREPLY=()
                if [[ $COMP_CWORD == 1 ]]; then
                    COMPREPLY=($(compgen -W "\(names) --help --version" -- "$word"))
                    return
                fi
                if [[ $COMP_CWORD -gt 2 ]]; then
                    case $pair in \(pairs.joined(separator: "|"))) command=$pair ;; esac
                fi
                case $command in
            \(cases)    esac
            }
            complete -F _gale gale

            """
    }

    private static func bash(_ offers: Offers) -> String? {
        switch offers {
        case .nothing: nil
        case .files: "COMPREPLY=($(compgen -f -- \"$word\"))"
        case .directories: "COMPREPLY=($(compgen -d -- \"$word\"))"
        case .topics: bash(.words(Topic.words))
        case .words(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$word\"))"
        }
    }

    private static func fish(_ commands: [Command]) -> String {
        var lines = ["complete -c gale -f"]
        for command in commands {
            let seen = "-n '\(condition(of: command, among: commands))'"
            let before = command.words.dropLast().first
                .map { "'__fish_seen_subcommand_from \($0)'" }
            lines.append(
                "complete -c gale -n \(before ?? "__fish_use_subcommand") "
                    + "-a \(command.words.last!) -d \(quoted(command.summary))")
            if let offer = fish(command.offers) {
                lines.append("complete -c gale \(seen) \(offer)")
            }
            for option in command.options {
                let name = option.name.drop { $0 == "-" }
                let value = option.placeholder == nil ? "" : " -r"
                let offer = fish(option.offers).map { " " + $0 } ?? ""
                lines.append(
                    "complete -c gale \(seen) -l \(name)\(value)\(offer) -d \(quoted(option.help))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// When what is typed is about `command`, and about none that its name begins.
    private static func condition(of command: Command, among commands: [Command]) -> String {
        let longer = commands.filter { $0.words.dropLast() == command.words[...] }
        let seen = command.words.map { "__fish_seen_subcommand_from \($0)" }
        let unseen = longer.map { "not __fish_seen_subcommand_from \($0.words.last!)" }
        return (seen + unseen).joined(separator: "; and ")
    }

    private static func fish(_ offers: Offers) -> String? {
        switch offers {
        case .nothing: nil
        case .files: "-F"
        case .directories: "-a '(__fish_complete_directories)'"
        case .topics: fish(.words(Topic.words))
        case .words(let words): "-a '\(words.joined(separator: " "))'"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
            + "'"
    }
}

extension Command {
    static let help = Command(
        "help", operands: "[TOPIC]", summary: "Explain a command or a file format.",
        takes: 0...2, offers: .topics, options: [Option<Void>](), defaults: ()
    ) { _, operands in
        guard !operands.isEmpty else {
            print(overview, terminator: "")
            return .allWell
        }
        let topic = operands.joined(separator: " ")
        if let command = all.first(where: { $0.name == topic }) {
            print(command.help, terminator: "")
        } else if let topic = Topic.all.first(where: { $0.name == topic }) {
            print(topic.text(), terminator: "")
        } else {
            throw UsageError("there is no help on “\(topic)”; see gale help")
        }
        return .allWell
    }

    /// What `gale help` and `gale --help` print.
    static var overview: String {
        var lines = [
            "gale puts MQTT brokers to the test: it plays fleets of virtual devices against one",
            "and reports latency, bytes and losses.",
            "",
            "Usage: gale COMMAND [ARGUMENT]…",
            "",
            "Commands:",
        ]
        let width = Topic.names.map(\.count).max()! + 2
        for command in all {
            lines.append("  " + command.name.padded(to: width) + command.summary)
        }
        lines += ["", "Topics of gale help:"]
        for topic in Topic.all {
            lines.append("  " + topic.name.padded(to: width) + topic.summary)
        }
        lines += [
            "", "gale COMMAND --help explains a command; gale --version tells the version.",
            "Exit codes: 0 all well, 1 a verdict failed, 64 bad usage, 65 bad input,",
            "69 broker unreachable, 70 our fault, 130 interrupted.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}

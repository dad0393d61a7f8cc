/// One word after `gale`, or two: what it takes, what it says of itself, what it does.
struct Command: Sendable {
    /// As it is typed after `gale`: `bench`, `bench find-limit`.
    let name: String
    /// Operands as help shows them, such as `SCENARIO`.
    let operands: String
    /// One line for the list of commands.
    let summary: String
    /// What else a reader of `gale help NAME` should know.
    let details: String
    let options: [OptionFace]
    /// What a shell may offer for an operand.
    let offers: Offers
    /// Arguments after the name in, exit code out.
    let run: @Sendable ([String]) throws -> ExitCode

    init<Settings: Sendable>(
        _ name: String, operands: String = "", summary: String, details: String = "",
        takes count: ClosedRange<Int>, offers: Offers = .nothing,
        options: [Option<Settings>], defaults: Settings,
        run: @escaping @Sendable (Settings, [String]) throws -> ExitCode
    ) {
        self.name = name
        self.operands = operands
        self.summary = summary
        self.details = details
        self.options = options.map(\.face)
        self.offers = offers
        self.run = { words in
            let arguments = try Arguments(words, options: options, defaults: defaults)
            guard count.contains(arguments.operands.count) else {
                let wanted = operands.isEmpty ? "takes no operand" : "takes \(operands)"
                throw UsageError("gale \(name) \(wanted); see gale help \(name)")
            }
            return try run(arguments.settings, arguments.operands)
        }
    }

    /// Every command, in the order in which `gale help` lists them.
    static let all: [Command] = [
        .run, .conform, .bench, .findLimit, .overhead, .doctor, .broker, .sink, .provision,
        .report, .compare,
        .devices, .scenarios, .completions, .help,
    ]

    /// The command that `words` begin with; of `bench` and `bench find-limit` the longer.
    static func called(by words: [String]) -> Command? {
        all.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    /// The words of the name.
    var words: [String] { name.split(separator: " ").map(String.init) }
}

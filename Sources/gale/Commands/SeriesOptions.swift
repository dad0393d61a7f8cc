import Reports

/// What a command was told of playing more than once.
struct SeriesOptions: Sendable {
    /// Runs of each broker; nil where nothing was said.
    var repetitions: Int?
    /// The URL of a second broker.
    var against: String?
    /// A share of A: 0.05 is 5 %; nil where nothing was said.
    var tolerance: Double?

    /// Whether one run is all that is wanted.
    var isSingle: Bool { repetitions == nil && against == nil && tolerance == nil }

    /// - Throws: ``UsageError`` for options that do not go together.
    func turns() throws(UsageError) -> [Turn] {
        guard against == nil else { return Turn.alternating(repetitions ?? 5) }
        guard tolerance == nil else {
            throw UsageError("--tolerance is for --against; one broker is compared with nothing")
        }
        return Turn.repeated(repetitions ?? 1)
    }
}

extension Option where Settings: PlaySettings {
    /// The options that make a series of a run.
    static var series: [Self] {
        [
            Option(
                "--repeat", "N",
                help:
                    "Play N times in a row, into REPORT/1 … N, and sum up: mean, spread, interval. "
                    + "All have the same seed and so the same load: what differs is the broker "
                    + "and the machine."
            ) { options, text throws(UsageError) in
                guard let times = Int(text), (1...1000).contains(times) else {
                    throw UsageError("--repeat wants a number from 1 to 1000, not “\(text)”")
                }
                options.play.series.repetitions = times
            },
            Option(
                "--against", "URL",
                help: "Play this broker too, as B beside A, in turn: A B B A …, each --repeat "
                    + "times (5 unless told), into REPORT/a1, b1 …; then compare them as gale "
                    + "compare does. Exit code 1 when B is worse, a run failed or its generator "
                    + "was invalid."
            ) { $0.play.series.against = $1 },
            Option(
                "--tolerance", "PERCENT",
                help: "With --against: a change of at most so much of A counts as none; 5 unless "
                    + "told."
            ) { options, text throws(UsageError) in
                options.play.series.tolerance = try share(text, of: "--tolerance")
            },
        ]
    }
}

/// Reads the percentage that was given to option `name`, with its sign or without.
func share(_ text: String, of name: String) throws(UsageError) -> Double {
    let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percent = Double(digits), percent >= 0, percent < 1e6 else {
        throw UsageError("\(name) wants a percentage such as 5, not “\(text)”")
    }
    return percent / 100
}

extension Series.Ending {
    var exitCode: ExitCode {
        switch self {
        case .well: .allWell
        case .failed: .failed
        case .interrupted: .interrupted
        }
    }
}

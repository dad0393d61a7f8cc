import Base
import Reports
import Scenarios

/// What `gale bench find-limit` was asked for.
struct FindLimitOptions: PlaySettings {
    /// What `gale bench` was asked for, of each step.
    var bench = BenchOptions()
    var load = Bench.Load.rate
    var devices: Int?
    var p99: Duration?
    /// Nil where a share is given.
    var lost: Int? = 0
    var lostShare: Double?
    var from: Int?
    var to: Int?
    /// A share: 0.05 is 5 %.
    var within = 0.05
    var steps = 40
    var rest = Duration.seconds(2)

    var play: PlayOptions {
        get { bench.play }
        set { bench.play = newValue }
    }

    static let usualP99 = Duration.milliseconds(50)

    init() {
        bench.bench.duration = .seconds(5)
        bench.play.formats = [.json]
    }

    fileprivate mutating func setLost(_ text: String) throws(UsageError) {
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
            (lost, lostShare) = (nil, percent / 100)
        } else if let number = Int(text), number >= 0 {
            (lost, lostShare) = (number, nil)
        } else {
            throw UsageError(
                "--lost wants a number such as 0, or a share such as 0.1%, not “\(text)”")
        }
    }
}

extension Option {
    /// This option for settings that hold, at `path`, those that it was written for.
    func lifted<Outer>(
        to path: any WritableKeyPath<Outer, Settings> & Sendable
    ) -> Option<Outer> {
        Option<Outer>(name, short: short, placeholder, offers: offers, help: help) {
            settings, text throws(UsageError) in
            try set(&settings[keyPath: path], text)
        }
    }
}

extension Option<FindLimitOptions> {
    static let findLimit: [Self] =
        demands + [
            Option(
                "--by", "rate|devices", offers: .words(Bench.Load.allCases.map(\.rawValue)),
                help: "What grows: the rate, or the number of devices. Otherwise rate."
            ) { options, text throws(UsageError) in
                guard let load = Bench.Load(rawValue: text) else {
                    throw UsageError("--by wants rate or devices, not “\(text)”")
                }
                options.load = load
            },
            whole(
                "--from", "N",
                "Begin there: messages or connects a second, or devices. Otherwise 1000, or 100. "
                    + "Less is tried where that fails."
            ) { $0.from = $1 },
            whole("--to", "N", "Go no further than that.") { $0.to = $1 },
            Option(
                "--within", "PERCENT",
                help: "How close to find it: so much may lie between what holds and what fails. "
                    + "Otherwise 5."
            ) { options, text throws(UsageError) in
                let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
                guard let percent = Double(digits), percent >= 0, percent <= 100 else {
                    throw UsageError("--within wants a percentage such as 5, not “\(text)”")
                }
                options.within = percent / 100
            },
            Option(
                "--duration", "T",
                help: "How long each step lasts, once all are connected. Otherwise 5s."
            ) { options, text throws(UsageError) in
                options.bench.bench.duration = try duration(text, of: "--duration")
            },
            Option(
                "--rest", "T",
                help: "How long a broker may recover from a step that failed. Otherwise 2s."
            ) { options, text throws(UsageError) in
                options.rest = try duration(text, of: "--rest")
            },
            whole("--steps", "N", "Play at most N steps. Otherwise 40.") { $0.steps = $1 },
        ] + load

    private static let demands: [Self] = [
        Option(
            "--p99", "T", help: "The p99 of a step that holds, at most. Otherwise 50ms."
        ) { options, text throws(UsageError) in
            options.p99 = try duration(text, of: "--p99")
        },
        Option(
            "--lost", "N",
            help: "Messages that a step may lose: a number, or a share such as 0.1%. Otherwise 0."
        ) { options, text throws(UsageError) in try options.setLost(text) },
    ]

    /// The options of `gale bench`, but for what a search decides by itself.
    private static let load: [Self] =
        [
            of("--broker"),
            whole(
                "--devices", "N",
                "Devices, where the rate grows; in a fan-out, subscribers. Otherwise 100, or in "
                    + "connect and churn as many as the rate takes."
            ) { $0.devices = $1 },
            Option(
                "--rate", "PER_SECOND",
                help: "Where devices grow: messages or connects a second, of all together. "
                    + "Otherwise one a device."
            ) { options, text throws(UsageError) in
                options.bench.bench.pace = .rate(try rate(text))
            },
        ] + ["--qos", "--payload", "--window", "--mqtt", "--topic", "--seed"].map(of) + [
            bind, loops, report(insteadOf: "find-limit-PATTERN"),
            Option(
                "--format", "LIST", offers: .words(Format.all.map(\.name)),
                help: "Write the report of each step in these formats. Otherwise json."
            ) { options, text throws(UsageError) in
                options.play.formats = try Format.list(text)
            },
            quiet,
        ] + security

    /// The option of `gale bench` with this name.
    private static func of(_ name: String) -> Self {
        Option<BenchOptions>.bench.first { $0.name == name }!.lifted(to: \.bench)
    }

    private static func whole(
        _ name: String, _ placeholder: String, _ help: String,
        _ set: @escaping @Sendable (inout FindLimitOptions, Int) -> Void
    ) -> Self {
        Option(name, placeholder, help: help) { options, text throws(UsageError) in
            guard let number = Int(text), (1...1_000_000_000).contains(number) else {
                throw UsageError("\(name) wants a whole number from 1, not “\(text)”")
            }
            set(&options, number)
        }
    }
}

import Base
import Conformance
import Harness
import MQTT
import Transports
import YAML

/// What `gale conform` was asked for.
struct ConformOptions: PlaySettings {
    /// What to do with the cases.
    enum Task: Sendable {
        case play, list, coverage, prove
    }

    var play = PlayOptions()
    var task = Task.play
    var versions: [Version] = Version.allCases
    /// Beginnings of identifiers of cases, or of statements; empty for all.
    var only: [String] = []
    var isStrict = false
    var repetitions = 1
    var jobs = 32
    /// A file, or the name of one in `fixtures/brokers`; nil to believe nothing.
    var profile: String?
    var baseline: String?
    var user: String?
    var password: String?
    var lacks: Set<Capability> = []
    var offers: Set<Capability> = []
    var isJSON = false
    /// Brokers for a matrix, and a file that lists more.
    var targets: [BrokerTarget] = []
    var targetsFile: String?

    /// Whether several brokers are to be judged, or one as if there were several.
    var isMatrix: Bool { !targets.isEmpty || targetsFile != nil }
    /// Whether clients are judged; then where to listen, and for how long.
    var isDevice = false
    var listen: [Endpoint] = []
    var length = Duration.seconds(60)

    func login(of profile: BrokerProfile) -> Login? {
        user.map { Login(user: $0, password: password.map { Array($0.utf8) }) } ?? profile.login
    }

    /// The cases that were asked for.
    func cases() throws(UsageError) -> [Case] {
        let cases = Chapter.cases().filter { subject in
            versions.contains(subject.version)
                && (only.isEmpty || only.contains { Self.does(subject, match: $0) })
        }
        guard !cases.isEmpty else {
            throw UsageError(
                "no case begins with \(only.joined(separator: " or ")); see gale conform --list")
        }
        return cases
    }

    private static func does(_ subject: Case, match prefix: String) -> Bool {
        let name = subject.id.drop { $0 != "/" }.dropFirst()
        return subject.id.hasPrefix(prefix) || name.hasPrefix(prefix)
            || subject.statements.contains {
                $0.number.hasPrefix(prefix) || $0.description.hasPrefix(prefix)
            }
    }
}

extension Option<ConformOptions> {
    static let conform: [Self] =
        choosing + several + judging + device + telling
        + security.filter { $0.name != "--resume" }

    private static let choosing: [Self] = [
        Option(
            "--mqtt", "VERSION", offers: .words(["3.1.1", "5.0", "both"]),
            help: "Play the cases of this version: 3.1.1, 5.0 or both. Otherwise both."
        ) { options, text throws(UsageError) in
            switch text {
            case "3.1.1": options.versions = [.v3_1_1]
            case "5.0", "5": options.versions = [.v5]
            case "both": options.versions = Version.allCases
            default: throw UsageError("--mqtt wants 3.1.1, 5.0 or both, not “\(text)”")
            }
        },
        Option(
            "--only", "PREFIX",
            help: "Play only cases whose identifier, or one of whose statements, begins so: "
                + "5.0/will, subscribe., MQTT-3.8. May be given again."
        ) { $0.only.append($1) },
        Option(
            "--profile", "NAME", offers: .files,
            help: "Believe what this file of fixtures/brokers, or of your own, says of the broker: "
                + "see gale help broker-profile."
        ) { $0.profile = $1 },
        Option(
            "--baseline", "FILE", offers: .files,
            help: "Cases that are known to fail, one a line, # begins a comment: only others fail "
                + "the run, and one that fails no more must be struck off."
        ) { $0.baseline = $1 },
        Option(
            "--user", "NAME", help: "Connect with this User Name."
        ) { $0.user = $1 },
        Option(
            "--password", "TEXT", help: "Connect with this Password; wants --user."
        ) { $0.password = $1 },
        capability("--lacks", "Skip what needs this, which the broker does not offer.") {
            $0.lacks.insert($1)
        },
        capability("--offers", "Play what needs this, which the broker offers and cannot say.") {
            $0.offers.insert($1)
        },
    ]

    private static let several: [Self] = [
        Option(
            "--target", "NAME=URL",
            help: "Judge this broker, one of several that make a matrix: NAME=embedded is gale's "
                + "own. What fixtures/brokers says of NAME is believed. May be given again."
        ) { options, text throws(UsageError) in
            options.targets.append(try BrokerTarget(text))
        },
        Option(
            "--targets", "FILE", offers: .files,
            help: "Judge the brokers that this file lists: see gale help broker-targets."
        ) { $0.targetsFile = $1 },
    ]

    private static func capability(
        _ name: String, _ help: String,
        _ set: @escaping @Sendable (inout ConformOptions, Capability) -> Void
    ) -> Self {
        Option(
            name, "CAPABILITY", offers: .words(Capability.allCases.map(\.rawValue)),
            help: "\(help) May be given again."
        ) { options, text throws(UsageError) in
            guard let capability = Capability(rawValue: text) else {
                let known = Capability.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("\(name) wants one of \(known), not “\(text)”")
            }
            set(&options, capability)
        }
    }

    private static let telling: [Self] = [
        report(insteadOf: "conform"), .quiet,
    ]

    private static let judging: [Self] = [
        Option(
            "--strict",
            help: "Tolerate only what the standard leaves open: ignored recommendations fail."
        ) { options, _ in options.isStrict = true },
        number("--repeat", "N", 1...1000, "Play every case N times; one that changes is flaky.") {
            $0.repetitions = $1
        },
        number("--jobs", "N", 1...256, "Cases that are played side by side. Otherwise 32.") {
            $0.jobs = $1
        },
        Option("--list", help: "List the cases, and play none.") { options, _ in
            options.task = .list
        },
        Option(
            "--coverage", help: "List every statement with its cases, or why it has none."
        ) { options, _ in options.task = .coverage },
        Option(
            "--prove",
            help: "Play all cases against all mutants of the embedded broker: each must fail one "
                + "that breaks its rule."
        ) { options, _ in options.task = .prove },
        Option(
            "--format", "FORMAT", offers: .words(["text", "json"]),
            help: "How to list: text or json."
        ) { options, text throws(UsageError) in
            guard ["text", "json"].contains(text) else {
                throw UsageError("--format wants text or json, not “\(text)”")
            }
            options.isJSON = text == "json"
        },
    ]
}

extension BrokerTarget {
    /// Reads `NAME=URL`.
    fileprivate init(_ text: String) throws(UsageError) {
        self.init()
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.canBeCalled(parts[0]) else {
            throw UsageError(
                "--target wants NAME=URL, the name of at most 40 letters, digits, dots, dashes "
                    + "and underscores, not “\(text)”")
        }
        let place = Place(file: "--target \(parts[0])")
        name = Placed(parts[0], at: place)
        if parts[1] != "embedded" { url = Placed(parts[1], at: place) }
    }
}

import Base
import Reports
import Transports
import YAML

/// What every command that plays something can be told.
struct PlayOptions: Sendable {
    var broker: String?
    var sources = SourceAddresses()
    var loops = 1
    var reportFolder: String?
    var formats = Format.all
    var isQuiet = false
    var security = SecurityOptions()
    /// Where applications connect, where that is not --broker.
    var backEnd: String?
    /// How devices reach the embedded broker; nil for what the plan needs.
    var transport: Endpoint.Scheme?
    /// Where revoked certificates are listed for the broker.
    var revokeInto: String?
    var series = SeriesOptions()
    var beside = BesideOptions()
    /// Names of the plan that are played here, where other gales play the rest; else empty.
    var only: [String] = []
    /// Under which name those gales find each other; nil for the name of the plan.
    var together: String?
    /// How long they may take to come.
    var wait = Duration.seconds(60)
}

/// Options of a command that plays something.
protocol PlaySettings: Sendable {
    var play: PlayOptions { get set }
}

extension Option where Settings: PlaySettings {
    static var bind: Self {
        Option(
            "--bind", "ADDRESSES",
            help: "Spread the connections over these addresses of this machine, such as "
                + "127.0.0.2-127.0.0.9; each has its own ports."
        ) { options, text throws(UsageError) in
            do {
                options.play.sources = try SourceAddresses(parsing: text)
            } catch {
                throw UsageError("--bind: \(error)")
            }
        }
    }

    static var backEnd: Self {
        Option(
            "--back-end", "URL",
            help: "Where applications connect, where devices have another way to the same broker: "
                + "https:// only publishes."
        ) { $0.play.backEnd = $1 }
    }

    static var transport: Self {
        Option(
            "--transport", "SCHEME",
            offers: .words(Endpoint.Scheme.allCases.filter { $0 != .unix }.map(\.rawValue)),
            help:
                "How devices reach the embedded broker: mqtt, mqtts, ws, wss, http or https, with "
                + "certificates made for the run."
        ) { options, text throws(UsageError) in
            guard let scheme = Endpoint.Scheme(rawValue: text), scheme != .unix else {
                throw UsageError(
                    "--transport wants mqtt, mqtts, ws, wss, http or https, not “\(text)”")
            }
            options.play.transport = scheme
        }
    }

    static var revokeInto: Self {
        Option(
            "--revoke-into", "FILE", offers: .files,
            help: "Keep the list of revoked certificates there (PEM), where the scenario revokes "
                + "some, and send SIGHUP to --broker-pid whenever it changes."
        ) { $0.play.revokeInto = $1 }
    }

    static var loops: Self {
        Option(
            "--loops", "N", help: "Play on N threads, each with its own share of the devices."
        ) { options, text throws(UsageError) in
            guard let loops = Int(text), (1...256).contains(loops) else {
                throw UsageError("--loops wants a number from 1 to 256, not “\(text)”")
            }
            options.play.loops = loops
        }
    }

    /// - Parameter name: what the usual folder is named after.
    static func report(insteadOf name: String) -> Self {
        Option(
            "--report", "DIR", offers: .directories,
            help: "Write the report there, instead of reports/\(name)-TIME."
        ) { $0.play.reportFolder = $1 }
    }

    static var format: Self {
        Option(
            "--format", "LIST", offers: .words(Format.all.map(\.name)),
            help: "Write only these formats: "
                + Format.all.map(\.name).joined(separator: ",") + "."
        ) { options, text throws(UsageError) in
            options.play.formats = try Format.list(text)
        }
    }

    static var only: Self {
        Option(
            "--only", "A,B",
            help: "Play only these fleets and applications of the plan, while other gales play "
                + "the rest; A* means all that begin so."
        ) { options, text in
            options.play.only += text.split(separator: ",").map(String.init)
        }
    }

    static var together: Self {
        Option(
            "--together", "NAME",
            help: "The name by which these gales find each other on the broker. Otherwise that "
                + "of the plan."
        ) { options, text throws(UsageError) in
            guard (1...64).contains(text.utf8.count), !text.contains(where: "/+#\0".contains)
            else {
                throw UsageError(
                    "--together wants a name of at most 64 bytes without /, + and #")
            }
            options.play.together = text
        }
    }

    static var wait: Self {
        Option(
            "--wait", "T", help: "How long the other gales may take to come. Otherwise 60s."
        ) { options, text throws(UsageError) in
            options.play.wait = try duration(text, of: "--wait")
        }
    }

    static var quiet: Self {
        Option(
            "--quiet", short: "-q", help: "Print nothing but the verdict line."
        ) { options, _ in options.play.isQuiet = true }
    }

    /// Reads a duration that was given to option `name`.
    static func duration(_ text: String, of name: String) throws(UsageError) -> Duration {
        do {
            return try Form.duration.read(Node(.text(text, .plain), at: Place(file: name)))
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// Reads what --rate was given.
    static func rate(_ text: String) throws(UsageError) -> Double {
        guard let rate = Double(text), rate > 0, rate.isFinite else {
            throw UsageError("--rate wants a number above zero, not “\(text)”")
        }
        return rate
    }

    static func seed(_ text: String) throws(UsageError) -> UInt64 {
        guard let seed = UInt64(text) else {
            throw UsageError("--seed wants a whole number, not “\(text)”")
        }
        return seed
    }
}

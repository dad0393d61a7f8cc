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
    var series = SeriesOptions()
    var beside = BesideOptions()
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

    static func seed(_ text: String) throws(UsageError) -> UInt64 {
        guard let seed = UInt64(text) else {
            throw UsageError("--seed wants a whole number, not “\(text)”")
        }
        return seed
    }
}

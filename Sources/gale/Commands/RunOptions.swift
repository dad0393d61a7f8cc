import Base
import Reports
import Scenarios
import Transports
import YAML

/// What `gale run` was asked for.
struct RunOptions: Sendable {
    var broker: String?
    var overrides = Overrides()
    var sources = SourceAddresses()
    var loops = 1
    var reportFolder: String?
    var formats = Format.all
    var isDry = false
    var isQuiet = false
}

extension Option<RunOptions> {
    static let run: [Self] = [
        Option(
            "--broker", "URL",
            help: "Play against this broker, such as mqtt://HOST[:PORT], not the embedded one."
        ) { $0.broker = $1 },
        Option(
            "--scale", "F", help: "Multiply the number of devices by F."
        ) { options, text throws(UsageError) in
            guard let factor = Double(text), factor > 0, factor.isFinite else {
                throw UsageError("--scale wants a number above zero, not “\(text)”")
            }
            options.overrides.scale = factor
        },
        Option(
            "--duration", "T", help: "Let the phases take T in all, such as 30s or 5m."
        ) { options, text throws(UsageError) in
            let node = Node(.text(text, .plain), at: Place(file: "--duration"))
            do {
                options.overrides.duration = try Form.duration.read(node)
            } catch {
                throw UsageError("\(error)")
            }
        },
        Option(
            "--seed", "N", help: "Seed everything that is left to chance."
        ) { options, text throws(UsageError) in
            guard let seed = UInt64(text) else {
                throw UsageError("--seed wants a whole number, not “\(text)”")
            }
            options.overrides.seed = seed
        },
        Option(
            "--set", "KEY=VALUE",
            help: "Set one key of the scenario, such as fleets.turbines.qos=2. May be repeated."
        ) { options, text throws(UsageError) in
            do {
                options.overrides.settings.append(try Overrides.Setting(parsing: text))
            } catch {
                throw UsageError("\(error)")
            }
        },
        Option(
            "--bind", "ADDRESSES",
            help: "Spread the connections over these addresses of this machine, such as "
                + "127.0.0.2-127.0.0.9; each has its own ports."
        ) { options, text throws(UsageError) in
            do {
                options.sources = try SourceAddresses(parsing: text)
            } catch {
                throw UsageError("--bind: \(error)")
            }
        },
        Option(
            "--loops", "N", help: "Play on N threads, each with its own share of the devices."
        ) { options, text throws(UsageError) in
            guard let loops = Int(text), (1...256).contains(loops) else {
                throw UsageError("--loops wants a number from 1 to 256, not “\(text)”")
            }
            options.loops = loops
        },
        Option(
            "--report", "DIR", offers: .directories,
            help: "Write the report there, instead of reports/SCENARIO-TIME."
        ) { $0.reportFolder = $1 },
        Option(
            "--format", "LIST", offers: .words(Format.all.map(\.name)),
            help: "Write only these formats: "
                + Format.all.map(\.name).joined(separator: ",") + "."
        ) { options, text throws(UsageError) in
            options.formats = try Format.list(text)
        },
        Option(
            "--dry-run",
            help: "Say what the run would do, connections, messages and bytes, and stop there."
        ) { options, _ in options.isDry = true },
        Option(
            "--quiet", short: "-q", help: "Print nothing but the verdict line."
        ) { options, _ in options.isQuiet = true },
    ]
}

extension Format {
    /// Reads `json,html`.
    static func list(_ text: String) throws(UsageError) -> [Format] {
        var formats: [Format] = []
        for name in text.split(separator: ",") {
            guard let format = named(String(name)) else {
                let known = all.map(\.name).joined(separator: ", ")
                throw UsageError("there is no format “\(name)”; there are \(known)")
            }
            formats.append(format)
        }
        guard !formats.isEmpty else { throw UsageError("--format wants at least one format") }
        return formats
    }
}

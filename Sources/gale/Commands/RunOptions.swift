import Base
import Reports
import Scenarios

/// What `gale run` was asked for.
struct RunOptions: PlaySettings {
    var play = PlayOptions()
    var overrides = Overrides()
    var isDry = false
}

extension Option<RunOptions> {
    static let run: [Self] =
        [
            Option(
                "--broker", "URL",
                help: "Play against this broker, such as mqtt://HOST[:PORT], not the embedded one."
            ) { $0.play.broker = $1 },
            transport, backEnd, brokerPID, brokerGroup, brokerSys,
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
                options.overrides.duration = try duration(text, of: "--duration")
            },
            Option(
                "--seed", "N", help: "Seed everything that is left to chance."
            ) { options, text throws(UsageError) in
                options.overrides.seed = try seed(text)
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
            bind, loops, report(insteadOf: "SCENARIO"), format,
            Option(
                "--dry-run",
                help: "Say what the run would do, connections, messages and bytes, and stop there."
            ) { options, _ in options.isDry = true },
            quiet, only, together, wait, revokeInto,
        ] + security
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

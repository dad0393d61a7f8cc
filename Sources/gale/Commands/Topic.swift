import Harness
import Scenarios
import YAML

/// A page of `gale help` that is not about a command.
struct Topic: Sendable {
    let name: String
    let summary: String
    let text: @Sendable () -> String

    static let all: [Topic] = [
        Topic(name: "scenario", summary: "The keys of a scenario file.") { ScenarioHelp.text },
        Topic(name: "expectations", summary: "The figures that a scenario may set limits for.") {
            ScenarioHelp.expectations
        },
        Topic(name: "device", summary: "The keys of a device model.") { DeviceHelp.text },
        Topic(name: "broker-config", summary: "The keys of the file for gale broker --config.") {
            BrokerFile.blocks.map(\.text).joined(separator: "\n")
        },
        Topic(
            name: "broker-profile", summary: "The keys of the file for gale conform --profile."
        ) { BrokerProfile.blocks.map(\.text).joined(separator: "\n") },
        Topic(
            name: "broker-targets", summary: "The keys of the file for gale conform --targets."
        ) { BrokerTarget.help.text },
        Topic(name: "tariff", summary: "The keys of a file of tariffs.") { TariffHelp.text },
    ]

    /// Everything that `gale help` knows, commands first.
    static var names: [String] { Command.all.map(\.name) + all.map(\.name) }

    /// What may stand behind `gale help`, one word each.
    static var words: [String] { names.filter { !$0.contains(" ") } }
}

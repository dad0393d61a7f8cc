import Scenarios

/// A page of `gale help` that is not about a command.
struct Topic: Sendable {
    let name: String
    let summary: String
    let text: @Sendable () -> String

    static let all: [Topic] = []

    /// Everything that `gale help` knows, commands first.
    static var names: [String] { Command.all.map(\.name) + all.map(\.name) }
}

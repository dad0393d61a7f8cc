/// What the shell is told: the same numbers for every command.
enum ExitCode: Int32, Sendable {
    case allWell = 0
    /// A verdict or an expectation failed.
    case failed = 1
    case badUsage = 64
    /// A scenario, model, report or configuration that cannot be read.
    case badInput = 65
    case brokerUnreachable = 69
    case ourFault = 70
    case interrupted = 130
}

/// Why a command ends without doing what it was asked, in a sentence for standard error.
struct Failure: Error, Equatable {
    let code: ExitCode
    let message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}

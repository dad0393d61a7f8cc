@preconcurrency import Glibc

/// The command: arguments in, an exit code out; no ideas of its own.
@main
enum Gale {
    static let version = "0.1.0"

    static func main() {
        // A reader that goes away, such as `head`, must end a write and not the process.
        signal(SIGPIPE, SIG_IGN)
        let code = run(Array(CommandLine.arguments.dropFirst()))
        exit((hasSpoken ? code : .ourFault).rawValue)
    }

    private static func run(_ words: [String]) -> ExitCode {
        do {
            return try dispatch(words)
        } catch let error as UsageError {
            complain(error.message)
            return .badUsage
        } catch let failure as Failure {
            complain(failure.message)
            return failure.code
        } catch {
            complain("\(error)")
            return .ourFault
        }
    }

    private static func dispatch(_ words: [String]) throws -> ExitCode {
        guard let first = words.first else {
            throw UsageError("what shall be done? gale help lists the commands")
        }
        switch first {
        case "--version":
            print("gale \(version)")
        case "--help", "-h":
            print(Command.overview, terminator: "")
        default:
            guard let command = Command.called(by: words) else {
                throw UsageError("there is no command “\(first)”; gale help lists them")
            }
            let rest = Array(words.dropFirst(command.words.count))
            let spoken = rest.prefix { $0 != "--" }
            guard !spoken.contains("--help"), !spoken.contains("-h") else {
                print(command.help, terminator: "")
                return .allWell
            }
            return try command.run(rest)
        }
        return .allWell
    }

    /// One sentence on standard error.
    static func complain(_ message: String) {
        var line = "gale: \(message)\n"
        line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Whether all that was printed arrived; complains where it did not.
    private static var hasSpoken: Bool {
        errno = 0
        if fflush(stdout) == 0, ferror(stdout) == 0 { return true }
        let reason = errno == 0 ? "" : ": \(TextFile.reason())"
        // A reader that has seen enough and went away is no fault.
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        if poll(&output, 1, 0) == 1, output.revents & Int16(POLLERR) != 0 { return true }
        complain("standard output could not be written\(reason)")
        return false
    }

    /// Hands to the kernel what was printed, for who waits for a line.
    static func flush() {
        fflush(nil)
    }
}

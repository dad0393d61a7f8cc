import Crypto
import Fleet
import Glibc

/// Tells a broker that is not ours which certificates are revoked: by a file, and a signal.
struct Revocations {
    /// How long a broker may take to read the file after the signal.
    private static let patienceMilliseconds: Int32 = 1000

    private let file: String
    private let processes: [Int32]

    init(_ options: PlayOptions) throws(UsageError) {
        guard let file = options.revokeInto, !options.beside.processes.isEmpty else {
            throw UsageError(
                "this scenario revokes certificates, and the broker must hear of it; write "
                    + "--revoke-into FILE, which the broker has for its revocation list, and "
                    + "--broker-pid PID")
        }
        self.file = file
        processes = options.beside.processes
    }

    /// Publishes what is revoked already, and whatever will be.
    func begin(with registrar: Registrar, at now: Int64) throws {
        try publish(try registrar.list(at: now))
        registrar.publish { list, _ in try publish(list) }
    }

    private func publish(_ list: RevocationList) throws {
        try TextFile.write(list.pem, to: file)
        for process in processes where kill(process, SIGHUP) != 0 {
            throw Failure(
                .brokerUnreachable,
                "SIGHUP cannot be sent to process \(process): \(TextFile.reason())")
        }
        // A broker tells nobody when it has read the file.
        poll(nil, 0, Self.patienceMilliseconds)
    }
}

package import Crypto
import Reactor
import Synchronization

/// Gives out certificates while a run goes on, and takes them back.
///
/// Loops ask it from their threads. A list of revoked certificates is signed and handed to the
/// broker on a thread of its own, since that takes longer than a loop may stand still.
package final class Registrar: Sendable {
    /// Hands a new list to the broker; returns once the broker goes by it.
    package typealias Publisher = @Sendable (RevocationList, _ revoked: Set<String>) throws -> Void

    private struct State {
        var revoked: [(serial: String, at: Int64)]
        var number: Int
        var publisher: Publisher?
        var complaint: String?
    }

    package let authority: Authority
    private let state: Mutex<State>
    /// How many serials the broker was last known to go by.
    private let published = Atomic<Int>(0)

    /// - Parameters:
    ///   - revoked: what was revoked before the run.
    ///   - number: of the list that holds them.
    package init(_ authority: Authority, revoked: [(serial: String, at: Int64)], number: Int = 1) {
        self.authority = authority
        state = Mutex(State(revoked: revoked, number: number))
        published.store(revoked.count, ordering: .releasing)
    }

    /// A new key and certificate for the thing of that name.
    ///
    /// - Cost: about 90 µs.
    func issue(to name: String, validFor range: Range<Int64>) throws(CryptoError) -> TLSIdentity {
        let key = try PrivateKey.p256()
        let certificate = try authority.issue(
            CertificateRequest(commonName: name, validity: range), for: key)
        return TLSIdentity(trusted: certificate, chain: authority.trail, key: key)
    }

    /// What is revoked by now.
    package func list(at now: Int64) throws(CryptoError) -> RevocationList {
        let (revoked, number) = state.withLock { ($0.revoked, $0.number) }
        return try authority.revocationList(
            of: revoked, number: number, validFor: now - 60..<now + 30 * 86_400)
    }

    /// Who is to hand lists to the broker from now on.
    package func publish(through publisher: @escaping Publisher) {
        state.withLock { $0.publisher = publisher }
    }

    /// Takes certificates back; returns what ``isPublished(_:)`` is to be asked.
    func revoke(_ serials: [String], at now: Int64) -> Int {
        let (count, publisher) = state.withLock { state in
            state.revoked += serials.map { ($0, now) }
            state.number += 1
            return (state.revoked.count, state.publisher)
        }
        guard let publisher else { return count }
        do {
            _ = try LoopThread { [self] in
                do {
                    let revoked = state.withLock { Set($0.revoked.prefix(count).map(\.serial)) }
                    try publisher(try list(at: now), revoked)
                    raisePublished(to: count)
                } catch {
                    state.withLock { $0.complaint = "\(error)" }
                }
            }
        } catch {
            state.withLock { $0.complaint = error.message }
        }
        return count
    }

    private func raisePublished(to count: Int) {
        var seen = published.load(ordering: .acquiring)
        while seen < count {
            let (exchanged, original) = published.compareExchange(
                expected: seen, desired: count, ordering: .acquiringAndReleasing)
            if exchanged { return }
            seen = original
        }
    }

    /// Whether the broker goes by what ``revoke(_:at:)`` took back.
    func isPublished(_ count: Int) -> Bool { published.load(ordering: .acquiring) >= count }

    /// Why a list did not reach the broker, told once.
    func takeComplaint() -> String? {
        state.withLock { state in
            defer { state.complaint = nil }
            return state.complaint
        }
    }
}

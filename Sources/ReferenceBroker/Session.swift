import Base
import MQTT

/// What the broker keeps of a client, connected or not (5.0 §4.1).
///
/// - Cost: under 300 bytes while nothing is subscribed, queued or in flight; its tables take room
///   only when they are used.
struct Session: Sendable {
    /// One subscription: where it stands in the trie.
    struct Place: Equatable, Sendable {
        var node: Int32
        /// The shared group, or -1.
        var group: Int32
    }

    /// A retained message that is still to be sent for a new subscription.
    struct Retained: Sendable {
        var node: Int32
        /// The node of the subscription's filter.
        var place: Int32
        /// Tells the message from any later one on its topic.
        var serial: UInt64
        var subscriber: Subscriber
    }

    var clientID: String
    var user: String?
    /// What was proved about the client when it last connected.
    var proof: Proof?
    /// The number of the link, or -1.
    var link: Int32 = -1
    /// Seconds; the largest number is never.
    var expiryInterval: UInt32 = 0
    /// When the session ends; never while connected.
    var expiresAt = Instant.never
    var will: Will?
    /// When the Will goes out; never while connected.
    var willDueAt = Instant.never

    var places: [Place] = []
    var inflight = Inflight()
    /// How many messages in flight wait to be sent again.
    var unsent = 0
    var queue = Ring<Held>()
    /// Bytes in flight and in the queue.
    var heldBytes = 0
    var backlog = Ring<Retained>()
    /// Whether the backlog goes on with the next tick.
    var isPaced = false
    /// A mutant's: whether the next message is missed.
    var isDeaf = false
    /// Packet Identifiers of QoS 2 messages that have come and were not released, rising.
    var unreleased: [UInt16] = []

    init(clientID: String) {
        self.clientID = clientID
    }

    /// Notes that the QoS 2 message `id` has come.
    ///
    /// - Returns: whether it is new.
    mutating func receive(_ id: UInt16) -> Bool {
        let index = position(of: id)
        if index < unreleased.count, unreleased[index] == id { return false }
        unreleased.insert(id, at: index)
        return true
    }

    func hasReceived(_ id: UInt16) -> Bool {
        let index = position(of: id)
        return index < unreleased.count && unreleased[index] == id
    }

    /// Forgets the QoS 2 message `id`.
    ///
    /// - Returns: whether it was there.
    mutating func release(_ id: UInt16) -> Bool {
        let index = position(of: id)
        guard index < unreleased.count, unreleased[index] == id else { return false }
        unreleased.remove(at: index)
        return true
    }

    private func position(of id: UInt16) -> Int {
        if let last = unreleased.last, last < id { return unreleased.count }
        var low = 0
        var high = unreleased.count
        while low < high {
            let middle = (low + high) / 2
            if unreleased[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

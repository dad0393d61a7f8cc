import Base
import MQTT

/// What the tester keeps of one client: its session, and how far it got with it.
struct DeviceClient: Sendable {
    /// A message of the client's at QoS 1 or 2 that is not done.
    struct Outgoing: Sendable {
        enum State: Sendable { case published, received, released }

        let id: UInt16
        let qos: QoS
        let topic: String
        let payload: [UInt8]
        /// The connection on which it was sent last.
        var connection: Int
        var state = State.published
    }

    /// A message of the tester's at QoS 1 or 2 that is not done.
    struct Delivery: Sendable {
        enum State: Sendable { case published, released }

        let publish: Publish
        var state = State.published
        var id: UInt16 { publish.id! }
    }

    struct Grant: Sendable {
        var qos: QoS
        var identifier: UInt32?
        var isLocal = true
    }

    let name: String
    var version: Version
    /// The connection that it has now.
    var link: Int?
    /// Whether its session outlives its connection.
    var keepsSession = false
    var hasSession = false
    /// When the session of a client that is away ends.
    var endsAt = Instant.never
    var expiry: UInt32 = 0
    var connections = 0

    var subscriptions: [String: Grant] = [:]
    var outgoing: [Outgoing] = []
    /// Identifiers that the client has used in what it may take for one session.
    var used: Set<UInt16> = []
    var deliveries: [Delivery] = []
    private var lastID: UInt16 = 0

    /// How often each provocation was decided.
    var done: [DeviceCheck.Name: Int] = [:]
    /// How often each was begun.
    var tried: [DeviceCheck.Name: Int] = [:]
    var pending: Pending?
    /// When the last provocation ended.
    var restedAt = Instant.zero
    var log = DeviceLog()

    init(_ name: String, _ version: Version) {
        self.name = name
        self.version = version
    }

    mutating func forgetSession() {
        subscriptions = [:]
        outgoing = []
        used = []
        deliveries = []
        hasSession = false
    }

    /// The tester has lost the session, which the client cannot know before CONNACK.
    mutating func loseSession() {
        let used = used
        forgetSession()
        self.used = used
    }

    /// A Packet Identifier for a delivery.
    mutating func takeID() -> UInt16 {
        repeat {
            lastID = lastID == .max ? 1 : lastID + 1
        } while deliveries.contains { $0.id == lastID }
        return lastID
    }

    /// The subscription of the highest QoS, and a topic that it matches.
    var bestTopic: (topic: String, qos: QoS)? {
        let best = subscriptions.min {
            ($1.value.qos.rawValue, $0.key) < ($0.value.qos.rawValue, $1.key)
        }
        return best.map { (Self.topic(matching: $0.key), $0.value.qos) }
    }

    /// A Topic Name that `filter` matches.
    static func topic(matching filter: String) -> String {
        let filter = SharedFilter(parsing: filter)?.filter ?? filter
        let levels = filter.split(separator: "/", omittingEmptySubsequences: false)
        return levels.map { $0 == "+" || $0 == "#" ? "gale" : String($0) }.joined(separator: "/")
    }
}

/// A provocation under way.
struct Pending: Sendable {
    let name: DeviceCheck.Name
    /// The connection on which it began.
    let connection: Int
    var phase = 0
    var deadline = Instant.never
    var since: Instant
    /// Packet Identifiers that it is about.
    var ids: [UInt16] = []
    /// Instants of refusals and of what followed.
    var waits: [Duration] = []
}

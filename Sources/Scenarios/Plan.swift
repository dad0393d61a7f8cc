package import Base
package import Devices
package import MQTT

/// What a run is to do, with every default filled in: a scenario file after it was understood.
///
/// All durations are real ones; `--scale` and `--duration` have been applied.
package struct Plan: Sendable {
    package var name: String
    /// The comment or `about:` that says what the scenario shows.
    package var about: String
    package var seed: UInt64
    /// Nil where nobody has an identity.
    package var identities: IdentityPlan?
    package var fleets: [FleetPlan]
    package var applications: [ApplicationPlan]
    package var phases: [Phase]
    package var expectations: [Expectation]
    /// How long to wait, once the last phase is over, for acknowledgements and deliveries.
    package var drain: Duration
    /// Whether a shadow service must answer on `$aws/things/+/shadow/…`.
    ///
    /// The embedded broker brings one; beside any other broker gale connects one as a client.
    package var needsShadows: Bool
}

extension Plan {
    /// The fleets that some phase brings up; the others are there from the start.
    package var rampedFleets: Set<String> {
        let names = fleets.map(\.name)
        return phases.reduce(into: []) { ramped, phase in
            guard case .ramp = phase.deed else { return }
            ramped.formUnion(phase.who.isEmpty ? names : phase.who)
        }
    }
}

/// How a client reaches the broker and what it asks for in CONNECT.
package struct ClientPlan: Sendable {
    package var version: Version
    /// Clean Start, or Clean Session in 3.1.1.
    package var cleanStart: Bool
    /// Seconds; 5.0 only.
    package var sessionExpiry: UInt32
    package var keepAlive: UInt16
    package var receiveMaximum: UInt16
    package var topicAliasMaximum: UInt16
    package var maximumPacketSize: UInt32?
    package var userName: String?
    /// Never printed; see ``ClientPlan/description`` of whoever holds it.
    package var password: String?
    /// PUBLISH packets with QoS above 0 that may be unacknowledged at once.
    package var window: Int
    /// Messages that a device without a schedule puts into one write; nil for all that its window
    /// lets.
    package var perWrite: Int?
    /// Messages kept while offline or while the window is full, before new ones are refused.
    package var backlog: Int
    package var reconnect: ReconnectPlan
}

/// What a client does when its link is gone and nobody told it to stay away.
package struct ReconnectPlan: Sendable {
    package var isAutomatic: Bool
    package var first: Duration
    package var cap: Duration
}

/// A number of devices of one model.
package struct FleetPlan: Sendable {
    package var name: String
    package var model: DeviceModel
    package var count: Int
    /// Client identifiers and `{id}` in topics count up from here.
    package var firstID: Int
    /// Where to insert the identifier, such as `turbine-{id}`.
    package var clientID: String
    /// Whether each client identifier is the name that the device's identity has in a file, which
    /// is known only at run time; until then ``clientID`` stands for it.
    package var clientIDFromIdentity = false
    /// Who the devices are; nil for nobody in particular.
    package var identity: FleetIdentity?
    package var group: String?
    package var client: ClientPlan
    /// The QoS of each message of the model, in its order.
    package var qos: [QoS]
    /// The interval of each message of the model, in its order.
    ///
    /// Messages are due on whole milliseconds, the last ones not after their exact instants; so an
    /// interval may be any. Zero is flat out: as many as the window of the client lets go, and at
    /// QoS 0 that many a write, for as long as the peer takes them.
    package var every: [Duration]
    package var retain: [Bool]
    package var commandQoS: QoS
    /// Seconds; 5.0 only.
    package var messageExpiry: UInt32?
    package var useTopicAlias: Bool
    package var userProperties: [(name: String, value: String)]
}

extension FleetPlan {
    /// Whether a device of this fleet that gets in is a fault of the broker.
    ///
    /// Its devices try once, whatever ``ClientPlan/reconnect`` might say; they owe no messages, no
    /// answers and no Will, and hear nothing.
    package var mustBeRefused: Bool { identity?.mustBeRefused ?? false }

    /// The device whose topics `member` must not reach: the next, and the first for the last.
    ///
    /// A device that is alone has a neighbour that does not exist, with the next number.
    package func neighbour(of member: Int) -> Int {
        count == 1 ? member + 1 : (member + 1) % count
    }
}

/// A client of the back end: subscribes, sends commands, watches wills, keeps shadows in step.
package struct ApplicationPlan: Sendable {
    package var name: String
    package var client: ClientPlan
    package var subscriptions: [Subscription]
    /// Instances, for fan-out; more than one get `-1`, `-2` … after the name.
    package var count: Int
    package var commands: [CommandPlan]
    package var publications: [PublicationPlan]
    /// Whether it counts the wills of the devices whose will topics it subscribes to.
    package var watchesWills: Bool
}

/// A command that an application gives to devices of one fleet.
package struct CommandPlan: Sendable {
    package enum Route: Sendable {
        /// To the command topic of the model.
        case topic
        /// As the desired state of the device's shadow.
        case shadow
    }

    package var fleet: String
    /// The name of the model's command.
    package var command: String
    package var route: Route
    package var payload: JSON
    package var qos: QoS
    /// How often each device gets it; nil when only a `command:` phase sends it.
    package var every: Duration?
    /// The share of the fleet that gets it, 0 … 1.
    package var share: Double
}

/// Messages that an application publishes by itself.
package struct PublicationPlan: Sendable {
    package var topic: String
    /// Placeholders: `{timestamp}`, `{number}`, `{name}`.
    package var payload: String
    package var qos: QoS
    package var retain: Bool
    package var every: Duration
}

/// A stretch of the run.
package struct Phase: Sendable {
    package enum Deed: Sendable {
        /// Connects devices that are not, evenly over the phase.
        case ramp
        /// Lets things run.
        case hold
        /// Each device of the share sends this many messages beyond its schedule.
        case burst(messages: Int)
        case cut(Cut)
        /// Brings back what a cut keeps away, evenly over the phase.
        case reconnect
        /// Application `by` gives its command number `index` to the share, evenly over the phase.
        case command(by: String, index: Int)
        /// Gives each device of the share a new key and certificate, with which it reconnects,
        /// evenly over the phase.
        case rotate
        /// Lets the certificates of the share end at one instant, `after` the begin of the phase;
        /// then the devices reconnect and must be refused, for the rest of the run.
        case expire(after: Duration)
        /// Puts the certificates of the share on the list of revoked ones and cuts the links,
        /// evenly over the phase; the devices come back and must be refused, for the rest of the
        /// run.
        case revoke
        /// Each device of the share publishes to the topics of its neighbour and subscribes to
        /// them, evenly over the phase, and must be refused; see ``FleetPlan/neighbour(of:)``.
        case probe
    }

    package var name: String
    package var deed: Deed
    package var duration: Duration
    /// Names of fleets and applications; empty means every fleet.
    ///
    /// A phase about identities names all of its fleets, each fit for it.
    package var who: [String]
    /// The share of them, 0 … 1, chosen by the seed.
    package var share: Double
}

/// Links that are taken away.
package struct Cut: Sendable {
    /// At which packet the link goes; each step is hit in turn.
    package enum Step: String, CaseIterable, Sendable {
        case afterPublishSent = "publish-sent"
        case onPubrec = "pubrec"
        case afterPubrelSent = "pubrel-sent"
        case onPubcomp = "pubcomp"
        case onPuback = "puback"
        case onPublish = "publish"
        case afterPubrecSent = "pubrec-sent"
        case onPubrel = "pubrel"
        case afterPubcompSent = "pubcomp-sent"
    }

    /// Whether DISCONNECT is sent first; without it the broker owes the Will.
    package var disconnect: Bool
    /// On these packets, in turn; empty means at an instant of the phase.
    package var at: [Step]
    /// Whether the link stays away until a `reconnect` phase, whatever the fleet's own policy.
    package var stayAway: Bool
}

/// One line of `expect:`: a path in `report.json`, a comparison and a number.
package struct Expectation: Sendable {
    package enum Comparison: String, CaseIterable, Sendable {
        case equal = "=="
        case notEqual = "!="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    /// As written, for the report.
    package var text: String
    /// A path in `report.json`, such as `messages.byQoS.2.duplicated`.
    package var metric: String
    package var comparison: Comparison
    /// In the unit of the metric: latencies are nanoseconds.
    package var value: Double
}

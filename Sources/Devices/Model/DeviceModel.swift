/// What devices of one kind measure, send, obey and leave behind.
///
/// A model is shared by all devices of a fleet and never changes; what changes is in ``Device``.
/// Topics are ``Template``s: `{id}` is the device's number, `{client}` its client identifier,
/// `{name}` the name of the model. ``problems()`` says what is wrong with one.
package struct DeviceModel: Equatable, Sendable {
    package var name: String
    /// One line for `gale devices`.
    package var about: String
    package var fields: [Field]
    package var messages: [Message]
    package var commands: [Command]
    package var shadow: Shadow?
    package var will: LastWill?
    /// What the device publishes as soon as it is connected.
    package var greeting: Greeting?
    package var outage: Outage?
    /// Where fields of source ``Field/Source/route(_:)`` take their values from.
    package var route: Route?

    package init(
        name: String, about: String = "", fields: [Field] = [], messages: [Message] = [],
        commands: [Command] = [], shadow: Shadow? = nil, will: LastWill? = nil,
        greeting: Greeting? = nil, outage: Outage? = nil, route: Route? = nil
    ) {
        self.name = name
        self.about = about
        self.fields = fields
        self.messages = messages
        self.commands = commands
        self.shadow = shadow
        self.will = will
        self.greeting = greeting
        self.outage = outage
        self.route = route
    }
}

extension DeviceModel {
    /// Something the device publishes by itself: one JSON object, or bytes that mean nothing.
    package struct Message: Equatable, Sendable {
        package var name: String
        package var topic: String
        /// Whole milliseconds, at least one.
        package var every: Duration
        /// Names of fields in the order of the payload.
        package var fields: [String]
        package var qos: UInt8
        package var retain: Bool
        /// The size of a payload without fields, for benchmarks; nil for one of fields.
        ///
        /// From ``BinaryStamp/smallest`` bytes on it carries a stamp; a smaller one can only be
        /// counted.
        package var payloadBytes: Int?

        package init(
            name: String, topic: String, every: Duration, fields: [String], qos: UInt8 = 0,
            retain: Bool = false, payloadBytes: Int? = nil
        ) {
            self.payloadBytes = payloadBytes
            self.name = name
            self.topic = topic
            self.every = every
            self.fields = fields
            self.qos = qos
            self.retain = retain
        }
    }

    /// A topic on which the device listens; members of the JSON payload set fields of that name.
    package struct Command: Equatable, Sendable {
        package var name: String
        package var topic: String
        /// Fields that it may set, all of them states.
        package var sets: [String]
        /// Where the device answers; nil when it keeps silent.
        package var answer: String?
        /// Fields in the answer, before what is echoed.
        package var answers: [String]
        /// Members of the command that the answer repeats, so that its sender knows it.
        package var echoes: Echo
        /// The QoS of the subscription and of the answer.
        package var qos: UInt8

        package init(
            name: String, topic: String, sets: [String], answer: String? = nil,
            answers: [String]? = nil, echoes: Echo = .members(["id", "token"]), qos: UInt8 = 1
        ) {
            self.name = name
            self.topic = topic
            self.sets = sets
            self.answer = answer
            self.answers = answers ?? sets
            self.echoes = echoes
            self.qos = qos
        }
    }

    /// Which members of a command its answer repeats.
    package enum Echo: Equatable, Sendable {
        case members([String])
        case everything
    }

    /// Which fields the device reports to its shadow, and which it takes from the desired state.
    package struct Shadow: Equatable, Sendable {
        package var reports: [String]
        package var obeys: [String]

        package init(reports: [String], obeys: [String]) {
            self.reports = reports
            self.obeys = obeys
        }
    }

    package struct LastWill: Equatable, Sendable {
        package var topic: String
        package var payload: String
        package var qos: UInt8
        package var retain: Bool
        /// Seconds; 5.0 only.
        package var delay: UInt32

        package init(
            topic: String, payload: String, qos: UInt8 = 1, retain: Bool = false,
            delay: UInt32 = 0
        ) {
            self.topic = topic
            self.payload = payload
            self.qos = qos
            self.retain = retain
            self.delay = delay
        }
    }

    /// A message of fixed words, sent after every CONNACK that accepts.
    package struct Greeting: Equatable, Sendable {
        package var topic: String
        package var payload: String
        package var qos: UInt8
        package var retain: Bool

        package init(topic: String, payload: String, qos: UInt8 = 1, retain: Bool = true) {
            self.topic = topic
            self.payload = payload
            self.qos = qos
            self.retain = retain
        }
    }

    /// The device loses its link while this field is not zero.
    package struct Outage: Equatable, Sendable {
        package var field: String

        package init(field: String) {
            self.field = field
        }
    }
}

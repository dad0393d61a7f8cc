/// What devices of one kind measure, send, obey and leave behind.
///
/// A model is shared by all devices of a fleet and never changes; what changes is in ``Device``.
/// Topics are templates: `{id}` is the device's number, `{client}` its client identifier.
package struct DeviceModel: Sendable {
    package var name: String
    /// One line for `gale devices`.
    package var about: String
    package var fields: [Field]
    package var messages: [Message]
    package var commands: [Command]
    package var shadow: Shadow?
    package var will: LastWill?
    package var outage: Outage?

    /// A quantity the device has: a signal with a unit and a range, or a state that commands set.
    package struct Field: Sendable {
        package var name: String
        package var unit: String
        package var range: ClosedRange<Double>?
        /// Digits after the point when printed.
        package var decimals: Int
        package var source: Source
    }

    /// Something the device publishes by itself, as one JSON object.
    package struct Message: Sendable {
        package var name: String
        package var topic: String
        /// Whole milliseconds, at least one.
        package var every: Duration
        /// Names of fields in the order of the payload.
        package var fields: [String]
        package var qos: UInt8
        package var retain: Bool
    }

    /// A topic on which the device listens; members of the JSON payload set fields of that name.
    package struct Command: Sendable {
        package var name: String
        package var topic: String
        /// Fields that it may set.
        package var sets: [String]
        /// Where the device answers with the new state; nil when it keeps silent.
        package var answer: String?
        package var qos: UInt8
    }

    /// Which fields the device reports to its shadow, and which it takes from the desired state.
    package struct Shadow: Sendable {
        package var reports: [String]
        package var obeys: [String]
    }

    package struct LastWill: Sendable {
        package var topic: String
        package var payload: String
        package var qos: UInt8
        package var retain: Bool
        /// Seconds; 5.0 only.
        package var delay: UInt32
    }

    /// The device loses its link while this field is not zero.
    package struct Outage: Sendable {
        package var field: String
    }
}

extension DeviceModel.Field {
    /// Where the value comes from; the signals arrive with the next change.
    package enum Source: Sendable {
        case timestamp
    }
}

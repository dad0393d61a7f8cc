import Base
import Devices
import MQTT

/// A device of this loop, and which of the run's it is.
struct DeviceSlot {
    var device: Device
    /// Its number in the run.
    let number: Int
    /// Its number in its fleet.
    let member: Int
    let contingent: Int
    /// Where its streams begin among those of this loop.
    let firstStream: Int
    /// How many messages its model has.
    let messages: Int
    /// Seconds that its messages are worth delivering; 5.0 only.
    let messageExpiry: UInt32?
    /// Encoded 5.0 properties that each of its messages bears.
    let properties: Text
    /// Whether it is where no link reaches: in a tunnel, say.
    var isOutOfReach = false
    /// When that next changes; never, for a device that no tunnel awaits.
    var reachChanges = Instant.never
}

/// One stream of this loop: what one publisher sends to one topic.
struct StreamSlot {
    /// Its number in the run.
    let number: Int
    let topic: Text
    var qos = QoS.atMostOnce
    var retain = false
    /// Nanoseconds from one message to the next; zero for what is sent flat out or on demand.
    var every: Int64 = 0
    /// When its next message is due, on a whole millisecond; never, before its publisher is cast.
    var due = Instant.never
    /// Nanoseconds by which the exact instant lies after ``due``.
    var rest: Int64 = 0
    /// When its last message was due, which the next may not precede.
    var lastDue = Instant(nanoseconds: .min)
}

/// Where bytes that never change lie among those of a loop: next to each other, and nobody's own.
struct Text {
    let start: Int
    let count: Int
}

extension StreamSlot {
    /// The next message is due at `instant`, or up to a millisecond before.
    mutating func setDue(_ instant: Instant) {
        rest = instant.nanoseconds % 1_000_000
        due = Instant(nanoseconds: instant.nanoseconds - rest)
    }

    mutating func advance() { setDue(due.advanced(byNanoseconds: rest + every)) }
}

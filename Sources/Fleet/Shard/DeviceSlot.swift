import Base
import Devices

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
    /// Whether it is where no link reaches: in a tunnel, say.
    var isOutOfReach = false
    /// When that next changes; never, for a device that no tunnel awaits.
    var reachChanges = Instant.never
}

/// One stream of this loop: what one publisher sends to one topic.
struct StreamSlot {
    /// Its number in the run.
    let number: Int
    let topic: [UInt8]
    /// When its next message is due; never, before its publisher is cast.
    var due = Instant.never
    /// When its last message was due, which the next may not precede.
    var lastDue = Instant(nanoseconds: .min)
}

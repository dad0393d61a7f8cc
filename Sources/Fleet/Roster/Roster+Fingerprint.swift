import MQTT
import Scenarios

extension Roster {
    /// What must be alike in all gales that play one plan together, as sixteen digits.
    ///
    /// Alike in all of them: who there is, what is published where, how often and how long.
    var fingerprint: String {
        var hash = Fingerprint()
        hash.add(plan.name)
        hash.add("\(plan.seed)")
        for name in plan.cast { hash.add(name) }
        for fleet in plan.fleets { hash.add("\(fleet.count) \(fleet.every)") }
        for phase in plan.phases { hash.add("\(phase.name) \(phase.duration)") }
        for (topic, qos) in zip(topics, streamQoS) {
            hash.add(topic)
            hash.add("\(qos.rawValue)")
        }
        return hash.text
    }
}

/// A hash that is the same on every machine (FNV-1a, 64 bits).
package struct Fingerprint {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        // So that "ab", "c" is not "a", "bc".
        add(0xFF)
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

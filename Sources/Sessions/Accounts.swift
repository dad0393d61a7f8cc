package import MQTT

/// Bytes by what they are for.
package struct Accounts: Equatable, Sendable {
    /// The application's own bytes.
    package var payload = 0
    /// Topic Names in PUBLISH packets, without their lengths.
    package var topic = 0
    /// The rest of PUBLISH packets, and CONNECT, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT and AUTH.
    package var mqtt = 0
    /// CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK.
    package var acknowledgements = 0
    /// PINGREQ and PINGRESP.
    package var keepAlive = 0

    package init() {}

    package var total: Int { payload + topic + mqtt + acknowledgements + keepAlive }

    package static func += (sum: inout Accounts, more: Accounts) {
        sum.payload += more.payload
        sum.topic += more.topic
        sum.mqtt += more.mqtt
        sum.acknowledgements += more.acknowledgements
        sum.keepAlive += more.keepAlive
    }

    /// Books a packet of `size` bytes that is no PUBLISH.
    package mutating func add(_ kind: Packet.Kind, size: Int) {
        switch kind {
        case .connack, .puback, .pubrec, .pubrel, .pubcomp, .suback, .unsuback:
            acknowledgements += size
        case .pingreq, .pingresp: keepAlive += size
        case .connect, .publish, .subscribe, .unsubscribe, .disconnect, .auth: mqtt += size
        }
    }

    /// Books a PUBLISH of `size` bytes in all.
    package mutating func addPublish(size: Int, topic: Int, payload: Int) {
        self.topic += topic
        self.payload += payload
        mqtt += size - topic - payload
    }

    /// Books one whole packet as it stands on the wire, sent or received.
    ///
    /// Bytes that are no packet count as ``mqtt``.
    package mutating func add(frame: UnsafeRawBufferPointer, version: Version) {
        guard let first = frame.first, let kind = Packet.Kind(rawValue: first >> 4) else {
            return mqtt += frame.count
        }
        if kind == .publish, let layout = PublishLayout(frame, version: version) {
            return addPublish(
                size: frame.count, topic: layout.topic.count, payload: layout.payload.count)
        }
        add(kind, size: frame.count)
    }
}

/// Why bytes are not an MQTT packet.
package struct Malformed: Error, Equatable, Sendable {
    package var reason: ReasonCode

    package init(reason: ReasonCode = .malformedPacket) {
        self.reason = reason
    }
}

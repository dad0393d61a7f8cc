package import MQTT

/// Fields that several kinds of packets have.
extension Packet {
    package var packetID: UInt16? {
        switch self {
        case .publish(let publish): publish.id
        case .ack(let ack): ack.id
        case .subscribe(let subscribe): subscribe.id
        case .suback(let suback): suback.id
        case .unsubscribe(let unsubscribe): unsubscribe.id
        case .unsuback(let unsuback): unsuback.id
        case .connect, .connack, .pingreq, .pingresp, .disconnect, .auth: nil
        }
    }

    var reasons: [ReasonCode] {
        switch self {
        case .connack(let connack): [connack.reason]
        case .ack(let ack): [ack.reason]
        case .suback(let suback): suback.reasons
        case .unsuback(let unsuback): unsuback.reasons
        case .disconnect(let disconnect): [disconnect.reason]
        case .auth(let auth): [auth.reason]
        case .connect, .publish, .subscribe, .unsubscribe, .pingreq, .pingresp: []
        }
    }

    var propertyList: [Property] {
        switch self {
        case .connect(let connect): connect.properties.list
        case .connack(let connack): connack.properties.list
        case .publish(let publish): publish.properties.list
        case .ack(let ack): ack.properties.list
        case .subscribe(let subscribe): subscribe.properties.list
        case .suback(let suback): suback.properties.list
        case .unsubscribe(let unsubscribe): unsubscribe.properties.list
        case .unsuback(let unsuback): unsuback.properties.list
        case .disconnect(let disconnect): disconnect.properties.list
        case .auth(let auth): auth.properties.list
        case .pingreq, .pingresp: []
        }
    }
}

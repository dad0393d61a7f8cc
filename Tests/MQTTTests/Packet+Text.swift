import MQTT

extension Packet {
    /// The packet in the words of `fixtures/packets/README.md`.
    var text: String {
        switch self {
        case .connect(let connect): connect.text
        case .connack(let connack):
            "CONNACK" + (connack.sessionPresent ? " sessionPresent" : "")
                + " reason=\(hex(connack.reason))" + connack.properties.text
        case .publish(let publish): publish.text
        case .ack(let ack):
            "\(kind) id=\(ack.id) reason=\(hex(ack.reason))" + ack.properties.text
        case .subscribe(let subscribe):
            "SUBSCRIBE id=\(subscribe.id) "
                + subscribe.subscriptions.map(\.text).joined(separator: ", ")
                + subscribe.properties.text
        case .suback(let suback):
            "SUBACK id=\(suback.id) reasons=\(list(suback.reasons.map(\.rawValue)))"
                + suback.properties.text
        case .unsubscribe(let unsubscribe):
            "UNSUBSCRIBE id=\(unsubscribe.id) "
                + unsubscribe.filters.map(quoted).joined(separator: ", ")
                + unsubscribe.properties.text
        case .unsuback(let unsuback):
            "UNSUBACK id=\(unsuback.id) reasons=\(list(unsuback.reasons.map(\.rawValue)))"
                + unsuback.properties.text
        case .pingreq, .pingresp: "\(kind)"
        case .disconnect(let disconnect):
            "DISCONNECT reason=\(hex(disconnect.reason))" + disconnect.properties.text
        case .auth(let auth): "AUTH reason=\(hex(auth.reason))" + auth.properties.text
        }
    }
}

extension Connect {
    fileprivate var text: String {
        var text = "CONNECT version=\(version) client=\(quoted(clientID))"
        if cleanStart { text += " clean" }
        text += " keepAlive=\(keepAlive)"
        if let userName { text += " user=\(quoted(userName))" }
        if let password { text += " password=\(list(password))" }
        if let will {
            text += " will(topic=\(quoted(will.topic)) payload=\(list(will.payload))"
            text += " qos=\(will.qos.rawValue)" + (will.retain ? " retain" : "")
            text += will.properties.text + ")"
        }
        return text + properties.text
    }
}

extension Publish {
    fileprivate var text: String {
        var text = "PUBLISH topic=\(quoted(topic)) payload=\(list(payload)) qos=\(qos.rawValue)"
        if let id { text += " id=\(id)" }
        if retain { text += " retain" }
        if dup { text += " dup" }
        return text + properties.text
    }
}

extension Subscription {
    fileprivate var text: String {
        var text = "\(quoted(filter)) qos=\(qos.rawValue)"
        if noLocal { text += " noLocal" }
        if retainAsPublished { text += " retainAsPublished" }
        if retainHandling != .send { text += " retainHandling=\(retainHandling.rawValue)" }
        return text
    }
}

extension Properties {
    fileprivate var text: String {
        isEmpty ? "" : " {" + list.map(\.text).joined(separator: ", ") + "}"
    }
}

extension Property {
    fileprivate var text: String {
        let value: String =
            switch self {
            case .payloadFormatIndicator(let value), .requestProblemInformation(let value),
                .requestResponseInformation(let value), .maximumQoS(let value),
                .retainAvailable(let value), .wildcardSubscriptionAvailable(let value),
                .subscriptionIdentifierAvailable(let value),
                .sharedSubscriptionAvailable(let value):
                "\(value)"
            case .serverKeepAlive(let value), .receiveMaximum(let value),
                .topicAliasMaximum(let value), .topicAlias(let value):
                "\(value)"
            case .messageExpiryInterval(let value), .sessionExpiryInterval(let value),
                .willDelayInterval(let value), .maximumPacketSize(let value),
                .subscriptionIdentifier(let value):
                "\(value)"
            case .contentType(let value), .responseTopic(let value),
                .assignedClientIdentifier(let value), .authenticationMethod(let value),
                .responseInformation(let value), .serverReference(let value),
                .reasonString(let value):
                quoted(value)
            case .correlationData(let value), .authenticationData(let value): list(value)
            case .userProperty(let name, let value): "\(quoted(name))=\(quoted(value))"
            }
        return "\(kind): \(value)"
    }
}

/// A string in quotes, with what cannot be seen spelt out.
private func quoted(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x22, 0x5C: out += "\\\(scalar)"
        case 0..<0x20, 0x7F...0x9F, 0xFEFF:
            out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return "\"\(out)\""
}

private func hex(_ reason: ReasonCode) -> String { "0x" + hex(reason.rawValue) }

private func list(_ bytes: [UInt8]) -> String {
    "[" + bytes.map(hex).joined(separator: " ") + "]"
}

/// Two digits.
func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

import MQTT

/// What mutants of these chapters do to bytes.
extension Mutant {
    static let sessionForgiveness: [Mutant: Forgiveness] = [
        .overlooksWillFlagsWithoutWill: { fault, _ in fault == .willFlagsWithoutWill },
        .overlooksWillQoS3: { fault, kind in fault == .invalidQoS && kind == .connect },
        .overlooksMissingWill: { fault, kind in fault == .truncated && kind == .connect },
        .overlooksBadWillTopic: { fault, kind in fault == .notUTF8 && kind == .connect },
        .overlooksDoubledWillProperty: { fault, kind in
            if case .duplicateProperty = fault { kind == .connect } else { false }
        },
        .overlooksFlagsOfDisconnect: { fault, kind in
            fault == .reservedFlags && kind == .disconnect
        },
        .overlooksUnknownReasonOfDisconnect: { fault, _ in
            fault == .unknownReasonCode(.disconnect)
        },
        .overlooksDoubledPropertyOfDisconnect: { fault, kind in
            if case .duplicateProperty = fault { kind == .disconnect } else { false }
        },
        .overlooksTruncatedSubscribe: { fault, kind in fault == .truncated && kind == .subscribe },
    ]

    static let sessionMisspelling: [Mutant: Misspelling] = [
        .takesOverWithWrongReason: { packet, version in
            guard case .disconnect(var disconnect) = packet,
                disconnect.reason == .sessionTakenOver
            else { return nil }
            disconnect.reason = .keepAliveTimeout
            return Packet.disconnect(disconnect).encoded(version)
        },
        .tellsExpiryInDisconnect: adding(.sessionExpiryInterval(300)),
        .explainsDisconnectBeyondMaximum: adding(
            .reasonString("a text that is longer than the client wants to read")),
        .decoratesDisconnectBeyondMaximum: adding(
            .userProperty("for", "whoever wants to read more than what fits")),
    ]

    /// DISCONNECT with one more property.
    private static func adding(_ property: Property) -> Misspelling {
        { packet, version in
            guard case .disconnect(var disconnect) = packet else { return nil }
            disconnect.properties.list.removeAll { $0.kind == property.kind }
            disconnect.properties.list.append(property)
            return Packet.disconnect(disconnect).encoded(version)
        }
    }

    /// Whether this one closes for `fault`, but as if a sound DISCONNECT had come.
    func takesForDisconnect(_ fault: Malformed.Fault) -> Bool {
        switch (self, fault) {
        case (.obeysDisconnectWithFlags, .reservedFlags): true
        case (.takesUnknownReasonForNormal, .unknownReasonCode(.disconnect)): true
        case (.takesDoubledPropertyForDisconnect, .duplicateProperty): true
        default: false
        }
    }

    /// Whether Clean Start leaves something of the old session to the new one.
    var keepsPartOnCleanStart: Bool {
        self == .keepsSubscriptionsOnCleanStart || self == .keepsQueueOnCleanStart
            || self == .keepsInflightOnCleanStart
    }
}

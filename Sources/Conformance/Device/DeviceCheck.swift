package import MQTT

/// One thing that is checked on clients: a rule watched on every packet, or a provocation.
package struct DeviceCheck: Sendable {
    /// What may be done to a client when; nil for a rule, which is only watched.
    package enum Occasion: Sendable {
        /// A CONNECT that could be accepted.
        case connect
        case subscribe
        /// A PUBLISH of QoS 1.
        case publish1
        /// A PUBLISH of QoS 2.
        case publish2
        case pubrel
        case ping
        /// Nothing is under way, and the client has been silent for a moment.
        case idle
    }

    package let name: Name
    /// What is checked, as a sentence.
    package let title: String
    package let statements: [Statement.ID]
    /// The standards' words for it; nil where a version has no such rule.
    private let level3: Case.Level?
    private let level5: Case.Level?
    package let occasion: Occasion?
    /// Why it was not decided, where no client gave the occasion.
    package let lack: String

    /// `device.keep-alive`, stable for ever.
    package var id: String { "device.\(name.rawValue)" }

    /// The strictest of both versions.
    package var level: Case.Level {
        let levels = [level3, level5]
        if levels.contains(.must) { return .must }
        return levels.contains(.should) ? .should : .may
    }

    package func level(in version: Version) -> Case.Level? {
        version == .v5 ? level5 : level3
    }

    package static let all = rules + limits + deliveries + losses + ends + nonsense

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// In the order in which they are given: what a client goes on after, first.
    static let provocations = all.filter { $0.occasion != nil }

    /// A check of the versions for which numbers are given, or of both where there are none.
    ///
    /// - Parameters:
    ///   - v3: statements of 3.1.1, without `MQTT-`; `v5` likewise.
    ///   - level5: the word of 5.0, where it is another.
    init(
        _ name: Name, _ title: String, v3: [String] = [], v5: [String] = [],
        _ level: Case.Level = .must, level5: Case.Level? = nil, on occasion: Occasion? = nil,
        lack: String
    ) {
        self.name = name
        self.title = title
        self.occasion = occasion
        self.lack = lack
        let isOfBoth = v3.isEmpty && v5.isEmpty
        level3 = isOfBoth || !v3.isEmpty ? level : nil
        self.level5 = isOfBoth || !v5.isEmpty ? level5 ?? level : nil
        statements =
            v3.map { Statement.ID(.v3_1_1, Self.whole($0)) }
            + v5.map { Statement.ID(.v5, Self.whole($0)) }
    }

    private static func whole(_ number: String) -> String {
        number.first?.isNumber == true ? "MQTT-" + number : number
    }
}

extension DeviceCheck {
    /// What all checks are called.
    package enum Name: String, CaseIterable, Sendable {
        // Rules.
        case connectFirst = "connect-first"
        case connectOnce = "connect-once"
        case protocolName = "protocol-name"
        case fields
        case flags
        case lengths
        case strings
        case packetID = "packet-id"
        case qos3 = "qos-3"
        case dupQoS0 = "dup-qos-0"
        case topicEmpty = "topic-empty"
        case topicWildcards = "topic-wildcards"
        case filters
        case properties
        case willFlags = "will-flags"
        case passwordAlone = "password-alone"
        case emptyRequest = "empty-request"
        case subscriptionOptions = "subscription-options"
        case noLocalShared = "no-local-shared"
        case reasonCodes = "reason-codes"
        case direction
        case emptyClientID = "empty-client-id"
        case packetIDInUse = "packet-id-in-use"
        case firstDup = "first-dup"
        case ackMatches = "ack-matches"
        case ackOrder = "ack-order"
        case pubrelAfterPubrec = "pubrel-after-pubrec"
        case pubrelOrder = "pubrel-order"
        case afterDisconnect = "after-disconnect"
        case closesAfterDisconnect = "closes-after-disconnect"
        case keepAlive = "keep-alive"
        case resendDup = "resend-dup"
        case resendOrder = "resend-order"
        case publishAfterPubrel = "publish-after-pubrel"
        case subscriptionIDInPublish = "subscription-id-in-publish"
        case authUnasked = "auth-unasked"
        case disconnectExpiry = "disconnect-expiry"

        // Limits that the tester announces.
        case receiveMaximum = "receive-maximum"
        case maximumQoS = "maximum-qos"
        case retainAvailable = "retain-available"
        case maximumPacketSize = "maximum-packet-size"
        case topicAliasMaximum = "topic-alias-maximum"
        case topicAliasUnknown = "topic-alias-unknown"
        case serverKeepAlive = "server-keep-alive"
        case wildcardAvailable = "wildcard-available"
        case subscriptionIDAvailable = "subscription-id-available"
        case sharedAvailable = "shared-available"

        // Provocations: deliveries.
        case deliveryQoS1 = "delivery-qos-1"
        case deliveryQoS2 = "delivery-qos-2"
        case deliveryAlias = "delivery-alias"
        case deliveryAgain = "delivery-again"
        case pubrelUnknown = "pubrel-unknown"

        // Provocations: acknowledgements that are late, negative or lost.
        case pubackLate = "puback-late"
        case quotaAcks = "quota-acks"
        case pubrecRefused = "pubrec-refused"
        case pubackRefused = "puback-refused"
        case pubackLost = "puback-lost"
        case pubrecLost = "pubrec-lost"
        case pubcompLost = "pubcomp-lost"
        case sessionLost = "session-lost"

        // Provocations: connections that end.
        case serverCloses = "server-closes"
        case disconnected
        case backOff = "back-off"
        case backOffJitter = "back-off-jitter"
        case pingrespLost = "pingresp-lost"

        // Provocations: what no server may send.
        case sessionPresent = "session-present"
        case connackFlags = "connack-flags"
        case surplusCodes = "surplus-codes"
        case secondConnack = "second-connack"
        case receivesType0 = "receives-type-0"
        case receivesFlags = "receives-flags"
        case receivesLength = "receives-length"
        case receivesQoS3 = "receives-qos-3"
        case receivesBadUTF8 = "receives-bad-utf-8"
        case receivesNull = "receives-null"
        case receivesPacketID0 = "receives-packet-id-0"
        case receivesWildcard = "receives-wildcard"
        case receivesRequest = "receives-request"
        case receivesUnknownProperty = "receives-unknown-property"
        case receivesDoubleProperty = "receives-double-property"
        case receivesAuth = "receives-auth"
        case receivesAlias0 = "receives-alias-0"
        case receivesUnknownAlias = "receives-unknown-alias"
        case receivesHighAlias = "receives-high-alias"
        case receivesTooLarge = "receives-too-large"
        case receivesTooMany = "receives-too-many"
    }
}

import MQTT

/// One wrong deed of a client; each exists to prove that some check can fail.
package enum DeviceFlaw: String, CaseIterable, Sendable {
    // Of packets that it sends.
    case pingsFirst = "pings-first"
    case connectsTwice = "connects-twice"
    case misnamesProtocol = "misnames-protocol"
    case padsPing = "pads-ping"
    case wrongFlags = "wrong-flags"
    case longLength = "long-length"
    case badUTF8 = "bad-utf-8"
    case zeroID = "zero-id"
    case qos3 = "qos-3"
    case dupQoS0 = "dup-qos-0"
    case emptyTopic = "empty-topic"
    case wildcardTopic = "wildcard-topic"
    case badFilter = "bad-filter"
    case doubleProperty = "double-property"
    case willFlags = "will-flags"
    case passwordAlone = "password-alone"
    case emptyRequest = "empty-request"
    case badOptions = "bad-options"
    case noLocalShared = "no-local-shared"
    case oddReason = "odd-reason"
    case sendsPingresp = "sends-pingresp"
    case emptyClientID = "empty-client-id"
    case reusesIDs = "reuses-ids"
    case dupAtFirst = "dup-at-first"
    case wrongAckID = "wrong-ack-id"
    case reversesAcks = "reverses-acks"
    case releasesAtOnce = "releases-at-once"
    case reversesPubrels = "reverses-pubrels"
    case speaksAfterDisconnect = "speaks-after-disconnect"
    case lingers
    case neverPings = "never-pings"
    case resendsWithoutDup = "resends-without-dup"
    case resendsBackwards = "resends-backwards"
    case publishesForPubrel = "publishes-for-pubrel"
    case identifiesPublish = "identifies-publish"
    case sendsAuth = "sends-auth"
    case prolongsSession = "prolongs-session"
    case aliasesAtOnce = "aliases-at-once"
    case aliasesTooHigh = "aliases-too-high"

    // Of what it reads in CONNACK.
    case ignoresReceiveMaximum = "ignores-receive-maximum"
    case ignoresMaximumQoS = "ignores-maximum-qos"
    case ignoresRetainAvailable = "ignores-retain-available"
    case ignoresMaximumPacketSize = "ignores-maximum-packet-size"
    case ignoresServerKeepAlive = "ignores-server-keep-alive"
    case ignoresWildcardAvailable = "ignores-wildcard-available"
    case ignoresSubscriptionIDAvailable = "ignores-subscription-id-available"
    case ignoresSharedAvailable = "ignores-shared-available"
    case believesSession = "believes-session"

    // Of what it does or leaves undone.
    case neverAcks = "never-acks"
    case neverRecs = "never-recs"
    case neverComps = "never-comps"
    case dropsAliased = "drops-aliased"
    case stallsAtQuota = "stalls-at-quota"
    case releasesRefused = "releases-refused"
    case resendsRefused = "resends-refused"
    case resendsImpatiently = "resends-impatiently"
    case neverResends = "never-resends"
    case neverCloses = "never-closes"
    case waitsForPing = "waits-for-ping"
    case givesUp = "gives-up"
    case hammers
    case clockwork

    /// Whether a client of this version can have it.
    func isOf(_ version: Version) -> Bool {
        switch self {
        case .doubleProperty, .noLocalShared, .oddReason, .identifiesPublish, .sendsAuth,
            .prolongsSession, .aliasesAtOnce, .aliasesTooHigh, .ignoresReceiveMaximum,
            .ignoresMaximumQoS, .ignoresRetainAvailable, .ignoresMaximumPacketSize,
            .ignoresServerKeepAlive, .ignoresWildcardAvailable, .ignoresSubscriptionIDAvailable,
            .ignoresSharedAvailable, .believesSession, .dropsAliased, .stallsAtQuota,
            .releasesRefused, .resendsRefused, .resendsImpatiently:
            version == .v5
        case .passwordAlone, .emptyClientID: version == .v3_1_1
        default: true
        }
    }
}

package import MQTT

/// What a broker says it offers, and what a profile says of it.
package struct Capabilities: Equatable, Sendable {
    package var offers: Set<Capability>
    package var versions: Set<Version>

    /// All that a broker offers unless it says otherwise.
    package static let usual: Set<Capability> = [
        .qos1, .qos2, .retain, .wildcards, .shared, .subscriptionIDs, .sessions, .emptyClientID,
        .severalUnderWay, .dollarTopics,
    ]

    package init(offers: Set<Capability> = usual, versions: Set<Version> = [.v3_1_1, .v5]) {
        self.offers = offers
        self.versions = versions
    }

    /// What the CONNACK of a 5.0 broker says (§3.2.2.3).
    package init(announcedIn connack: Connack) {
        self.init()
        let properties = connack.properties
        let maximum = properties.maximumQoS.map { $0.rawValue } ?? 2
        if maximum < 2 { offers.remove(.qos2) }
        if maximum < 1 { offers.remove(.qos1) }
        if maximum < 2 { offers.insert(.limitedQoS) }
        if properties.retainAvailable == false { offers.insert(.noRetain) }
        // Silence of a longer one is not worth the wait.
        if let seconds = properties.serverKeepAlive, 1...5 ~= seconds {
            offers.insert(.serverKeepAlive)
        }
        remove(.retain, unless: properties.retainAvailable)
        remove(.wildcards, unless: properties.wildcardSubscriptionAvailable)
        remove(.shared, unless: properties.sharedSubscriptionAvailable)
        remove(.subscriptionIDs, unless: properties.subscriptionIdentifierAvailable)
        let aliases = properties.topicAliasMaximum ?? 0
        if aliases > 0 { offers.insert(.topicAliases) }
        if aliases > 0, aliases < .max { offers.insert(.aliasLimit) }
        // One that is larger than this would take long to exceed.
        if let size = properties.maximumPacketSize, size <= 4 << 20 {
            offers.insert(.maximumPacketSize)
        }
        if properties.responseInformation != nil { offers.insert(.requestResponse) }
    }

    private mutating func remove(_ capability: Capability, unless isOffered: Bool?) {
        if isOffered == false { offers.remove(capability) }
    }

    /// What `subject` needs and this broker does not offer; nil where it can be tried.
    package func lack(of subject: Case) -> String? {
        guard versions.contains(subject.version) else { return "MQTT \(subject.version)" }
        return subject.needs.filter { !offers.contains($0) }.map(\.rawValue).min()
    }
}

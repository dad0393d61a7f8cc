package import MQTT

/// What a broker says it offers, and what a profile says of it.
package struct Capabilities: Equatable, Sendable {
    package var offers: Set<Capability>
    package var versions: Set<Version>

    /// All that a broker offers unless it says otherwise.
    package static let usual: Set<Capability> = [
        .qos1, .qos2, .retain, .wildcards, .shared, .subscriptionIDs, .sessions, .emptyClientID,
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
        remove(.retain, unless: properties.retainAvailable)
        remove(.wildcards, unless: properties.wildcardSubscriptionAvailable)
        remove(.shared, unless: properties.sharedSubscriptionAvailable)
        remove(.subscriptionIDs, unless: properties.subscriptionIdentifierAvailable)
        if (properties.topicAliasMaximum ?? 0) > 0 { offers.insert(.topicAliases) }
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

extension Properties {
    /// All of them, in their order; a server's PUBLISH may carry several.
    package var subscriptionIdentifiers: [UInt32] {
        get {
            list.compactMap { if case .subscriptionIdentifier(let id) = $0 { id } else { nil } }
        }
        set {
            list.removeAll { $0.kind == .subscriptionIdentifier }
            list += newValue.map(Property.subscriptionIdentifier)
        }
    }

    /// All of them, in their order.
    package var userProperties: [(name: String, value: String)] {
        get {
            list.compactMap {
                if case .userProperty(let name, let value) = $0 { (name, value) } else { nil }
            }
        }
        set {
            list.removeAll { $0.kind == .userProperty }
            list += newValue.map { Property.userProperty($0.name, $0.value) }
        }
    }

    /// 1 promises a payload in UTF-8.
    package var payloadFormatIndicator: UInt8? {
        get { self[.payloadFormatIndicator] }
        set { set(.payloadFormatIndicator, newValue.map(Property.payloadFormatIndicator)) }
    }

    /// Seconds.
    package var messageExpiryInterval: UInt32? {
        get { self[.messageExpiryInterval] }
        set { set(.messageExpiryInterval, newValue.map(Property.messageExpiryInterval)) }
    }

    package var contentType: String? {
        get { self[.contentType] }
        set { set(.contentType, newValue.map(Property.contentType)) }
    }

    package var responseTopic: String? {
        get { self[.responseTopic] }
        set { set(.responseTopic, newValue.map(Property.responseTopic)) }
    }

    package var correlationData: [UInt8]? {
        get { self[.correlationData] }
        set { set(.correlationData, newValue.map(Property.correlationData)) }
    }

    /// Seconds; absent means zero, the largest number never.
    package var sessionExpiryInterval: UInt32? {
        get { self[.sessionExpiryInterval] }
        set { set(.sessionExpiryInterval, newValue.map(Property.sessionExpiryInterval)) }
    }

    package var assignedClientIdentifier: String? {
        get { self[.assignedClientIdentifier] }
        set { set(.assignedClientIdentifier, newValue.map(Property.assignedClientIdentifier)) }
    }

    /// Seconds.
    package var serverKeepAlive: UInt16? {
        get { self[.serverKeepAlive] }
        set { set(.serverKeepAlive, newValue.map(Property.serverKeepAlive)) }
    }

    package var authenticationMethod: String? {
        get { self[.authenticationMethod] }
        set { set(.authenticationMethod, newValue.map(Property.authenticationMethod)) }
    }

    package var authenticationData: [UInt8]? {
        get { self[.authenticationData] }
        set { set(.authenticationData, newValue.map(Property.authenticationData)) }
    }

    /// Absent means true.
    package var requestProblemInformation: Bool? {
        get { self[.requestProblemInformation] }
        set {
            set(.requestProblemInformation, newValue.map { .requestProblemInformation($0 ? 1 : 0) })
        }
    }

    /// Seconds; absent means zero.
    package var willDelayInterval: UInt32? {
        get { self[.willDelayInterval] }
        set { set(.willDelayInterval, newValue.map(Property.willDelayInterval)) }
    }

    /// Absent means false.
    package var requestResponseInformation: Bool? {
        get { self[.requestResponseInformation] }
        set {
            set(
                .requestResponseInformation,
                newValue.map { .requestResponseInformation($0 ? 1 : 0) })
        }
    }

    package var responseInformation: String? {
        get { self[.responseInformation] }
        set { set(.responseInformation, newValue.map(Property.responseInformation)) }
    }

    package var serverReference: String? {
        get { self[.serverReference] }
        set { set(.serverReference, newValue.map(Property.serverReference)) }
    }

    package var reasonString: String? {
        get { self[.reasonString] }
        set { set(.reasonString, newValue.map(Property.reasonString)) }
    }

    /// Absent means 65,535.
    package var receiveMaximum: UInt16? {
        get { self[.receiveMaximum] }
        set { set(.receiveMaximum, newValue.map(Property.receiveMaximum)) }
    }

    /// Absent means zero: no aliases.
    package var topicAliasMaximum: UInt16? {
        get { self[.topicAliasMaximum] }
        set { set(.topicAliasMaximum, newValue.map(Property.topicAliasMaximum)) }
    }

    package var topicAlias: UInt16? {
        get { self[.topicAlias] }
        set { set(.topicAlias, newValue.map(Property.topicAlias)) }
    }

    /// Absent means QoS 2.
    package var maximumQoS: QoS? {
        get { self[.maximumQoS] }
        set { set(.maximumQoS, newValue.map { .maximumQoS($0.rawValue) }) }
    }

    /// Absent means true.
    package var retainAvailable: Bool? {
        get { self[.retainAvailable] }
        set { set(.retainAvailable, newValue.map { .retainAvailable($0 ? 1 : 0) }) }
    }

    /// Bytes of a whole packet; absent means no limit.
    package var maximumPacketSize: UInt32? {
        get { self[.maximumPacketSize] }
        set { set(.maximumPacketSize, newValue.map(Property.maximumPacketSize)) }
    }

    /// Absent means true.
    package var wildcardSubscriptionAvailable: Bool? {
        get { self[.wildcardSubscriptionAvailable] }
        set {
            set(
                .wildcardSubscriptionAvailable,
                newValue.map { .wildcardSubscriptionAvailable($0 ? 1 : 0) })
        }
    }

    /// Absent means true.
    package var subscriptionIdentifierAvailable: Bool? {
        get { self[.subscriptionIdentifierAvailable] }
        set {
            set(
                .subscriptionIdentifierAvailable,
                newValue.map { .subscriptionIdentifierAvailable($0 ? 1 : 0) })
        }
    }

    /// Absent means true.
    package var sharedSubscriptionAvailable: Bool? {
        get { self[.sharedSubscriptionAvailable] }
        set {
            set(
                .sharedSubscriptionAvailable,
                newValue.map { .sharedSubscriptionAvailable($0 ? 1 : 0) })
        }
    }
}

extension Properties {
    private subscript(kind: Property.Kind) -> UInt8? {
        if case .byte(let value)? = value(of: kind) { value } else { nil }
    }

    private subscript(kind: Property.Kind) -> Bool? {
        if case .byte(let value)? = value(of: kind) { value != 0 } else { nil }
    }

    private subscript(kind: Property.Kind) -> QoS? {
        if case .byte(let value)? = value(of: kind) { QoS(rawValue: value) } else { nil }
    }

    private subscript(kind: Property.Kind) -> UInt16? {
        if case .two(let value)? = value(of: kind) { value } else { nil }
    }

    private subscript(kind: Property.Kind) -> UInt32? {
        if case .four(let value)? = value(of: kind) { value } else { nil }
    }

    private subscript(kind: Property.Kind) -> String? {
        if case .text(let value)? = value(of: kind) { value } else { nil }
    }

    private subscript(kind: Property.Kind) -> [UInt8]? {
        if case .binary(let value)? = value(of: kind) { value } else { nil }
    }

    private func value(of kind: Property.Kind) -> PropertyValue? {
        list.first { $0.kind == kind }?.value
    }

    /// Puts `property` where its kind stood, or at the end; nil takes the kind away.
    private mutating func set(_ kind: Property.Kind, _ property: Property?) {
        let index = list.firstIndex { $0.kind == kind }
        switch (index, property) {
        case (let index?, let property?): list[index] = property
        case (let index?, nil): list.remove(at: index)
        case (nil, let property?): list.append(property)
        case (nil, nil): break
        }
    }
}

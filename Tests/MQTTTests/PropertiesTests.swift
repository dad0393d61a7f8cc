import MQTT
import Testing

/// The properties by their names, and the reason codes by theirs.
@Suite struct PropertiesTests {
    @Test func `a property that was set is there once`() {
        var properties = Properties()
        properties.receiveMaximum = 10
        properties.reasonString = "why"
        properties.receiveMaximum = 20
        #expect(properties.list == [.receiveMaximum(20), .reasonString("why")])
        #expect(properties.receiveMaximum == 20)
        properties.receiveMaximum = nil
        #expect(properties.list == [.reasonString("why")])
        #expect(properties.receiveMaximum == nil)
    }

    @Test func `switches and QoS have types of their own`() {
        var properties = Properties()
        properties.retainAvailable = false
        properties.maximumQoS = .atLeastOnce
        #expect(properties.list == [.retainAvailable(0), .maximumQoS(1)])
        #expect(properties.retainAvailable == false)
        #expect(properties.maximumQoS == .atLeastOnce)
        #expect(properties.sharedSubscriptionAvailable == nil)
    }

    @Test func `what repeats is a list`() {
        var properties = Properties()
        properties.userProperties = [("a", "1"), ("a", "2")]
        properties.subscriptionIdentifiers = [7, 8]
        properties.userProperties.append(("b", ""))
        #expect(properties.userProperties.map(\.name) == ["a", "a", "b"])
        #expect(properties.subscriptionIdentifiers == [7, 8])
    }

    @Test func `every name reads what its kind holds`() {
        let all = Properties([
            .payloadFormatIndicator(1), .messageExpiryInterval(2), .contentType("3"),
            .responseTopic("8"), .correlationData([9]), .sessionExpiryInterval(0x11),
            .assignedClientIdentifier("12"), .serverKeepAlive(0x13), .authenticationMethod("15"),
            .authenticationData([0x16]), .requestProblemInformation(1), .willDelayInterval(0x18),
            .requestResponseInformation(0), .responseInformation("1A"), .serverReference("1C"),
            .reasonString("1F"), .receiveMaximum(0x21), .topicAliasMaximum(0x22),
            .topicAlias(0x23), .maximumQoS(0), .retainAvailable(1), .maximumPacketSize(0x27),
            .wildcardSubscriptionAvailable(0), .subscriptionIdentifierAvailable(1),
            .sharedSubscriptionAvailable(0),
        ])
        var copy = Properties()
        copy.payloadFormatIndicator = all.payloadFormatIndicator
        copy.messageExpiryInterval = all.messageExpiryInterval
        copy.contentType = all.contentType
        copy.responseTopic = all.responseTopic
        copy.correlationData = all.correlationData
        copy.sessionExpiryInterval = all.sessionExpiryInterval
        copy.assignedClientIdentifier = all.assignedClientIdentifier
        copy.serverKeepAlive = all.serverKeepAlive
        copy.authenticationMethod = all.authenticationMethod
        copy.authenticationData = all.authenticationData
        copy.requestProblemInformation = all.requestProblemInformation
        copy.willDelayInterval = all.willDelayInterval
        copy.requestResponseInformation = all.requestResponseInformation
        copy.responseInformation = all.responseInformation
        copy.serverReference = all.serverReference
        copy.reasonString = all.reasonString
        copy.receiveMaximum = all.receiveMaximum
        copy.topicAliasMaximum = all.topicAliasMaximum
        copy.topicAlias = all.topicAlias
        copy.maximumQoS = all.maximumQoS
        copy.retainAvailable = all.retainAvailable
        copy.maximumPacketSize = all.maximumPacketSize
        copy.wildcardSubscriptionAvailable = all.wildcardSubscriptionAvailable
        copy.subscriptionIdentifierAvailable = all.subscriptionIdentifierAvailable
        copy.sharedSubscriptionAvailable = all.sharedSubscriptionAvailable
        #expect(copy == all)
    }

    @Test(arguments: [
        (ReasonCode.notAuthorized, Packet.Kind.puback, Version.v5, "not authorized (0x87)"),
        (.success, .suback, .v5, "granted QoS 0 (0x00)"),
        (.success, .disconnect, .v5, "normal disconnection (0x00)"),
        (.success, .puback, .v5, "success (0x00)"),
        (.v3NotAuthorized, .connack, .v3_1_1, "not authorized (0x05)"),
        (.unspecifiedError, .suback, .v3_1_1, "failure (0x80)"),
        (ReasonCode(rawValue: 0x55), .puback, .v5, "unknown (0x55)"),
    ])
    func `a reason code has a name`(
        _ code: ReasonCode, _ kind: Packet.Kind, _ version: Version, _ name: String
    ) {
        #expect(code.description(in: kind, version) == name)
    }
}

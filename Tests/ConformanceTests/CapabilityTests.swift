import Conformance
import MQTT
import Testing

/// What a broker says of itself in CONNACK decides which cases mean something.
@Suite struct CapabilityTests {
    private static func announced(_ properties: Property...) -> Set<Capability> {
        Capabilities(announcedIn: Connack(properties: Properties(properties))).offers
    }

    @Test func `who says nothing offers what is usual`() {
        #expect(Self.announced() == Capabilities.usual)
    }

    @Test func `a Maximum QoS is something to lack and something to try`() {
        let one = Self.announced(.maximumQoS(1))
        #expect(one == Capabilities.usual.subtracting([.qos2]).union([.limitedQoS]))
        let none = Self.announced(.maximumQoS(0))
        #expect(none == Capabilities.usual.subtracting([.qos1, .qos2]).union([.limitedQoS]))
    }

    @Test func `so is that nothing is retained`() {
        let offers = Self.announced(.retainAvailable(0))
        #expect(offers == Capabilities.usual.subtracting([.retain]).union([.noRetain]))
        #expect(Self.announced(.retainAvailable(1)) == Capabilities.usual)
    }

    @Test(arguments: [(UInt16(0), false), (1, true), (5, true), (6, false)])
    func `a Server Keep Alive is waited for up to five seconds`(_ seconds: UInt16, _ isTried: Bool)
    {
        #expect(Self.announced(.serverKeepAlive(seconds)).contains(.serverKeepAlive) == isTried)
    }
}

import Testing
import Transports

@Suite struct SourceAddressesTests {
    @Test func `addresses and ranges give their addresses in order`() throws {
        let sources = try SourceAddresses(parsing: "127.0.0.254-127.0.1.1,10.0.0.7,::1")
        #expect(
            sources.addresses == [
                [127, 0, 0, 254], [127, 0, 0, 255], [127, 0, 1, 0], [127, 0, 1, 1], [10, 0, 0, 7],
                [UInt8](repeating: 0, count: 15) + [1],
            ])
        #expect(try SourceAddresses(parsing: "127.0.0.2-127.0.0.2").addresses == [[127, 0, 0, 2]])
        #expect(
            try SourceAddresses(parsing: "255.255.255.255-255.255.255.255").addresses.count == 1)
        #expect(SourceAddresses().addresses.isEmpty)
    }

    @Test(arguments: [
        ("", "“” is no IP address; write --bind 127.0.0.2-127.0.0.9,127.0.1.1"),
        ("127.0.0.2,", "“” is no IP address; write --bind 127.0.0.2-127.0.0.9,127.0.1.1"),
        ("eth0", "“eth0” is no IP address; write --bind 127.0.0.2-127.0.0.9,127.0.1.1"),
        (
            "127.0.0.1-127.0.0.2-127.0.0.3",
            "“127.0.0.1-127.0.0.2-127.0.0.3” is no IP address; write --bind "
                + "127.0.0.2-127.0.0.9,127.0.1.1"
        ),
        (
            "127.0.0.9-127.0.0.2",
            "“127.0.0.9-127.0.0.2” runs backwards; write the lower address first"
        ),
        ("::1-::2", "“::1-::2”: only IPv4 addresses make a range; list IPv6 by commas"),
        (
            "0.0.0.0-255.255.255.255",
            "“0.0.0.0-255.255.255.255” names more than 4096 addresses; name fewer"
        ),
        (
            "127.0.0.2-127.0.0.4,127.0.0.3",
            "“127.0.0.2-127.0.0.4,127.0.0.3” names an address twice; name each once"
        ),
    ])
    func `what is no list of addresses says what to write`(_ text: String, _ message: String) {
        #expect(throws: EndpointError(message)) { try SourceAddresses(parsing: text) }
    }
}

import Testing
import Transports

@Suite struct BrokerURLTests {
    struct Good: Sendable {
        var text, host: String
        var port: UInt16 = 1883
        var user: String?
        var password: String?
        var path = ""
        var shown: String?
    }

    @Test(arguments: [
        Good(text: "mqtt://localhost", host: "localhost"),
        Good(text: "mqtt://127.0.0.1:1884", host: "127.0.0.1", port: 1884),
        Good(
            text: "mqtt://127.0.0.1:1884/", host: "127.0.0.1", port: 1884,
            shown: "mqtt://127.0.0.1:1884"),
        Good(text: "MQTT://broker.example", host: "broker.example", shown: "mqtt://broker.example"),
        Good(text: "mqtt://[::1]", host: "::1"),
        Good(text: "mqtt://[2001:db8::7]:65535", host: "2001:db8::7", port: 65535),
        Good(text: "mqtt://a:0", host: "a", port: 0),
        Good(
            text: "mqtt://joe:secret@h:1", host: "h", port: 1, user: "joe", password: "secret",
            shown: "mqtt://h:1"),
        Good(text: "mqtt://joe@h", host: "h", user: "joe", shown: "mqtt://h"),
        Good(
            text: "mqtt://j%40e:a:b@c%25@[::1]:2", host: "::1", port: 2, user: "j@e",
            password: "a:b@c%", shown: "mqtt://[::1]:2"),
        Good(text: "mqtt://joe:@h", host: "h", user: "joe", password: "", shown: "mqtt://h"),
        Good(text: "mqtt://joe:a/b@h", host: "h", user: "joe", password: "a/b", shown: "mqtt://h"),
        Good(text: "tcp://h", host: "h", shown: "mqtt://h"),
        Good(text: "mqtts://h", host: "h", port: 8883),
        Good(text: "ssl://h:1", host: "h", port: 1, shown: "mqtts://h:1"),
        Good(text: "ws://h", host: "h", port: 80, path: "/mqtt"),
        Good(text: "wss://h/", host: "h", port: 443, path: "/"),
        Good(text: "wss://h:1/a/b?c=d&e", host: "h", port: 1, path: "/a/b?c=d&e"),
        Good(
            text: "wss://j:s@h/x@y", host: "h", port: 443, user: "j", password: "s", path: "/x@y",
            shown: "wss://h/x@y"),
        Good(text: "http://h", host: "h", port: 80),
        Good(text: "https://[::1]:8443", host: "::1", port: 8443),
        Good(text: "unix:///run/m.sock", host: "/run/m.sock", port: 0),
    ])
    func `a good URL gives its parts`(_ good: Good) throws {
        let url = try BrokerURL(parsing: good.text)
        #expect(url.host == good.host)
        #expect(url.port == good.port)
        #expect(url.credentials?.user == good.user)
        #expect(url.credentials?.password == good.password)
        #expect(url.path == good.path)
        #expect(url.text == good.shown ?? good.text)
    }

    @Test(arguments: [
        ("mqtt//x", "“mqtt//x” is no broker URL; write mqtt://HOST[:PORT]"),
        ("", "“” is no broker URL; write mqtt://HOST[:PORT]"),
        ("://x", "“://x” is no broker URL; write mqtt://HOST[:PORT]"),
        ("localhost:1883", "“localhost:1883” is no broker URL; write mqtt://HOST[:PORT]"),
        ("mqtt://", "“mqtt://” is no broker URL; write mqtt://HOST[:PORT]"),
        ("mqtt://:1883", "“mqtt://:1883” is no broker URL; write mqtt://HOST[:PORT]"),
        ("mqtt://h/path", "“mqtt://h/path” is no broker URL; write mqtt://HOST[:PORT]"),
        ("mqtt://[::1]x", "“mqtt://[::1]x” is no broker URL; write mqtt://HOST[:PORT]"),
        (
            "ftp://h",
            "ftp:// is no scheme of a broker URL; those are mqtt://, mqtts://, ws://, wss://, "
                + "http://, https://, unix://"
        ),
        ("mqtts://h/path", "“mqtts://h/path” is no broker URL; write mqtts://HOST[:PORT]"),
        ("wss://h/a b", "“wss://h/a b” is no broker URL; write wss://HOST[:PORT][/PATH]"),
        ("wss://h/#a", "“wss://h/#a” is no broker URL; write wss://HOST[:PORT][/PATH]"),
        (
            "unix://sock",
            "“unix://sock” names no Unix socket; write unix:///PATH, at most 107 bytes"
        ),
        ("mqtt://h:x", "“mqtt://h:x”: a port is a number up to 65535, not “x”"),
        ("mqtt://h:", "“mqtt://h:”: a port is a number up to 65535, not “”"),
        ("mqtt://h:65536", "“mqtt://h:65536”: a port is a number up to 65535, not “65536”"),
        ("mqtt://h:+1", "“mqtt://h:+1”: a port is a number up to 65535, not “+1”"),
        ("mqtt://::1", "“mqtt://::1”: write an IPv6 address in brackets, as in [::1]:1883"),
        ("mqtt://[::1", "“mqtt://[::1” lacks the “]” after its IPv6 address"),
        (
            "mqtt://j%4@h",
            "the user name or password of the broker URL has a “%” without two hex digits; "
                + "write %25 for a percent sign"
        ),
        ("mqtt://%ff@h", "the user name or password of the broker URL is not UTF-8"),
    ])
    func `a bad URL says what to write instead`(_ text: String, _ message: String) {
        #expect(throws: EndpointError(message)) { try BrokerURL(parsing: text) }
    }

    @Test(arguments: [
        "joe:secret@h", "mqtt//joe:secret@h", "mqtt://joe:secret@h:x", "mqtt://j:secret@",
        "wss://joe:secret/secret@h", "wss://joe:x/secret@h:x",
    ])
    func `no message repeats a password`(_ text: String) {
        let error = #expect(throws: EndpointError.self) { try BrokerURL(parsing: text) }
        #expect(error?.message.contains("secret") == false)
    }

    @Test func `neither printing nor dumping shows credentials`() throws {
        let endpoint = try Endpoint(parsing: "mqtt://joe:secret@127.0.0.1")
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(endpoint)", String(reflecting: endpoint), dumped, endpoint.text] {
            #expect(!text.contains("secret"))
            #expect(!text.contains("joe"))
        }
        #expect(endpoint.credentials == Credentials(user: "joe", password: "secret"))
    }

    @Test func `addresses need no look-up, and names are looked up`() throws {
        let four = try Endpoint(parsing: "mqtt://127.0.0.1")
        #expect(four.host == .address([127, 0, 0, 1]))
        #expect(four.isLoopback)
        let six = try Endpoint(parsing: "mqtt://[::1]:7")
        #expect(six.host == .address([UInt8](repeating: 0, count: 15) + [1]))
        #expect(six.isLoopback)
        #expect(try !Endpoint(parsing: "mqtt://10.0.0.1").isLoopback)
        #expect(try Endpoint(parsing: "mqtt://localhost:9").isLoopback)
    }

    @Test func `port 0 is for listeners`() throws {
        #expect(try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening).port == 0)
        #expect(throws: EndpointError.self) { try Endpoint(parsing: "mqtt://127.0.0.1:0") }
    }
}

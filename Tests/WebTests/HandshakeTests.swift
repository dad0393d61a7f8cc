import Testing
import Web

/// The upgrade, right and wrong, seen from both ends.
@Suite struct HandshakeTests {
    /// The key of RFC 6455 §1.3.
    static let key = Array("the sample nonce".utf8)
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    @Test func `the example of the RFC`() {
        #expect(WebSocketHandshake.acceptKey(for: "dGhlIHNhbXBsZSBub25jZQ==") == Self.accept)
    }

    @Test func `a request has all that the RFC asks for`() {
        let bytes = WebSocketHandshake.request(
            host: "broker.example:8080", path: "/mqtt?x=1", key: Self.key,
            headers: [HTTPField("x-token", "a\r\nevil: b")])
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "GET /mqtt?x=1 HTTP/1.1\r\nHost: broker.example:8080\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n"
                + "x-token: a  evil: b\r\n\r\n")
    }

    @Test func `both ends agree`() throws {
        let bytes = WebSocketHandshake.request(host: "a", path: "/mqtt", key: Self.key)
        var requests = HTTPRequestReader(maximumBodyBytes: 0)
        let frame = Wire.frame(2, [1])
        #expect(try requests.feed(bytes + frame) == bytes.count)
        let taken = requests.take()
        let request = try #require(taken)
        let answer = try WebSocketHandshake.accept(request.head, paths: ["/mqtt"])
        var responses = HTTPResponseReader(isUpgrade: true)
        #expect(try responses.feed(answer + frame) == answer.count)
        let response = responses.take()
        try WebSocketHandshake.check(try #require(response).head, key: Self.key)
    }

    struct Answer: Sendable, CustomTestStringConvertible {
        var status = 101
        var reason: String?
        var without: String?
        var with: [HTTPField] = []
        var body = ""
        let says: String
        var testDescription: String { says }

        var head: HTTPResponse.Head {
            var fields = [
                HTTPField("upgrade", "WebSocket"), HTTPField("Connection", "keep-alive, Upgrade"),
                HTTPField("sec-websocket-accept", HandshakeTests.accept),
                HTTPField("Sec-WebSocket-Protocol", "mqtt"),
            ]
            fields.removeAll { field in with.contains { $0.name == field.name.lowercased() } }
            fields.removeAll { $0.name.lowercased() == without }
            return .init(status: status, reason: reason, fields: fields + with)
        }
    }

    static let bad = [
        Answer(
            status: 200, body: "<html>",
            says:
                "200 OK: an ordinary page is there, no WebSocket; check the path; it says “<html>”"),
        Answer(
            status: 302, with: [HTTPField("location", "https://x/")],
            says: "302: it points to “https://x/”; use that address"),
        Answer(status: 400, says: "400 Bad Request: it found the request wrong"),
        Answer(status: 401, says: "401 Unauthorized: it wants to know who calls"),
        Answer(
            status: 403, body: "a\u{1B}[31m",
            says:
                "403 Forbidden: this identity, signature or clock is not accepted; it says “a·[31m”"
        ),
        Answer(status: 404, reason: "", says: "with 404: there is nothing at this path"),
        Answer(
            status: 426, with: [HTTPField("sec-websocket-version", "8")],
            says: "426 Upgrade Required: it wants version 8 of WebSocket"),
        Answer(
            status: 503, body: String(repeating: "x", count: 201),
            says: "“" + String(repeating: "x", count: 200) + "…”"),
        Answer(without: "upgrade", says: "names no upgrade to websocket"),
        Answer(with: [HTTPField("upgrade", "h2c")], says: "names no upgrade to websocket"),
        Answer(without: "connection", says: "has no “connection: upgrade”"),
        Answer(with: [HTTPField("connection", "keep-alive")], says: "has no “connection: upgrade”"),
        Answer(without: "sec-websocket-accept", says: "has no sec-websocket-accept"),
        Answer(
            with: [HTTPField("sec-websocket-accept", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=")],
            says: "does not belong to the key"),
        Answer(
            with: [
                HTTPField("sec-websocket-accept", accept),
                HTTPField("sec-websocket-accept", accept),
            ], says: "has several sec-websocket-accept fields"),
        Answer(
            without: "sec-websocket-protocol", says: "names no sub-protocol; “mqtt” was offered"),
        Answer(
            with: [HTTPField("sec-websocket-protocol", "chat")],
            says: "names the sub-protocol “chat”; offered was “mqtt”"),
        Answer(
            with: [HTTPField("sec-websocket-protocol", "mqtt, mqttv3.1")],
            says: "names the sub-protocol “mqtt, mqttv3.1”"),
        Answer(
            with: [HTTPField("sec-websocket-extensions", "permessage-deflate")],
            says: "agrees to the extension “permessage-deflate”, which was not offered"),
    ]

    @Test(arguments: bad)
    func `a server that answers otherwise is named`(_ answer: Answer) throws {
        let error = try #require(throws: WebError.self) {
            try WebSocketHandshake.check(answer.head, body: Array(answer.body.utf8), key: Self.key)
        }
        #expect(error.message.contains(answer.says), "\(error)")
        #expect(error.status == answer.status)
    }

    @Test func `a good answer is good whatever the case of its fields`() throws {
        try WebSocketHandshake.check(Answer(says: "").head, key: Self.key)
        try WebSocketHandshake.check(
            Answer(without: "sec-websocket-protocol", says: "").head, key: Self.key, protocols: [])
    }

    struct Question: Sendable, CustomTestStringConvertible {
        var method = "GET"
        var path = "/mqtt"
        var minorVersion = 1
        var without: String?
        var with: [HTTPField] = []
        let status: Int
        let says: String
        var testDescription: String { says }

        var head: HTTPRequest.Head {
            var fields = [
                HTTPField("host", "a"), HTTPField("upgrade", "websocket"),
                HTTPField("connection", "keep-alive, Upgrade"),
                HTTPField("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
                HTTPField("sec-websocket-version", "13"),
                HTTPField("sec-websocket-protocol", "mqtt"),
            ]
            fields.removeAll { field in
                field.name == without || with.contains { $0.name == field.name }
            }
            return .init(
                method: method, target: path, fields: fields + with, minorVersion: minorVersion)
        }
    }

    static let refused = [
        Question(method: "POST", status: 405, says: "opened by GET, not POST"),
        Question(
            path: "/other?a=/mqtt", status: 404, says: "no WebSocket at “/other”; there is at /mqtt"
        ),
        Question(without: "upgrade", status: 426, says: "asks for no upgrade"),
        Question(without: "connection", status: 400, says: "connection: upgrade"),
        Question(minorVersion: 0, status: 400, says: "needs HTTP/1.1"),
        Question(
            with: [HTTPField("sec-websocket-version", "8")], status: 426,
            says: "version “8”; only 13"),
        Question(without: "sec-websocket-version", status: 426, says: "only 13 is spoken"),
        Question(without: "sec-websocket-key", status: 400, says: "16 bytes in base64"),
        Question(with: [HTTPField("sec-websocket-key", "c2hvcnQ=")], status: 400, says: "16 bytes"),
        Question(with: [HTTPField("sec-websocket-key", "!")], status: 400, says: "16 bytes"),
        Question(
            without: "sec-websocket-protocol", status: 400,
            says: "offers no sub-protocol; spoken here is mqtt, mqttv3.1"),
        Question(
            with: [HTTPField("sec-websocket-protocol", "chat, MQTT")], status: 400,
            says: "offers “chat, MQTT”"),
    ]

    @Test(arguments: refused)
    func `a client that asks wrongly is answered`(_ question: Question) throws {
        let rejection = try #require(throws: WebSocketHandshake.Rejection.self) {
            try WebSocketHandshake.accept(question.head, paths: ["/mqtt"])
        }
        #expect(rejection.status == question.status)
        #expect(rejection.sentence.contains(question.says), "\(rejection)")
        var reader = HTTPResponseReader()
        #expect(try reader.feed(rejection.response) == rejection.response.count)
        let taken = reader.take()
        let response = try #require(taken)
        #expect(response.head.status == question.status)
        #expect(!response.head.keepsAlive)
        #expect(response.body == Array((rejection.sentence + "\n").utf8))
        if question.status == 426 { #expect(response.head.fields["Sec-WebSocket-Version"] == "13") }
        if question.status == 405 { #expect(response.head.fields["Allow"] == "GET") }
    }

    @Test func `the sub-protocol that the client names first is taken`() throws {
        let head = Question(
            with: [HTTPField("sec-websocket-protocol", "chat, mqttv3.1 ,mqtt")], status: 0, says: ""
        ).head
        for paths in [nil, ["/mqtt"], ["/", "/mqtt"]] {
            let answer = String(
                decoding: try WebSocketHandshake.accept(head, paths: paths), as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(answer.contains("Sec-WebSocket-Protocol: mqttv3.1\r\n"))
            #expect(answer.contains("Sec-WebSocket-Accept: \(Self.accept)\r\n"))
            #expect(!answer.lowercased().contains("content-length"))
        }
    }
}

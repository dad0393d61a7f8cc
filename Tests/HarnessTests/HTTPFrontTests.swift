import Base
import Crypto
import Harness
import MQTT
import ReferenceBroker
import Testing
import Web

/// Publishing by HTTP, in process.
@Suite struct HTTPFrontTests {
    static func basic(_ pair: String) -> String {
        "authorization: Basic \(Base64.encode(Array(pair.utf8)))\r\n"
    }

    @Test func `a post reaches a subscriber as the message that it is`() throws {
        var desk = Desk()
        let first = desk.post("plant/7/%2Fa%20b?qos=1", "24.5")
        let answer = try #require(first)
        #expect(answer.head.status == 200 && answer.head.keepsAlive)
        #expect(answer.head.fields["content-type"] == "application/json")
        let body = try JSON(parsing: answer.body)
        #expect(body["message"]?.string == "OK")
        #expect(body["traceId"]?.string?.wholeMatch(of: Desk.traceID) != nil)
        let rich = "a?retain=true&contentType=text%2Fplain&responseTopic=b%2Fc&messageExpiry=60"
        #expect(desk.post(rich, "x")?.head.status == 200)
        #expect(desk.post("a", "")?.head.status == 200)
        var properties = Properties()
        properties.contentType = "text/plain"
        properties.responseTopic = "b/c"
        properties.messageExpiryInterval = 60
        #expect(
            desk.messages == [
                Publish(
                    topic: "plant/7//a b", payload: Array("24.5".utf8), qos: .atLeastOnce, id: 1),
                Publish(topic: "a", payload: Array("x".utf8), properties: properties),
                Publish(topic: "a", payload: []),
            ])
        #expect(desk.broker.statistics.retained == 1)
    }

    /// The beginning of a request, and the status of its answer.
    @Test(arguments: [
        ("POST /topics/ HTTP/1.1", 400), ("POST /topics/?qos=0 HTTP/1.1", 400),
        ("POST /topics/a?qos=2 HTTP/1.1", 400), ("POST /topics/a?qos=-1 HTTP/1.1", 400),
        ("POST /topics/a?qos= HTTP/1.1", 400), ("POST /topics/a?qos=0&qos=1 HTTP/1.1", 400),
        ("POST /topics/a?QoS=1 HTTP/1.1", 400), ("POST /topics/a?retain=1 HTTP/1.1", 400),
        ("POST /topics/a+b HTTP/1.1", 400), ("POST /topics/a/%23 HTTP/1.1", 400),
        ("POST /topics/a/# HTTP/1.1", 400), ("POST /topics/%00 HTTP/1.1", 400),
        ("POST /topics/%C0%AF HTTP/1.1", 400), ("POST /topics/%ED%A0%80 HTTP/1.1", 400),
        ("POST /topics/%zz HTTP/1.1", 400), ("POST /topics/a% HTTP/1.1", 400),
        ("POST /topics/a?contentType=%00 HTTP/1.1", 400),
        ("POST /topics/a?responseTopic=%2B HTTP/1.1", 400),
        ("POST /topics/a?messageExpiry=4294967296 HTTP/1.1", 400),
        ("POST /topics/" + String(repeating: "/", count: 250) + " HTTP/1.1", 400),
        ("POST /topic/a HTTP/1.1", 404), ("POST / HTTP/1.1", 404), ("POST * HTTP/1.1", 404),
        ("POST /topics HTTP/1.1", 404), ("POST /../topics/a HTTP/1.1", 404),
        ("POST //topics/a HTTP/1.1", 404), ("GET /favicon.ico HTTP/1.1", 404),
        ("POST http://evil HTTP/1.1", 404), ("POST ftp://x/topics/a HTTP/1.1", 404),
        ("GET /topics/a HTTP/1.1", 405), ("PUT /topics/a?qos=1 HTTP/1.1", 405),
        ("post /topics/a HTTP/1.1", 405), ("HEAD /topics/a HTTP/1.1", 405),
        ("POST /topics/../../etc/passwd HTTP/1.1", 200), ("POST /topics/$aws/x HTTP/1.1", 200),
        ("POST HTTP://host:1/topics/a?qos=1 HTTP/1.1", 200), ("POST /topics/a? HTTP/1.1", 200),
        ("POST /topics/%F0%9F%8C%AC HTTP/1.1", 200), ("POST /topics/a HTTP/1.0", 200),
    ])
    func `every target has its answer, and the next request too`(line: String, status: Int) {
        var desk = Desk()
        let head = "host: x\r\ncontent-length: 1\r\nconnection: keep-alive\r\n\r\n1"
        let answers = desk.send("\(line)\r\n\(head)" + Desk.request("next", "2"))
        #expect(answers.map(\.head.status) == [status, 200], "\(line)")
        #expect(desk.messages.last?.topic == "next")
        #expect(desk.messages.count == (status == 200 ? 2 : 1))
        #expect(answers[0].head.fields["allow"] == (status == 405 ? "POST" : nil))
        if line.hasPrefix("HEAD") { #expect(answers[0].body.isEmpty) }
    }

    /// What no reader could find the end of ends the connection.
    @Test(arguments: [
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\n\r\n", 411),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n", 411),
        ("POST /topics/a HTTP/1.1\r\ncontent-length: 0\r\n\r\n", 400),
        ("POST /topics/a b HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n", 400),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n", 400),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: 1, 2\r\n\r\n", 400),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: 1025\r\n\r\n", 413),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999999\r\n\r\n", 413),
        ("POST /topics/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n", 501),
        ("POST /topics/a HTTP/2.0\r\nhost: x\r\ncontent-length: 0\r\n\r\n", 505),
        ("\u{10}\u{0C}\0\u{4}MQTT\u{4}\r\n", 400),
        ("POST /topics/a HTTP/1.1\r\nx: \(String(repeating: "y", count: 70_000))\r\n", 431),
    ])
    func `what has no clear end is answered and ends the connection`(text: String, status: Int) {
        var desk = Desk()
        let answers = desk.send(text + Desk.request("next", "2"))
        #expect(answers.map(\.head.status) == [status])
        #expect(answers.first?.head.keepsAlive == false && desk.isOver)
        #expect(desk.messages.isEmpty)
        #expect(desk.send(Desk.request("later", "3")).isEmpty)
    }

    @Test func `a message is held against the size of its packet`() {
        var desk = Desk()
        // Header and length 3, topic 2 + 1, properties 1, and the Packet Identifier at QoS 1.
        let payload = String(repeating: "x", count: 1024 - 7)
        #expect(desk.post("a", payload)?.head.status == 200)
        #expect(desk.post("a?qos=1", payload)?.head.status == 413)
        #expect(desk.post("ab", payload)?.head.status == 413)
        #expect(desk.messages.count == 1 && !desk.isOver)
    }

    @Test(arguments: [
        ("", 401), (basic("ann:secret"), 200), (basic("ann:wr0ng"), 401), (basic("ann:"), 401),
        (basic("ann"), 401), (basic("eve:secret"), 401), (basic(":"), 401),
        (basic("ann:secret") + basic("ann:secret"), 400), (basic("bob:with:colon"), 200),
        ("authorization: basic \(Base64.encode(Array("ann:secret".utf8)))\r\n", 200),
        ("authorization: Basic\r\n", 401), ("authorization: Basic ann:secret\r\n", 401),
        ("authorization: Basic YW5uOnNlY3JldA\r\n", 401), ("authorization: Basic /zo=\r\n", 401),
        ("authorization: Bearer YW5uOnNlY3JldA==\r\n", 401), ("authorization:\r\n", 401),
        ("x-amz-customauthorizer-name: fleet\r\nx-key: t0ken\r\n", 200),
        ("X-Amz-CustomAuthorizer-Name: fleet\r\nX-KEY: t0ken\r\n", 200),
        ("x-amz-customauthorizer-name: fleet\r\nx-key: token\r\n", 401),
        ("x-amz-customauthorizer-name: fleet\r\n", 401),
        ("x-amz-customauthorizer-name: other\r\nx-key: t0ken\r\n", 401),
        ("x-amz-customauthorizer-name: fleet\r\nx-key: t0ken\r\nx-key: t0ken\r\n", 400),
        ("x-amz-customauthorizer-name: fleet\r\n\(basic("pat:pw"))", 200),
        ("x-amz-customauthorizer-name: fleet\r\n\(basic("pat:wp"))", 401),
    ])
    func `who posts must prove it`(fields: String, status: Int) {
        var desk = Desk {
            $0.allowsAnonymous = false
            $0.users = [
                User(name: "ann", password: Array("secret".utf8)),
                User(name: "bob", password: Array("with:colon".utf8)),
            ]
            $0.authorizers = [
                Authorizer(
                    name: "fleet", tokenKey: "x-key",
                    grants: [
                        .init(user: "", token: Array("t0ken".utf8)),
                        .init(user: "pat", password: Array("pw".utf8)),
                    ])
            ]
        }
        let answer = desk.send(Desk.request("a", "1", fields)).first
        #expect(answer?.head.status == status, "\(fields)")
        #expect((answer?.head.fields["www-authenticate"] != nil) == (status == 401))
        #expect(desk.messages.count == (status == 200 ? 1 : 0))
        let text = answer.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
        for secret in ["secret", "wr0ng", "t0ken", "pw"] { #expect(!text.contains(secret)) }
    }

    @Test func `a certificate's rules hold for posts`() {
        let thing = Principal(
            name: "t1", kind: .certificate(serial: "1", fingerprint: "f"))
        func desk(_ principal: Principal?) -> Desk {
            Desk(principal: principal) {
                $0.requiresPrincipal = true
                $0.accessControl = AccessControl(
                    rules: [
                        .init(.allow, .read, filter: "#"),
                        .init(.allow, .write, filter: "own/%i"),
                    ], otherwise: .deny)
            }
        }
        var mine = desk(thing)
        #expect(mine.post("own/t1?qos=1", "x")?.head.status == 200)
        #expect(mine.post("own/t2?qos=1", "x")?.head.status == 403)
        #expect(mine.messages.map(\.topic) == ["own/t1"])
        var nobody = desk(nil)
        #expect(nobody.post("own/t1", "x")?.head.status == 401)
        // A signature was verified by whoever verified it; its field is no password.
        var signed = desk(Principal(name: "t1", kind: .signature))
        let fields = "authorization: AWS4-HMAC-SHA256 Credential=t1\r\n"
        #expect(signed.send(Desk.request("own/t1", "x", fields)).first?.head.status == 200)
        #expect(mine.send(Desk.request("own/t1", "x", fields)).first?.head.status == 401)
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `however the bytes are cut, the answers are the same, in order`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let requests = (0..<12).map { number in
            switch chance.below(4) {
            case 0: Desk.request("a/\(number)?qos=1", String(repeating: "x", count: number * 30))
            case 1: "GET /topics/a HTTP/1.1\r\nhost: x\r\n\r\n"
            case 2: Desk.request("+", "x")
            default:
                "POST /topics/\(number) HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n"
            }
        }
        var whole = Desk(seed: seed)
        let expected = whole.send(requests.joined())
        #expect(expected.count == 12, "seed \(seed)")
        var cut = Desk(seed: seed)
        var answers: [HTTPResponse] = []
        var rest = requests.joined()[...]
        while !rest.isEmpty {
            let count = min(rest.count, 1 + chance.below(80))
            answers += cut.send(String(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(answers == expected, "seed \(seed)")
        #expect(cut.messages == whole.messages && !whole.messages.isEmpty, "seed \(seed)")
        #expect(!cut.link.isUnderWay)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "connection: close\r\n", false),
        ("HTTP/1.1", "Connection: x, Close\r\n", false), ("HTTP/1.0", "", false),
        ("HTTP/1.0", "connection: Keep-Alive\r\n", true),
    ])
    func `a connection is kept as its client wants`(
        _ version: String, _ field: String, _ isKept: Bool
    ) {
        var desk = Desk()
        let head = "POST /topics/a \(version)\r\nhost: x\r\ncontent-length: 1\r\n\(field)\r\n1"
        let answers = desk.send(head + head)
        #expect(answers.count == (isKept ? 2 : 1))
        #expect(answers.allSatisfy { $0.head.keepsAlive == isKept })
        #expect(desk.isOver == !isKept)
    }

    @Test func `who waits for leave to send a body gets it`() {
        var desk = Desk()
        let head =
            "POST /topics/a HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\nexpect: 100-continue\r\n\r\n"
        desk.send(head)
        #expect(desk.lastOutput == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(desk.link.isUnderWay)
        #expect(desk.send("1").map(\.head.status) == [200])
    }

    @Test func `a broker that shuts down says so and lets go`() {
        var desk = Desk()
        desk.front.isShuttingDown = true
        let answers = desk.send(Desk.request("a", "1") + Desk.request("b", "2"))
        #expect(answers.map(\.head.status) == [503])
        #expect(answers[0].head.fields["retry-after"] == "1")
        #expect(desk.isOver && desk.messages.isEmpty)
    }

    @Test func `trace ids differ within a run and repeat with the seed`() throws {
        func ids(_ seed: UInt64) throws -> [String] {
            var desk = Desk(seed: seed)
            let answers = desk.send((0..<50).map { Desk.request("a?qos=\($0 % 3)", "x") }.joined())
            return try answers.map { try #require(try JSON(parsing: $0.body)["traceId"]?.string) }
        }
        let first = try ids(1)
        #expect(Set(first).count == 50)
        #expect(try ids(1) == first)
        #expect(try ids(2) != first)
    }

    @Test(arguments: [
        (PostOutcome.accepted(.success), 200), (.accepted(.noMatchingSubscribers), 200),
        (.unproved(.notAuthorized, "x"), 401), (.refused(.notAuthorized, "x"), 403),
        (.refused(.topicNameInvalid, "x"), 400), (.refused(.retainNotSupported, "x"), 400),
        (.refused(.packetTooLarge, "x"), 413), (.refused(.quotaExceeded, "x"), 429),
        (.refused(.messageRateTooHigh, "x"), 429), (.refused(.unspecifiedError, "x"), 500),
        (.refused(.serverBusy, "x"), 503), (.refused(.serverShuttingDown, "x"), 503),
    ])
    func `a reason code has its status`(outcome: PostOutcome, status: Int) {
        #expect(outcome.status == status)
    }
}

/// A front, its broker, one connection of HTTP, and one client that sees every message.
struct Desk {
    var front: HTTPFront
    var broker: Broker
    var link: HTTPLink
    private(set) var isOver = false
    private(set) var messages: [Publish] = []
    private(set) var lastOutput = ""
    private var actions: [Broker.Action] = []

    static var traceID: Regex<Substring> {
        /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
    }

    init(
        seed: UInt64 = 1, principal: Principal? = nil,
        _ configure: (inout Configuration) -> Void = { _ in }
    ) {
        var configuration = Configuration()
        configuration.maximumPacketSize = 1024
        configure(&configuration)
        front = HTTPFront(configuration, seed: seed)
        broker = Broker(configuration, seed: seed)
        link = front.opened(principal: principal)
        let watcher = Link(0)
        broker.opened(
            watcher, principal: Principal(name: "watcher", kind: .signature), at: .zero)
        let user = configuration.users.first.map { _ in "ann" }
        let connect = Connect(
            version: .v5, clientID: "watcher", userName: user,
            password: user.map { _ in Array("secret".utf8) })
        broker.receive(.connect(connect), on: watcher, at: .zero, into: &actions)
        let filters = ["#", "$aws/#"].map { Subscription($0, qos: .atLeastOnce) }
        let subscribe = Subscribe(id: 1, filters)
        broker.receive(.subscribe(subscribe), on: watcher, at: .zero, into: &actions)
        actions.removeAll()
    }

    static func request(_ target: String, _ payload: String, _ fields: String = "") -> String {
        "POST /topics/\(target) HTTP/1.1\r\nhost: x\r\n\(fields)"
            + "content-length: \(payload.utf8.count)\r\n\r\n\(payload)"
    }

    mutating func post(_ target: String, _ payload: String) -> HTTPResponse? {
        send(Self.request(target, payload)).first
    }

    /// The responses that come for `text`, each read back.
    @discardableResult
    mutating func send(_ text: String) -> [HTTPResponse] {
        var output: [UInt8] = []
        isOver =
            !Array(text.utf8).withUnsafeBytes {
                front.receive($0, on: &link, for: &broker, at: .zero, into: &output, &actions)
            }
        for case .send(.publish(let publish), _) in actions { messages.append(publish) }
        actions.removeAll()
        lastOutput = String(decoding: output, as: UTF8.self)
        return output.withUnsafeBytes { responses(in: $0) }
    }

    private func responses(in bytes: UnsafeRawBufferPointer) -> [HTTPResponse] {
        var reader = HTTPResponseReader()
        var responses: [HTTPResponse] = []
        var at = 0
        while at < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
            guard let count = try? reader.receive(rest) else {
                Issue.record("an answer is no HTTP: \(lastOutput)")
                break
            }
            at += count
            if let response = reader.take() { responses.append(response) }
        }
        return responses
    }
}

import Base
import Testing
import Web

/// Publishing by `POST /topics/{topic}`.
@Suite struct TopicPostTests {
    static let all: [(TopicPost, String)] = [
        (TopicPost(topic: "a"), "/topics/a?qos=0"),
        (TopicPost(topic: "a/b", qos: 1), "/topics/a%2Fb?qos=1"),
        (TopicPost(topic: "/", qos: 1, retain: true), "/topics/%2F?qos=1&retain=true"),
        (TopicPost(topic: "$aws/things/ü ?%"), "/topics/%24aws%2Fthings%2F%C3%BC%20%3F%25?qos=0"),
        (
            TopicPost(
                topic: "t", qos: 1, retain: false, contentType: "text/plain; charset=utf-8",
                responseTopic: "r/1", messageExpiry: 4_294_967_295),
            "/topics/t?qos=1&contentType=text%2Fplain%3B%20charset%3Dutf-8&responseTopic=r%2F1&messageExpiry=4294967295"
        ),
    ]

    @Test(arguments: all)
    func `a target is written and read back`(_ post: TopicPost, target: String) throws {
        #expect(post.target == target)
        #expect(try TopicPost(target: target) == post)
    }

    @Test(arguments: [
        ("/topics/a/b/c", "a/b/c", 0), ("/topics/a%2fb/c?", "a/b/c", 0),
        ("/topics//?qos=1", "/", 1),
        ("/topics/a?retain=false&qos=1", "a", 1),
    ])
    func `other ways to write it`(_ target: String, topic: String, qos: Int) throws {
        #expect(try TopicPost(target: target) == TopicPost(topic: topic, qos: qos))
    }

    @Test(arguments: [
        ("/", 404, "POST /topics/{topic}?qos=0|1"), ("/topic/a", 404, "is not here"),
        ("/topics", 404, "is not here"), ("/topics/", 400, "the topic is empty"),
        ("/topics/?qos=1", 400, "the topic is empty"), ("/topics/a?qos=2", 400, "qos is “2”"),
        ("/topics/a?qos=", 400, "qos is “”"), ("/topics/a?qos=0&qos=1", 400, "“qos” 2 times"),
        ("/topics/a?Qos=1", 400, "“Qos” means nothing"),
        ("/topics/a?retain=1", 400, "retain is “1”"),
        ("/topics/a%2", 400, "two hexadecimal digits"), ("/topics/%zz", 400, "write %25"),
        ("/topics/%FF", 400, "no UTF-8"), ("/topics/a%00", 400, "NUL"),
        ("/topics/a%2B", 400, "wildcard"), ("/topics/a/%23", 400, "wildcard"),
        ("/topics/a?responseTopic=%23", 400, "responseTopic “#” has a wildcard"),
        ("/topics/a?responseTopic=", 400, "responseTopic is empty"),
        ("/topics/a?messageExpiry=-1", 400, "whole seconds"),
        ("/topics/a?messageExpiry=4294967296", 400, "whole seconds"),
        ("/topics/a?contentType=%E0", 400, "no UTF-8"),
        ("/topics/" + String(repeating: "a", count: 65_536), 400, "65536 bytes"),
    ])
    func `a bad target is refused`(_ target: String, status: Int, says: String) throws {
        let error = try #require(throws: WebError.self) { try TopicPost(target: target) }
        #expect(error.message.contains(says), "\(error)")
        #expect(error.status == status)
    }

    @Test func `a request is written as an SDK writes it`() throws {
        let writer = TopicPost.Writer(
            host: "h:8443", userAgent: "gale/1", like: TopicPost(topic: "-", qos: 1),
            fields: [HTTPField("x-token", "t")])
        for size in [0, 1, 9, 10, 99, 100, 12_345] {
            let payload = [UInt8](repeating: 65, count: size)
            var bytes: [UInt8] = [0]
            var same: [UInt8] = [0]
            let overhead = payload.withUnsafeBytes { writer.write(topic: "a/ü", $0, into: &bytes) }
            let encoded = TopicPost.encoded("a/ü")
            _ = payload.withUnsafeBytes { writer.write(encoded: encoded, $0, into: &same) }
            #expect(bytes == same)
            #expect(bytes.count == 1 + overhead + size)
            let head =
                "POST /topics/a%2F%C3%BC?qos=1 HTTP/1.1\r\nhost: h:8443\r\nuser-agent: gale/1\r\n"
                + "accept: */*\r\naccept-encoding: identity\r\nconnection: keep-alive\r\n"
                + "content-type: application/octet-stream\r\nx-token: t\r\ncontent-length: \(size)\r\n\r\n"
            #expect(bytes == [0] + head.utf8 + payload)
            var reader = HTTPRequestReader(maximumBodyBytes: 20_000)
            #expect(try reader.feed(bytes.dropFirst()) == bytes.count - 1)
            let request = reader.take()
            #expect(request?.body == payload)
            #expect(try TopicPost(target: request?.head.target ?? "").topic == "a/ü")
        }
    }

    @Test func `percent-encoding undone is what it was`() throws {
        var random = SplitMix64(seed: 11)
        for round in 0..<500 {
            let text = String(decoding: random.bytes(random.below(50)), as: UTF8.self)
            for kept in [PercentEncoding.Kept.unreserved, .path] {
                let encoded = PercentEncoding.encode(text, keeping: kept)
                #expect(try PercentEncoding.decode(encoded) == text, "round \(round)")
                #expect(encoded.utf8.allSatisfy { $0 > 32 && $0 < 127 }, "round \(round)")
            }
        }
        #expect(PercentEncoding.encode("a/b c", keeping: .path) == "a/b%20c")
        #expect(try PercentEncoding.decode("a+b") == "a+b")
    }

    @Test func `a query is read item by item`() throws {
        var query = try QueryItems("a=1&b&c=%3D=&a%20=2&")
        #expect(query.items.map(\.name) == ["a", "b", "c", "a "])
        #expect(query.items.map(\.value) == ["1", "", "==", "2"])
        #expect(try query.take("b") == "")
        #expect(try query.take("b") == nil)
        #expect(query.items.count == 3)
    }
}
